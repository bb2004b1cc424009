export type { Backdrop, Band, MatteFrame, People, PersonBox, Rotation } from "./matte-frame.ts";
export {
  type MatteAssets,
  Matter,
  type MatterFormat,
  type PackOptions,
  type ProcessOptions,
} from "./matter.ts";
export { type Accelerator, createPersonNet, NET_SIDE, type PersonNet } from "./person-net.ts";
