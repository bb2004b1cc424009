import type { BackdropChoice, CaptureSettings } from "@visavis/capture";
import * as v from "valibot";

const studioChoice = v.object({
  /** Where the outline comes from, besides the net. */
  backdrop: v.picklist(["auto", "plate", "green", "blue", "none"]),
  /** Who is shown of those before the camera. */
  people: v.picklist(["one", "near", "all"]),
  /** Whether loose hair is looked for. Older memories do not say. */
  hair: v.optional(v.picklist(["auto", "on", "off"]), "auto"),
});

export type StudioChoice = v.InferOutput<typeof studioChoice>;
export type BackdropName = StudioChoice["backdrop"];

export const AUTOMATIC: StudioChoice = { backdrop: "auto", people: "near", hair: "auto" };

/** What was remembered of a camera; what cannot be read is as good as nothing. */
export function parseStudioChoice(text: string | null): StudioChoice | null {
  if (text === null) return null;
  try {
    const result = v.safeParse(studioChoice, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

export function settingsOf({
  backdrop,
  people,
  hair,
}: StudioChoice): Pick<CaptureSettings, "backdrop" | "people" | "hair"> {
  return { backdrop: backdropOf(backdrop), people, hair };
}

function backdropOf(name: BackdropName): BackdropChoice {
  return name === "green" || name === "blue" ? { kind: "chroma", screen: name } : { kind: name };
}
