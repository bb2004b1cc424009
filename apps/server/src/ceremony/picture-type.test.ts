import { describe, expect, test } from "vitest";
import { JPEG, PNG } from "../testing/pictures.ts";
import { pictureTypeOf } from "./picture-type.ts";

describe("picture", () => {
  test("[CER-9] is told by its bytes, from beginning to end", () => {
    expect(pictureTypeOf(PNG)).toBe("image/png");
    expect(pictureTypeOf(JPEG)).toBe("image/jpeg");
    const others = [
      new Uint8Array(),
      Uint8Array.of(0xff),
      JPEG.subarray(0, 8),
      PNG.subarray(0, 20),
      new TextEncoder().encode("<svg xmlns='http://www.w3.org/2000/svg'/>"),
      new TextEncoder().encode("GIF89a"),
      Buffer.concat([JPEG, new TextEncoder().encode("<script>alert(1)</script>")]),
    ];
    for (const other of others) expect(pictureTypeOf(other)).toBeNull();
  });
});
