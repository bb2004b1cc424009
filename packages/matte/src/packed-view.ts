import { colourAspect, PACKED_FRACTIONS, VisavisError } from "@visavis/protocol";

const VERTEX = `#version 300 es
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(2.0 * corner - 1.0, 0.0, 1.0);
}`;

const float = (value: number): string => value.toFixed(8);

/** Half a texel is kept from each seam: bilinear never mixes colour and alpha. */
const FRAGMENT = `#version 300 es
precision highp float;
in vec2 at;
uniform sampler2D picture;
out vec4 colour;
const float COLOUR_END = ${float(PACKED_FRACTIONS.colourEnd)};
const float ALPHA_START = ${float(PACKED_FRACTIONS.alphaStart)};
const float ALPHA_END = ${float(PACKED_FRACTIONS.alphaEnd)};
void main() {
  float margin = 0.5 / float(textureSize(picture, 0).y);
  float colourRow = min(at.y * COLOUR_END, COLOUR_END - 2.0 * margin);
  float alphaRow = mix(ALPHA_START, ALPHA_END, at.y);
  float alpha = texture(picture, vec2(at.x, clamp(alphaRow, ALPHA_START + margin, ALPHA_END - margin))).r;
  colour = vec4(texture(picture, vec2(at.x, colourRow)).rgb * alpha, alpha);
}`;

/**
 * The other end of the format `packed`: draws a received video of packed frames on a canvas whose page
 * shows through. The canvas takes the person's own size; styles may stretch it.
 */
export class PackedView implements Disposable {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #forget = new AbortController();
  #isReady = false;

  /** @throws VisavisError browser-unsupported without WebGL 2 */
  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { premultipliedAlpha: true, antialias: false });
    if (!gl) throw new VisavisError("browser-unsupported", "no WebGL 2 to draw a person with");
    this.#canvas = canvas;
    this.#gl = gl;
    const { signal } = this.#forget;
    const lose = (event: Event): void => {
      event.preventDefault();
      this.#isReady = false;
    };
    canvas.addEventListener("webglcontextlost", lose, { signal });
    canvas.addEventListener("webglcontextrestored", () => this.#prepare(), { signal });
    this.#prepare();
  }

  /** Draws the video's present frame; nothing while it has none. */
  draw(video: HTMLVideoElement): void {
    const { videoWidth, videoHeight } = video;
    if (!this.#isReady || videoWidth === 0) return;
    const gl = this.#gl;
    const heightPx = Math.round(videoHeight * PACKED_FRACTIONS.colourEnd);
    const widthPx = Math.round(heightPx * colourAspect(videoWidth, videoHeight));
    if (this.#canvas.width !== widthPx || this.#canvas.height !== heightPx) {
      this.#canvas.width = widthPx;
      this.#canvas.height = heightPx;
    }
    gl.viewport(0, 0, widthPx, heightPx);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** Draws each frame of the video as it comes, until `signal` or the end of this view. */
  follow(video: HTMLVideoElement, signal?: AbortSignal): void {
    if (signal?.aborted || this.#forget.signal.aborted) return;
    video.requestVideoFrameCallback(() => {
      this.draw(video);
      this.follow(video, signal);
    });
  }

  [Symbol.dispose](): void {
    this.#forget.abort();
    this.#isReady = false;
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }

  #prepare(): void {
    const gl = this.#gl;
    const program = gl.createProgram();
    for (const [kind, text] of [
      [gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, FRAGMENT],
    ] as const) {
      const shader = gl.createShader(kind);
      if (!shader) return;
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
      // A context that was lost in between says so too, and comes back by its event.
      if (gl.isContextLost()) return;
      throw new VisavisError("browser-unsupported", gl.getProgramInfoLog(program) ?? "no program");
    }
    gl.useProgram(program);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    this.#isReady = true;
  }
}
