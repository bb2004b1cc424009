export type { AlphaFormat } from "./alpha-picture.ts";
export { cameraMask } from "./camera-mask.ts";
export type { Backdrop, Band, MatteFrame, People, PersonBox, Rotation } from "./matte-frame.ts";
export {
  type MatteAssets,
  Matter,
  type MatterFormat,
  type PackOptions,
  type ProcessOptions,
} from "./matter.ts";
export { type Accelerator, createPersonNet, NET_SIDE, type PersonNet } from "./person-net.ts";
export { FrameReader, frameSize, sourceColour, uprightRotation } from "./frame-reader.ts";
export {
  installPlate,
  type KeptPlate,
  plateGrid,
  type PlateMatter,
  platePicture,
} from "./kept-plate.ts";
export { median } from "./median.ts";
export { cellPixels, coveredCells, type PictureGrid, pictureGrid } from "./picture-grid.ts";
export { isSameSize, type PictureSize, rotatedSize } from "./picture-size.ts";
export type { Plate } from "./plate.ts";
export { PlateShot, type PlateSums, shareOfPerson, type ShotState } from "./plate-shot.ts";
export type { PlateState } from "./plate-taker.ts";
export {
  CutOut,
  cutOut,
  type CutOutEvents,
  type CutOutOptions,
  type CutOutSettings,
} from "./cut-out.ts";
export type { FramesIn } from "./frames-in.ts";
export { isSameFormat } from "./matter-format.ts";
export { PackedView } from "./packed-view.ts";
