/** Ways to a matte that are measured, in the order of what they are told about the room. */
export const METHODS = ["baseline", "no-plate", "learnt-plate", "plate", "hair", "chroma"] as const;

export type MatteMethod = (typeof METHODS)[number];
