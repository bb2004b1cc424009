import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { findFfmpeg } from "@visavis/rehearsal";
import { SCENE } from "./matte-clip.ts";
import { displayedOf, randomFrom } from "./matte-light.ts";

const NOISE_SIGMA = 2.2;
const STEPS = 4096;
/** About quality 88 of a JPEG, with colour at half size: what a webcam sends. */
const JPEG_SCALE = "3";

const BYTE_OF_LIGHT = Float32Array.from({ length: STEPS + 1 }, (_, i) => {
  return 255 * displayedOf(i / STEPS);
});
const NOISE = ((): Float32Array => {
  const random = randomFrom(7);
  return Float32Array.from({ length: 65_536 }, () => {
    return Math.sqrt(-2 * Math.log(random() + 1e-9)) * Math.cos(2 * Math.PI * random());
  });
})();

/** A webcam: takes pictures of light, adds its sensor's noise, compresses them; I420 comes out. */
export class WebcamFile {
  readonly #out: string;
  readonly #random = randomFrom(23);
  readonly #encoder: ChildProcess;
  readonly #done: Promise<void>;

  constructor(out: string) {
    this.#out = out;
    const size = `${SCENE.widthPx}x${SCENE.heightPx}`;
    const input = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", "30", "-i", "-"];
    const scale = ["-vf", "scale=out_range=pc:out_color_matrix=bt601", "-pix_fmt", "yuvj420p"];
    const jpeg = ["-c:v", "mjpeg", "-q:v", JPEG_SCALE, "-f", "avi", this.#compressed];
    this.#encoder = ffmpeg([...input, ...scale, ...jpeg]);
    this.#done = finished(this.#encoder);
    // A failure is told when it is awaited, at the end.
    this.#done.catch(() => {});
  }

  get #compressed(): string {
    return `${this.#out}.avi`;
  }

  async take(linear: Float32Array): Promise<void> {
    const picture = this.#expose(linear);
    if (this.#encoder.stdin?.write(picture) === false) {
      await Promise.race([once(this.#encoder.stdin, "drain"), this.#done]);
    }
  }

  /** Decodes what was compressed, as the browser would. */
  async finish(): Promise<void> {
    this.#encoder.stdin?.end();
    await this.#done;
    const scale =
      "scale=in_range=pc:out_range=tv:in_color_matrix=bt601:out_color_matrix=bt709,format=yuv420p";
    const output = ["-vf", scale, "-fps_mode", "passthrough", "-f", "rawvideo", this.#out];
    await finished(ffmpeg(["-i", this.#compressed, ...output]));
    rmSync(this.#compressed);
  }

  #expose(linear: Float32Array): Uint8Array {
    const picture = new Uint8Array(linear.length);
    let at = Math.floor(this.#random() * NOISE.length);
    let before = 0;
    for (let i = 0; i < linear.length; i++) {
      // Long rows of the same numbers would be a pattern; a jump now and then breaks it.
      if (i % 61 === 0) at = Math.floor(this.#random() * NOISE.length);
      at = (at + 1) % NOISE.length;
      const light = Math.max(0, Math.min(1, linear[i] ?? 0));
      const value = BYTE_OF_LIGHT[Math.floor(light * STEPS)] ?? 0;
      const fresh = NOISE[at] ?? 0;
      // Neighbours share some of it (the sensor's colour filter); shadows have more of it.
      const noise = (0.8 * fresh + 0.5 * before) * NOISE_SIGMA * (0.6 + 0.8 * (1 - value / 255));
      before = fresh;
      picture[i] = Math.max(0, Math.min(255, value + noise + 0.5));
    }
    return picture;
  }
}

function ffmpeg(args: readonly string[]): ChildProcess {
  const stdio: ["pipe", "ignore", "pipe"] = ["pipe", "ignore", "pipe"];
  return spawn(findFfmpeg("ffmpeg"), ["-v", "error", "-y", ...args], { stdio });
}

async function finished(child: ChildProcess): Promise<void> {
  let complaint = "";
  child.stderr?.on("data", (bytes: Buffer) => void (complaint += bytes.toString()));
  child.stdin?.on("error", () => {});
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`The camera's picture was not made: ${complaint.trim()}`);
}
