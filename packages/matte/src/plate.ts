import { VisavisError } from "@visavis/protocol";
import type { KernelExports } from "./kernels.ts";
import { isSameSize, type PictureSize } from "./picture-size.ts";

/**
 * The empty room as far as it is known, taken or learnt, at full size: plain data that can be kept and
 * given back. Upright, and of the kernels' own standard of colour, whatever the camera's.
 */
export interface Plate extends PictureSize {
  /** Mean levels times 128: luma, then U, then V. */
  readonly levels: Uint16Array<ArrayBuffer>;
  /** Frames in the mean, for each cell of 4 x 4 pixels, rows padded to four cells; 0 is unknown. */
  readonly counts: Uint8Array<ArrayBuffer>;
}

export function readPlate(kernels: KernelExports): Plate {
  const widthPx = kernels.width();
  const heightPx = kernels.height();
  const levels = new Uint16Array((widthPx * heightPx * 3) / 2);
  let at = 0;
  for (const plane of levelPlanes(kernels)) {
    levels.set(plane, at);
    at += plane.length;
  }
  return { widthPx, heightPx, levels, counts: counts(kernels).slice() };
}

/** @throws VisavisError plate-failed when it is a plate of another picture */
export function writePlate(kernels: KernelExports, plate: Plate): void {
  const size = { widthPx: kernels.width(), heightPx: kernels.height() };
  if (!isSameSize(plate, size) || plate.counts.length !== kernels.plateCells()) {
    throw new VisavisError("plate-failed", "a plate of another size");
  }
  kernels.beginPlate();
  let at = 0;
  for (const plane of levelPlanes(kernels)) {
    plane.set(plate.levels.subarray(at, at + plane.length));
    at += plane.length;
  }
  counts(kernels).set(plate.counts);
  kernels.restorePlate();
}

function levelPlanes(kernels: KernelExports): Uint16Array[] {
  const { buffer } = kernels.memory;
  const pixels = kernels.width() * kernels.height();
  return [
    new Uint16Array(buffer, kernels.plateLumaPointer(), pixels),
    new Uint16Array(buffer, kernels.plateUPointer(), pixels / 4),
    new Uint16Array(buffer, kernels.plateVPointer(), pixels / 4),
  ];
}

function counts(kernels: KernelExports): Uint8Array<ArrayBuffer> {
  const { buffer } = kernels.memory;
  return new Uint8Array(buffer, kernels.plateCountPointer(), kernels.plateCells());
}
