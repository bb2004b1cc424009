const RATE_HZ = 48_000;
const SECONDS = 8;
const SYLLABLES_PER_SECOND = 4;
const PITCH_HZ = 118;
// First two formants of a, e, i, o, u in Hz.
const VOWELS = [
  [730, 1090],
  [530, 1840],
  [270, 2290],
  [570, 840],
  [300, 870],
] as const;

/** A made voice for the microphone: vowels at a speaking rhythm, which a codec treats as speech. */
export function voiceWav(): Buffer {
  const samples = voiceSamples();
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE_HZ, 24);
  header.writeUInt32LE(RATE_HZ * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, new Uint8Array(samples.buffer)]);
}

function voiceSamples(): Int16Array {
  const samples = new Int16Array(RATE_HZ * SECONDS);
  const resonances = VOWELS.map((formants) => formants.map((hz) => new Resonance(hz)));
  let phase = 0;
  for (let i = 0; i < samples.length; i++) {
    const timeS = i / RATE_HZ;
    const syllable = Math.floor(timeS * SYLLABLES_PER_SECOND);
    const within = (timeS * SYLLABLES_PER_SECOND) % 1;
    phase += (PITCH_HZ * (1 + 0.08 * Math.sin(timeS * 5))) / RATE_HZ;
    const pulse = phase >= 1 ? 1 : 0;
    phase %= 1;
    // Every eighth syllable is a breath, so that silence is in it too.
    const loudness = syllable % 8 === 7 ? 0 : Math.sin(Math.PI * within) ** 2;
    const mouth = resonances[syllable % VOWELS.length] ?? [];
    const sound = mouth.reduce((sum, resonance) => sum + resonance.next(pulse), 0);
    samples[i] = Math.max(-32_000, Math.min(32_000, sound * loudness * 5000));
  }
  return samples;
}

/** A two-pole filter with a bandwidth of 90 Hz. */
class Resonance {
  readonly #a: number;
  readonly #b: number;
  #last = 0;
  #beforeLast = 0;

  constructor(hz: number) {
    const radius = Math.exp((-Math.PI * 90) / RATE_HZ);
    this.#a = 2 * radius * Math.cos((2 * Math.PI * hz) / RATE_HZ);
    this.#b = -radius * radius;
  }

  next(input: number): number {
    const output = input + this.#a * this.#last + this.#b * this.#beforeLast;
    this.#beforeLast = this.#last;
    this.#last = output;
    return output;
  }
}
