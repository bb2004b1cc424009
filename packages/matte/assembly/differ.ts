// How unlike the plate each cell is: its colour counts four times its brightness, and getting darker
// (a shadow) is forgiven a little.
import { gainB, gainG, gainR } from "./exposure";
import { add, all, div, dot, four, greater, mul, putFour, sub } from "./lanes";
import {
  cells,
  difference,
  localGain,
  plateB,
  plateG,
  plateR,
  rootB,
  rootG,
  rootR,
} from "./planes";

const COLOUR_WEIGHT: f32 = 4;
const FORGIVEN_SHADOW: f32 = 0.07;

export function differFromPlate(): void {
  for (let i = 0; i < cells; i += 4) {
    const local = four(localGain, i);
    const backR = f32x4.sqrt(mul(mul(four(plateR, i), local), all(gainR)));
    const backG = f32x4.sqrt(mul(mul(four(plateG, i), local), all(gainG)));
    const backB = f32x4.sqrt(mul(mul(four(plateB, i), local), all(gainB)));
    const offR = sub(four(rootR, i), backR);
    const offG = sub(four(rootG, i), backG);
    const offB = sub(four(rootB, i), backB);
    const length = add(dot(backR, backG, backB, backR, backG, backB), all(1e-4));
    const brighter = div(dot(offR, offG, offB, backR, backG, backB), length);
    const colourR = sub(offR, mul(brighter, backR));
    const colourG = sub(offG, mul(brighter, backG));
    const colourB = sub(offB, mul(brighter, backB));
    const colour = mul(
      dot(colourR, colourG, colourB, colourR, colourG, colourB),
      all(COLOUR_WEIGHT),
    );
    const darker = sub(f32x4.neg(brighter), all(FORGIVEN_SHADOW));
    const light = greater(brighter, greater(all(0), darker));
    putFour(difference, i, f32x4.sqrt(add(colour, mul(mul(light, light), length))));
  }
}
