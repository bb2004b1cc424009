import type { MatterFormat } from "./matter.ts";

type WholeFormat = Required<MatterFormat>;

/** Whether the kernels may go on with what they know. */
export function isSameFormat(a: WholeFormat, b: WholeFormat): boolean {
  return (
    a.widthPx === b.widthPx &&
    a.heightPx === b.heightPx &&
    a.rotation === b.rotation &&
    a.matrix === b.matrix &&
    a.range === b.range &&
    a.people === b.people
  );
}
