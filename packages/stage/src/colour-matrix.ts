export type ColourStandard = "bt709" | "bt601";

/** Column-major 3 x 3. */
type Matrix = readonly number[];

/** Share of red and blue in luma. */
const WEIGHTS = {
  bt709: { red: 0.2126, blue: 0.0722 },
  bt601: { red: 0.299, blue: 0.114 },
} as const satisfies Record<ColourStandard, unknown>;

const LUMA_SCALE = 255 / 219;
const CHROMA_SCALE = 255 / 224;

/** What to take from a limited-range Y, U, V texel before `yuvToRgb`. */
export const LIMITED_OFFSET = [16 / 255, 128 / 255, 128 / 255] as const;
/** Texel values of luma for no and full alpha. */
export const LIMITED_LUMA = [16 / 255, 235 / 255] as const;

const IDENTITY_COLOUR: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Limited-range Y, U, V to R, G, B. */
export function yuvToRgb(standard: ColourStandard): Matrix {
  const { red, blue } = WEIGHTS[standard];
  const green = 1 - red - blue;
  const redFromV = 2 * (1 - red) * CHROMA_SCALE;
  const blueFromU = 2 * (1 - blue) * CHROMA_SCALE;
  const greenFromU = (-blueFromU * blue) / green;
  const greenFromV = (-redFromV * red) / green;
  const fromLuma = [LUMA_SCALE, LUMA_SCALE, LUMA_SCALE];
  const fromU = [0, greenFromU, blueFromU];
  return [...fromLuma, ...fromU, redFromV, greenFromV, 0];
}

/** R, G, B that a browser made by the wrong standard, to what BT.709 would have given. */
export function correctionTo709(believed: ColourStandard): Matrix {
  if (believed === "bt709") return IDENTITY_COLOUR;
  return multiply(yuvToRgb("bt709"), rgbToYuv(believed));
}

function rgbToYuv(standard: ColourStandard): Matrix {
  const { red, blue } = WEIGHTS[standard];
  const green = 1 - red - blue;
  const u = 1 / (2 * (1 - blue) * CHROMA_SCALE);
  const v = 1 / (2 * (1 - red) * CHROMA_SCALE);
  const fromRed = [red / LUMA_SCALE, -red * u, (1 - red) * v];
  const fromGreen = [green / LUMA_SCALE, -green * u, -green * v];
  return [...fromRed, ...fromGreen, blue / LUMA_SCALE, (1 - blue) * u, -blue * v];
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return Array.from({ length: 9 }, (_, index) => {
    const row = index % 3;
    const column = index - row;
    return [0, 1, 2].reduce((sum, k) => sum + (a[k * 3 + row] ?? 0) * (b[column + k] ?? 0), 0);
  });
}
