import type { BackdropChoice, CaptureSettings } from "@visavis/capture";
import * as v from "valibot";

const studioChoice = v.object({
  /** Where the outline comes from, besides the net. */
  backdrop: v.picklist(["auto", "plate", "green", "blue", "none"]),
  /** Who is shown of those before the camera. */
  people: v.picklist(["one", "near", "all"]),
});

export type StudioChoice = v.InferOutput<typeof studioChoice>;
export type BackdropName = StudioChoice["backdrop"];

export const AUTOMATIC: StudioChoice = { backdrop: "auto", people: "near" };

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
}: StudioChoice): Pick<CaptureSettings, "backdrop" | "people"> {
  return { backdrop: backdropOf(backdrop), people };
}

function backdropOf(name: BackdropName): BackdropChoice {
  return name === "green" || name === "blue" ? { kind: "chroma", screen: name } : { kind: name };
}
