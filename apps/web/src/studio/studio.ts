import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Capture, PlateChange } from "@visavis/capture";
import { type ErrorCode, isVisavisError } from "@visavis/protocol";
import { remember, remembered } from "../memory.ts";
import type { OwnCamera } from "../meeting/own-camera.ts";
import type { Parameters } from "../parameters.ts";
import { sleep } from "../sleep.ts";
import { NO_ADVICE, nextAdvice, type StudioAdvice, studioAdvice } from "./studio-advice.ts";
import { AUTOMATIC, parseStudioChoice, settingsOf, type StudioChoice } from "./studio-choice.ts";

/** Time to walk out of the picture. */
const LEAVE_S = 5;
const SECOND_MS = 1000;
const TAKEN_SHOWN_MS = 2500;

/** How far taking the empty room has come. */
export type PlateTask =
  | { readonly step: "idle" }
  | { readonly step: "leaving"; readonly secondsLeft: number }
  | { readonly step: "taking"; readonly progress: number }
  | { readonly step: "taken" }
  | { readonly step: "refused"; readonly code: ErrorCode };

/** The virtual studio of this place: what lies behind the person, and how well it is known. */
export class Studio {
  readonly #camera: OwnCamera;
  readonly #asked: Partial<StudioChoice>;
  readonly #choice = signal<StudioChoice>(AUTOMATIC);
  readonly #task = signal<PlateTask>({ step: "idle" });
  readonly #lost = signal<PlateChange | null>(null);
  readonly #advice = signal(NO_ADVICE);
  #cameraLabel = "";
  #tries: AbortController | null = null;

  /** What a link asks for holds against what was chosen before. */
  constructor(camera: OwnCamera, { values }: Parameters) {
    this.#camera = camera;
    this.#asked = {
      ...(values.backdrop && { backdrop: values.backdrop }),
      ...(values.people && { people: values.people }),
      ...(values.hair && { hair: values.hair }),
    };
    this.#apply({ ...AUTOMATIC, ...this.#asked });
    effect(() => this.#recall(camera.track.value?.label ?? ""));
    effect(() => this.#follow(camera.capture.value));
    effect(() => this.#judge());
  }

  get choice(): ReadonlySignal<StudioChoice> {
    return this.#choice;
  }

  get task(): ReadonlySignal<PlateTask> {
    return this.#task;
  }

  get advice(): StudioAdvice | null {
    return this.#advice.value.shown;
  }

  choose(partial: Partial<StudioChoice>): void {
    this.#apply({ ...this.#choice.peek(), ...partial });
    if (this.#cameraLabel === "") return;
    remember(memoryKey(this.#cameraLabel), JSON.stringify(this.#choice.peek()));
  }

  /** Counts down while the person walks out, then takes the empty room. */
  async takePlate({ isSurelyEmpty = false } = {}): Promise<void> {
    this.cancel();
    const trying = new AbortController();
    this.#tries = trying;
    const { backdrop } = this.#choice.peek();
    if (backdrop !== "auto" && backdrop !== "plate") this.choose({ backdrop: "plate" });
    for (let secondsLeft = LEAVE_S; secondsLeft > 0; secondsLeft--) {
      this.#task.value = { step: "leaving", secondsLeft };
      await sleep(SECOND_MS);
      if (trying.signal.aborted) return;
    }
    this.#task.value = { step: "taking", progress: 0 };
    const task = await this.#shoot(isSurelyEmpty);
    if (trying.signal.aborted) return;
    this.#task.value = task;
    if (task.step !== "taken") return;
    this.#lost.value = null;
    await sleep(TAKEN_SHOWN_MS);
    if (!trying.signal.aborted) this.cancel();
  }

  /** Also puts a refusal away. What the camera is taking already is kept if it turns out well. */
  cancel(): void {
    this.#tries?.abort();
    this.#tries = null;
    this.#task.value = { step: "idle" };
  }

  forgetPlate(): void {
    this.#lost.value = null;
    this.#camera.capture.peek()?.forgetPlate();
  }

  async #shoot(isSurelyEmpty: boolean): Promise<PlateTask> {
    try {
      const capture = this.#camera.capture.peek();
      if (!capture) return { step: "refused", code: "plate-failed" };
      await capture.takePlate({ isSurelyEmpty });
      return { step: "taken" };
    } catch (error) {
      return { step: "refused", code: isVisavisError(error) ? error.code : "plate-failed" };
    }
  }

  #apply(choice: StudioChoice): void {
    this.#choice.value = choice;
    this.#camera.update(settingsOf(choice));
  }

  /** Each camera stands elsewhere. */
  #recall(label: string): void {
    if (label === "" || label === this.#cameraLabel) return;
    this.#cameraLabel = label;
    const kept = parseStudioChoice(remembered(memoryKey(label)));
    this.#lost.value = null;
    this.#apply({ ...AUTOMATIC, ...kept, ...this.#asked });
  }

  #follow(capture: Capture | null): void {
    if (!capture) return;
    capture.events.on("plateLost", ({ change }) => (this.#lost.value = change));
    capture.events.on("plateProgress", ({ progress }) => {
      if (this.#task.peek().step === "taking") this.#task.value = { step: "taking", progress };
    });
  }

  #judge(): void {
    const report = this.#camera.report.value;
    const { backdrop } = this.#choice.peek();
    const state = { backdrop, lost: this.#lost.peek() };
    const { figures = null, plate = null } = report ?? {};
    this.#advice.value = nextAdvice(
      this.#advice.peek(),
      studioAdvice({ ...state, figures, plate }),
    );
    if (plate?.source === "taken") this.#lost.value = null;
  }
}

function memoryKey(cameraLabel: string): string {
  return `studio.${cameraLabel}`;
}
