const FRAME_US = 33_333;

/** Timestamps of what goes out: an encoder drops a frame whose stamp does not rise. Pure state. */
export interface Stamps {
  readonly lastUs: number;
  /** From the camera's own stamps; another camera may count from elsewhere. */
  readonly shiftUs: number;
}

export function nextStamps(stamps: Stamps | null, timestampUs: number): Stamps {
  if (!stamps) return { lastUs: timestampUs, shiftUs: 0 };
  const shiftedUs = timestampUs + stamps.shiftUs;
  if (shiftedUs > stamps.lastUs) return { ...stamps, lastUs: shiftedUs };
  const lastUs = stamps.lastUs + FRAME_US;
  return { lastUs, shiftUs: lastUs - timestampUs };
}
