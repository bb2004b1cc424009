export { isSameSize, type PictureSize } from "@visavis/matte";

/** Which borders of the picture the person reaches. */
export interface Touches {
  readonly top: boolean;
  readonly bottom: boolean;
  readonly left: boolean;
  readonly right: boolean;
}
