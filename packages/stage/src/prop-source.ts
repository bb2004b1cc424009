import type { Vector3 } from "@visavis/pane";
import { alongRings, aroundStem, boxOf, type PropMesh, reachOf, skinMesh } from "./prop-mesh.ts";
import { scrollMesh } from "./scroll-geometry.ts";
import { TORCH_FLAME, torchMesh } from "./torch-geometry.ts";

/** What a prop is made from. A model is a binary glTF that the room was given. */
export type PropSource =
  | { readonly kind: "torch" }
  | { readonly kind: "scroll" }
  | { readonly kind: "model"; readonly glb: ArrayBuffer };

export interface PropForm {
  readonly mesh: PropMesh;
  readonly reachM: number;
  /** Corners of the box around it, in its own frame. */
  readonly box: readonly Vector3[];
  /** Where it burns, if it does: the anchor called `flame`. */
  readonly flame: Vector3 | null;
}

const forms = new Map<string, PropForm>();

/** Made once and shared: things of one kind differ by their pose only. */
export function formOf(kind: PropSource["kind"], isFrugal: boolean): PropForm {
  const key = `${kind} ${isFrugal}`;
  const known = forms.get(key);
  if (known) return known;
  const mesh = MESHES[kind](!isFrugal);
  const flame = kind === "torch" ? TORCH_FLAME : null;
  const form = { mesh, reachM: reachOf(mesh), box: boxOf(mesh), flame };
  forms.set(key, form);
  return form;
}

const MESHES: Readonly<Record<PropSource["kind"], (isFine: boolean) => PropMesh>> = {
  torch: torchMesh,
  scroll: scrollMesh,
  model: vesselMesh,
};

/** Stands in for a model where it cannot be drawn, or not yet: a small closed vessel. */
function vesselMesh(isFine: boolean): PropMesh {
  const belly = [
    [-120, 0.1],
    [-119, 40],
    [-112, 44],
    [-90, 52],
    [-30, 76],
    [20, 80],
    [64, 62],
    [86, 40],
    [94, 34],
    [98, 37],
    [103, 34],
    [110, 22],
    [116, 9],
    [122, 10],
    [128, 7],
    [130, 0.1],
  ] as const;
  return skinMesh({
    columns: isFine ? 32 : 18,
    rows: belly.length - 1,
    pointAt: (u, v) => aroundStem(u, alongRings(belly, v)),
    paintAt: (_u, v) => (v > 0.46 && v < 0.68 ? [0.95, 0.74, 0.4, 1] : [0.9, 0.88, 0.84, 0.05]),
  });
}
