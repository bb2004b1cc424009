// Four pixels at a time: the arithmetic that the kernels share. A plane is an address; `i` counts
// elements, not bytes.

export function at(plane: usize, i: i32): f32 {
  return load<f32>(plane + ((<usize>i) << 2));
}
export function put(plane: usize, i: i32, value: f32): void {
  store<f32>(plane + ((<usize>i) << 2), value);
}
export function four(plane: usize, i: i32): v128 {
  return v128.load(plane + ((<usize>i) << 2));
}
export function putFour(plane: usize, i: i32, value: v128): void {
  v128.store(plane + ((<usize>i) << 2), value);
}
export function all(value: f32): v128 {
  return f32x4.splat(value);
}
export function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}
export function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}
export function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}
export function div(a: v128, b: v128): v128 {
  return f32x4.div(a, b);
}
// pmin and pmax are one machine instruction; min and max have to look after NaN.
export function lesser(a: v128, b: v128): v128 {
  return f32x4.pmin(a, b);
}
export function greater(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}
export function toUnit(x: v128): v128 {
  return lesser(all(1), greater(all(0), x));
}
/** a + (b - a) t */
export function mix(a: v128, b: v128, t: v128): v128 {
  return add(a, mul(sub(b, a), t));
}
/** Product of two colours, or of a colour's distances. */
export function dot(a: v128, b: v128, c: v128, x: v128, y: v128, z: v128): v128 {
  return add(add(mul(a, x), mul(b, y)), mul(c, z));
}
/** 0 below `from`, 1 above `to`, smooth between. */
export function smooth(from: f32, to: f32, x: v128): v128 {
  const t = toUnit(mul(sub(x, all(from)), all(1 / (to - from))));
  return mul(mul(t, t), sub(all(3), mul(all(2), t)));
}
export function smoothOne(from: f32, to: f32, x: f32): f32 {
  const t = min<f32>(1, max<f32>(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Display light to linear light, both 0 to 1; within 0.002 of the sRGB curve. */
export function toLinear(x: v128): v128 {
  const c = toUnit(x);
  const inner = add(mul(c, add(mul(c, all(0.305306011)), all(0.682171111))), all(0.012522878));
  return mul(c, inner);
}
/** Linear light to display light. */
export function toDisplay(x: v128): v128 {
  const a = f32x4.sqrt(x);
  const b = f32x4.sqrt(a);
  const c = f32x4.sqrt(b);
  const sum = add(mul(all(0.585122381), a), mul(all(0.783140355), b));
  return greater(all(0), sub(sum, mul(all(0.368262736), c)));
}

/** Four bytes as floats. */
export function bytes(address: usize): v128 {
  const wide = i16x8.extend_low_i8x16_u(v128.load32_zero(address));
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(wide));
}
/** Two chroma bytes, each for two pixels beside one another, as floats around zero. */
export function chromaPair(address: usize): v128 {
  const a = <f32>load<u8>(address) - 128;
  const b = <f32>load<u8>(address + 1) - 128;
  return f32x4(a, a, b, b);
}
/** Stores four floats as bytes, cut off below 0 and above 255. */
export function putBytes(address: usize, x: v128): void {
  const whole = i32x4.trunc_sat_f32x4_s(x);
  const half = i16x8.narrow_i32x4_s(whole, whole);
  v128.store32_lane(address, i8x16.narrow_i16x8_u(half, half), 0);
}
export function sumOfLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    f32x4.extract_lane(x, 2) +
    f32x4.extract_lane(x, 3)
  );
}
