import type { Rotation } from "./matte-frame.ts";
import type { Matter } from "./matter.ts";
import { type PictureGrid, pictureGrid } from "./picture-grid.ts";
import { type PictureSize, rotatedSize } from "./picture-size.ts";
import type { PlateSums } from "./plate-shot.ts";

/** Quarters of a level: what the mean of many frames knows beyond a byte. */
const DITHERS = [1 / 8, 3 / 8, 5 / 8, 7 / 8];

/** A clean plate that was taken, as the camera gives pictures: before rotation. */
export interface KeptPlate extends PlateSums {
  readonly camera: PictureSize;
  readonly rotation: Rotation;
  readonly takenAtMs: number;
}

/** What a plate is given to. */
export type PlateMatter = Pick<
  Matter,
  | "addToPlate"
  | "beginPlate"
  | "finishPlate"
  | "input"
  | "keepPlate"
  | "platesLost"
  | "plateShare"
  | "restorePlate"
>;

/** Makes the matte's plate out of it. What `matter.input` held is gone. */
export function installPlate(matter: PlateMatter, plate: KeptPlate): void {
  matter.beginPlate();
  for (const dither of DITHERS) {
    writeLevels(plate, dither, matter.input);
    matter.addToPlate();
  }
  matter.finishPlate();
}

export function plateGrid(plate: KeptPlate): PictureGrid {
  return pictureGrid(plateBytes(plate), plate.camera);
}

/** For looking at, upright. The caller closes it. */
export function platePicture(plate: KeptPlate): ImageBitmap | null {
  const { camera, rotation } = plate;
  const frame = new VideoFrame(plateBytes(plate), {
    format: "I420",
    codedWidth: camera.widthPx,
    codedHeight: camera.heightPx,
    timestamp: 0,
  });
  const upright = rotatedSize(camera, rotation);
  const canvas = new OffscreenCanvas(upright.widthPx, upright.heightPx);
  const context = canvas.getContext("2d");
  context?.translate(upright.widthPx / 2, upright.heightPx / 2);
  context?.rotate((rotation * Math.PI) / 180);
  context?.drawImage(frame, -camera.widthPx / 2, -camera.heightPx / 2);
  frame.close();
  return context ? canvas.transferToImageBitmap() : null;
}

function plateBytes(plate: KeptPlate): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(plate.sums.length);
  writeLevels(plate, 0.5, bytes);
  return bytes;
}

/** Rounds up what lies above the dither. */
function writeLevels({ sums, frames }: PlateSums, dither: number, into: Uint8Array): void {
  const scale = 1 / frames;
  for (let i = 0; i < sums.length; i++) into[i] = (sums[i] ?? 0) * scale + dither;
}
