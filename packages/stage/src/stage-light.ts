import { IDENTITY4, invertRigid, type Matrix4, transformPoint, type Vector3 } from "@visavis/pane";
import type { Uniforms } from "./gl-program.ts";
import type { SceneLight } from "./prop-scene.ts";
import { boundsOf, type SceneItem } from "./scene-item.ts";
import type { Colour, StageLook } from "./stage-look.ts";

/** What a fire adds to a person's own colour at a distance of one metre. */
const ON_PERSON = 0.42;
/** A fire at arm's length lights the chest, even where the picture has no depth. */
const MIN_BEFORE_M = 0.2;
const FIRE: Colour = [1, 0.58, 0.26];
const ON_ROOM = 1.5;
const FLOOR_REACH_M = 1.7;

/** The two strongest fires in card space; two together are less than twice one, as to the eye. */
export function lightUniforms(lights: readonly SceneLight[], model: Matrix4): Uniforms {
  if (lights.length === 0) return {};
  const cardFromPane = invertRigid(model);
  const inCard = ({ at, strength }: SceneLight): number[] => {
    const [x, y, z] = transformPoint(cardFromPane, at);
    // A hand's breadth behind the plane of the body is still at the body.
    const before = z > -0.15 ? Math.max(z, MIN_BEFORE_M) : z;
    return [x, y, before, (ON_PERSON * strength) / Math.sqrt(lights.length)];
  };
  const [first, second] = lights.map(inCard);
  return { uLightA: first ?? [0, 0, 0, 0], uLightB: second ?? [0, 0, 0, 0] };
}

/** The light of fires on the floor and on the wall behind. */
export function glowItems(
  { backdrop, isFrugal = false, pane }: Pick<StageLook, "backdrop" | "isFrugal" | "pane">,
  lights: readonly SceneLight[],
  { clip, wallZ }: { readonly clip: Matrix4; readonly wallZ: number },
): SceneItem<never>[] {
  const shared = { clip, count: lights.length, isFrugal };
  return lights.flatMap((light, i) => {
    const [x, , z] = light.at;
    const farZ = Math.min(0, Math.max(wallZ, z - FLOOR_REACH_M));
    const floor: Surface = {
      corner: [x - FLOOR_REACH_M, 0, farZ],
      sideU: [2 * FLOOR_REACH_M, 0, 0],
      // What lies well before the glass is not seen through it.
      sideV: [0, 0, 0.2 - farZ],
      normal: [0, 1, 0],
      colour: backdrop.floor,
    };
    const topM = pane.lowerEdgeM + pane.size.heightM + 0.6;
    const wall: Surface = {
      corner: [x - 1.6, 0, wallZ],
      sideU: [3.2, 0, 0],
      sideV: [0, topM * 1.1, 0],
      normal: [0, 0, 1],
      colour: backdrop.wall,
    };
    const onFloor = glowItem(`glow floor ${i}`, floor, light, shared);
    return isFrugal ? [onFloor] : [glowItem(`glow wall ${i}`, wall, light, shared), onFloor];
  });
}

interface Surface {
  readonly corner: Vector3;
  readonly sideU: Vector3;
  readonly sideV: Vector3;
  readonly normal: Vector3;
  readonly colour: Colour;
}

interface GlowInput {
  readonly clip: Matrix4;
  /** Of fires. */
  readonly count: number;
  readonly isFrugal: boolean;
}

function glowItem(
  key: string,
  { colour, corner, normal, sideU, sideV }: Surface,
  { at, strength }: SceneLight,
  { clip, count, isFrugal }: GlowInput,
): SceneItem<never> {
  const corners = [0, 1].flatMap((u) =>
    [0, 1].map((v): Vector3 => [
      corner[0] + u * sideU[0] + v * sideV[0],
      corner[1] + u * sideU[1] + v * sideV[1],
      corner[2] + u * sideU[2] + v * sideV[2],
    ]),
  );
  return {
    key,
    shape: "glow",
    model: IDENTITY4,
    picture: null,
    uniforms: {
      uCorner: corner,
      uSideU: sideU,
      uSideV: sideV,
      uNormal: normal,
      uFlameAt: at,
      uFlameLight: (ON_ROOM * strength) / Math.sqrt(count),
      uGrain: isFrugal ? 0 : 1,
      uHorizon: boundsOf(clip, [corner])[3],
      uColour: colour.map((value, i) => value * (FIRE[i] ?? 0) * 2.2),
    },
    bounds: boundsOf(clip, corners),
  };
}
