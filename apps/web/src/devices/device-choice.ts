/** What a browser tells of a camera, microphone or speaker. */
export interface Device {
  readonly id: string;
  /** Empty until the person has allowed access. */
  readonly label: string;
}

/**
 * The device that a link or an earlier visit asks for: by id, by its whole label, or by a part of
 * it. Labels outlive ids, which browsers change. Null means whatever the browser prefers.
 */
export function chooseDevice(devices: readonly Device[], wish: string | null): Device | null {
  if (!wish) return null;
  const exact = devices.find(({ id, label }) => id === wish || label === wish);
  if (exact) return exact;
  const part = folded(wish);
  return devices.find(({ label }) => label !== "" && folded(label).includes(part)) ?? null;
}

/** Ignores case and what VDO.Ninja writes for a space. */
function folded(text: string): string {
  return text.toLowerCase().replaceAll("_", " ");
}
