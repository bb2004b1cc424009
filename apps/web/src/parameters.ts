import * as v from "valibot";
import { parseCoordinates, rounded } from "./place/coordinates-entry.ts";

const flag = v.pipe(
  v.picklist(["", "1", "0", "true", "false", "on", "off", "yes", "no"]),
  v.transform((text) => !["0", "false", "off", "no"].includes(text)),
);
const shortText = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
const decimal = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+(\.\d+)?$/),
    v.transform(Number),
    v.minValue(least),
    v.maxValue(most),
  );
const quarterTurns = { "0": 0, "90": 90, "180": 180, "270": 270 } as const;
const rotation = v.pipe(
  v.picklist(["0", "90", "180", "270"]),
  v.transform((text) => quarterTurns[text]),
);

/** As the server calls a file that a room was given. */
export type ModelName = `model-${string}`;

export function modelName(text: string): ModelName {
  return `model-${text.slice("model-".length)}`;
}

/** For people they are explained in docs/parameters.md. */
const schemas = {
  /** Camera, microphone and speaker by a part of the label. */
  vd: shortText,
  ad: shortText,
  od: shortText,
  label: shortText,
  place: shortText,
  /** Where this place is: latitude and longitude. */
  coordinates: v.pipe(
    v.string(),
    v.transform(parseCoordinates),
    v.check((coordinates) => coordinates !== null),
    v.transform((coordinates) => coordinates && rounded(coordinates)),
  ),
  mirror: flag,
  mode: v.picklist(["lit", "black"]),
  /** Metres that the remote person's plane stands behind the glass. */
  standback: decimal(0, 10),
  stats: flag,
  stamp: flag,
  lang: v.pipe(v.string(), v.regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$/)),
  rotate: rotation,
  /** Where the outline comes from, besides the net: an empty room, or a screen. */
  backdrop: v.picklist(["auto", "none", "plate", "green", "blue"]),
  /** Who is shown of those before the camera. */
  people: v.picklist(["one", "near", "all"]),
  /** Whether loose hair is looked for; `auto` does when somebody is near. */
  hair: v.picklist(["auto", "on", "off"]),
  codec: v.picklist(["h264", "vp8"]),
  /** kbit/s */
  maxbitrate: decimal(100, 20_000),
  /** Of the person who stands here, metres. */
  height: decimal(0.5, 2.6),
  /** Least jitter buffer, ms. */
  buffer: decimal(0, 4000),
  transparent: flag,
  autostart: flag,
  /** Brings out a torch where there is none: the same as `object=torch`. */
  torch: flag,
  /** Brings that out where there is nothing; a model by the name that the room's server gave it. */
  object: v.union([
    v.picklist(["torch", "torches", "scroll"]),
    v.pipe(v.string(), v.regex(/^model-[0-9a-f]{24}$/), v.transform(modelName)),
  ]),
  /** Whether torches are heard. */
  sound: flag,
};

type Values = { readonly [Name in keyof typeof schemas]: v.InferOutput<(typeof schemas)[Name]> };
type ParameterName = keyof typeof schemas;

/** A parameter that is not known, or whose value cannot be used. Told on the page, never swallowed. */
export interface ParameterProblem {
  readonly kind: "unknown" | "invalid";
  readonly name: string;
  readonly value: string;
}

export interface Parameters {
  readonly values: Partial<Values>;
  readonly problems: readonly ParameterProblem[];
}

export const parameterNames: readonly string[] = Object.keys(schemas);

// Names that other programs have taught people.
const aliases: Record<string, ParameterName> = {
  videodevice: "vd",
  audiodevice: "ad",
  outputdevice: "od",
  name: "label",
  displayname: "label",
  ovb: "maxbitrate",
  videobitrate: "maxbitrate",
  language: "lang",
};

export function parseParameters(search: string): Parameters {
  const values: Record<string, unknown> = {};
  const problems: ParameterProblem[] = [];
  for (const [written, value] of new URLSearchParams(search)) {
    const lower = written.toLowerCase();
    const name = aliases[lower] ?? lower;
    if (!isParameterName(name)) {
      problems.push({ kind: "unknown", name: written, value });
      continue;
    }
    const result = v.safeParse(schemas[name], readable(name, value));
    if (result.success) values[name] = result.output;
    else problems.push({ kind: "invalid", name: written, value });
  }
  return { values, problems };
}

/** Words are taken in any case; names and labels stay as they were written. */
function readable(name: ParameterName, value: string): string {
  return name === "label" || name === "place" ? value : value.toLowerCase();
}

function isParameterName(name: string): name is ParameterName {
  return Object.hasOwn(schemas, name);
}
