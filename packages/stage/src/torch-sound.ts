import { subtract, type Vector3 } from "@visavis/pane";

/** What a torch sounds like at this moment. */
export interface TorchHeard {
  readonly position: Vector3;
  /** In the same frame. */
  readonly eye: Vector3;
  /** Size of the fire, 0 to 1. */
  readonly flame: number;
}

export type TorchCue = "pass" | "kiss" | "refuse";

export interface TorchSoundOptions {
  /** Where it goes; otherwise to the speakers. */
  readonly destination?: AudioNode;
  /** By default: once the browser lets the context run, which a gesture of the viewer's does. */
  readonly isAllowed?: () => boolean;
}

/** Under a voice, always. */
const MASTER = 0.5;
const FIRE_GAIN = 0.09;
const CUE_GAIN = 0.22;
const GLIDE_S = 0.06;
const LOOP_S = 3;

/** Fire, pass and kiss, made from noise and sines; no sound file. The context belongs to the page. */
export class TorchSound {
  readonly #context: BaseAudioContext;
  readonly #isAllowed: () => boolean;
  readonly #master: GainNode;
  readonly #side: StereoPannerNode;
  readonly #far: GainNode;
  readonly #fireGain: GainNode;
  #fire: AudioBufferSourceNode | null = null;
  #noise: AudioBuffer | null = null;

  constructor(context: BaseAudioContext, options: TorchSoundOptions = {}) {
    this.#context = context;
    this.#isAllowed = options.isAllowed ?? (() => context.state === "running");
    this.#master = new GainNode(context, { gain: MASTER });
    this.#side = new StereoPannerNode(context);
    this.#far = new GainNode(context);
    this.#fireGain = new GainNode(context, { gain: 0 });
    this.#fireGain.connect(this.#far).connect(this.#side).connect(this.#master);
    this.#master.connect(options.destination ?? context.destination);
  }

  /** Call it as the torch is drawn; costs nothing while nothing burns. */
  update({ eye, flame, position }: TorchHeard): void {
    if (!this.#isAllowed()) return;
    const { far, side } = whereFrom(position, eye);
    const now = this.#context.currentTime;
    this.#far.gain.setTargetAtTime(far, now, GLIDE_S);
    this.#side.pan.setTargetAtTime(side, now, GLIDE_S);
    const loudness = Number.isFinite(flame) ? Math.max(0, Math.min(1, flame)) : 0;
    this.#fireGain.gain.setTargetAtTime(FIRE_GAIN * loudness, now, GLIDE_S * 2);
    if (loudness > 0) this.#fire ??= this.#startFire();
  }

  /** What was not allowed to sound when it happened is not made up for later. */
  play(cue: TorchCue): void {
    if (!this.#isAllowed()) return;
    if (cue === "pass") this.#whoosh();
    else if (cue === "kiss") this.#chime();
    else this.#knock();
  }

  dispose(): void {
    this.#fire?.stop();
    this.#fire = null;
    this.#master.disconnect();
  }

  #startFire(): AudioBufferSourceNode {
    const source = new AudioBufferSourceNode(this.#context, {
      buffer: fireBuffer(this.#context),
      loop: true,
    });
    source.connect(this.#fireGain);
    source.start();
    return source;
  }

  /** Air that something hot was drawn through. */
  #whoosh(): void {
    const context = this.#context;
    const at = context.currentTime;
    this.#noise ??= noiseBuffer(context);
    const source = new AudioBufferSourceNode(context, { buffer: this.#noise });
    const band = new BiquadFilterNode(context, { type: "bandpass", frequency: 260, Q: 0.9 });
    band.frequency.exponentialRampToValueAtTime(1500, at + 0.2);
    band.frequency.exponentialRampToValueAtTime(320, at + 0.5);
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.linearRampToValueAtTime(CUE_GAIN * 1.6, at + 0.16);
    gain.gain.exponentialRampToValueAtTime(1e-4, at + 0.55);
    source.connect(band).connect(gain).connect(this.#far);
    source.start(at, 0, 0.6);
  }

  /** A glass bowl, struck softly: its partials are not quite in tune. */
  #chime(): void {
    const at = this.#context.currentTime;
    [1, 1.5, 2.005, 2.52, 3.01].forEach((ratio, i) => {
      const loudness = (CUE_GAIN * 0.42) / (i + 1);
      this.#tone({ hz: 523.25 * ratio, atS: at + i * 0.055, lastsS: 1.9 - i * 0.2, loudness });
    });
  }

  #knock(): void {
    const at = this.#context.currentTime;
    this.#tone({ hz: 190, toHz: 120, atS: at, lastsS: 0.16, loudness: CUE_GAIN * 0.5 });
  }

  #tone({ atS, hz, lastsS, loudness, toHz = hz }: Tone): void {
    const oscillator = new OscillatorNode(this.#context, { frequency: hz });
    oscillator.frequency.setValueAtTime(hz, atS);
    oscillator.frequency.exponentialRampToValueAtTime(toHz, atS + lastsS);
    const gain = new GainNode(this.#context, { gain: 0 });
    gain.gain.setValueAtTime(0, atS);
    gain.gain.linearRampToValueAtTime(loudness, atS + 0.012);
    gain.gain.exponentialRampToValueAtTime(1e-4, atS + lastsS);
    oscillator.connect(gain).connect(this.#far);
    oscillator.start(atS);
    oscillator.stop(atS + lastsS + 0.05);
  }
}

interface Tone {
  readonly hz: number;
  readonly toHz?: number;
  readonly atS: number;
  readonly lastsS: number;
  readonly loudness: number;
}

/** How loud and from which side: −1 left, 1 right. */
export function whereFrom(
  position: Vector3,
  eye: Vector3,
): { readonly far: number; readonly side: number } {
  const [x, y, z] = subtract(position, eye);
  const metres = Math.hypot(x, y, z);
  if (!Number.isFinite(metres)) return { far: 0, side: 0 };
  // An arm's length is full loudness; nearer is not louder, because ears are not at the fire.
  const far = 1 / Math.max(1, metres / 0.7);
  return { far, side: 0.85 * Math.sin(Math.atan2(x, Math.max(0.3, Math.abs(z)))) };
}

/** A fixed row of numbers: the loop sounds the same everywhere, and tests can trust it. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

function noiseBuffer(context: BaseAudioContext): AudioBuffer {
  const buffer = new AudioBuffer({ length: context.sampleRate, sampleRate: context.sampleRate });
  const samples = buffer.getChannelData(0);
  const chance = chances(3);
  for (let i = 0; i < samples.length; i++) samples[i] = chance() * 2 - 1;
  return buffer;
}

/** A low breath, and sap that cracks now and then; its end runs into its beginning. */
function fireBuffer(context: BaseAudioContext): AudioBuffer {
  const rate = context.sampleRate;
  const length = Math.round(LOOP_S * rate);
  const buffer = new AudioBuffer({ length, sampleRate: rate });
  const samples = buffer.getChannelData(0);
  const chance = chances(11);
  let slow = 0;
  let slower = 0;
  for (let i = 0; i < length; i++) {
    slow += (chance() * 2 - 1 - slow) * 0.06;
    slower += (slow - slower) * 0.02;
    const breath = 0.75 + 0.25 * Math.sin((2 * Math.PI * 2 * i) / length);
    samples[i] = (slow * 0.55 + slower * 2.2) * breath;
  }
  for (let crack = 0; crack < 26; crack++) addCrack(samples, chance, rate);
  const seam = Math.round(0.03 * rate);
  for (let i = 0; i < seam; i++) {
    const end = length - seam + i;
    const share = i / seam;
    samples[end] = (samples[end] ?? 0) * (1 - share) + (samples[i] ?? 0) * share;
  }
  return buffer;
}

function addCrack(samples: Float32Array, chance: () => number, rate: number): void {
  const start = Math.floor(chance() * samples.length * 0.94);
  const loudness = 0.25 + 0.75 * chance() ** 3;
  const lastsS = 0.002 + 0.009 * chance();
  for (let i = 0; i < lastsS * 4 * rate; i++) {
    const at = start + i;
    if (at >= samples.length) return;
    const fall = Math.exp(-i / (lastsS * rate));
    samples[at] = (samples[at] ?? 0) + (chance() * 2 - 1) * loudness * fall;
  }
}
