import { computed, type ReadonlySignal, signal } from "@preact/signals";
import {
  CALIBRATION_VERSION,
  type CalibrationResult,
  type CameraCalibration,
  type DisplayMethod,
  isSameScreen,
  type MeasuredSize,
  parseCalibration,
  type ScreenFacts,
  type SiteCalibration,
} from "@visavis/pane";
import {
  type CalibrationStorage,
  otherCalibration,
  saveCalibration,
  savedCalibration,
} from "../site-calibration.ts";

export interface DisplaySize extends MeasuredSize {
  readonly method: DisplayMethod;
}

interface DraftOptions {
  readonly screen: ScreenFacts;
  readonly storage: CalibrationStorage | null;
  /** ISO 8601. */
  readonly now: () => string;
}

/** The calibration as far as it has come. Each step that is confirmed is kept at once. */
export class CalibrationDraft {
  readonly screen = signal<ScreenFacts>({ widthPx: 0, heightPx: 0, devicePixelRatio: 1 });
  readonly display = signal<DisplaySize | null>(null);
  readonly lowerEdgeM = signal<number | null>(null);
  readonly camera = signal<CameraCalibration | null>(null);
  readonly personHeightM = signal<number | null>(null);
  /** Another screen's, when this one has none: the window moved, or the zoom changed. */
  readonly other = signal<SiteCalibration | null>(null);
  readonly saved = signal<"nothing" | "kept" | "refused">("nothing");
  readonly #createdAt = signal("");
  readonly #options: DraftOptions;

  /** Whole once the display's size and height are known; the camera may follow later. */
  readonly calibration: ReadonlySignal<SiteCalibration | null> = computed(() => {
    const { value: display } = this.display;
    const { value: lowerEdgeM } = this.lowerEdgeM;
    if (display === null || lowerEdgeM === null) return null;
    return {
      version: CALIBRATION_VERSION,
      display: { ...display, lowerEdgeM, screen: this.screen.value },
      camera: this.camera.value,
      personHeightM: this.personHeightM.value,
      createdAt: this.#createdAt.value,
    };
  });

  constructor(options: DraftOptions) {
    this.#options = options;
    this.lookAt(options.screen);
  }

  /** The window is on this screen now: its own calibration, or none yet. */
  lookAt(next: ScreenFacts): void {
    if (this.screen.value.widthPx > 0 && isSameScreen(this.screen.value, next)) return;
    this.screen.value = next;
    const stored = savedCalibration(next, this.#options.storage);
    if (stored) this.#take(stored);
    else this.display.value = null;
    this.saved.value = stored ? "kept" : "nothing";
    this.other.value = stored ? null : otherCalibration(next, this.#options.storage);
  }

  setDisplay(display: DisplaySize): void {
    this.display.value = display;
    this.#keep();
  }

  setLowerEdge(lowerEdgeM: number): void {
    this.lowerEdgeM.value = lowerEdgeM;
    this.#keep();
  }

  setCamera(camera: CameraCalibration): void {
    this.camera.value = camera;
    this.#keep();
  }

  /** For a camera that nobody calibrates: the height of who stands here. */
  setPersonHeight(personHeightM: number | null): void {
    this.camera.value = null;
    this.personHeightM.value = personHeightM;
    this.#keep();
  }

  /** Everything of another screen that does not depend on the screen. */
  takeOver({ camera, personHeightM, display }: SiteCalibration): void {
    this.camera.value = camera;
    this.personHeightM.value = personHeightM;
    this.lowerEdgeM.value = display.lowerEdgeM;
    this.other.value = null;
    this.#keep();
  }

  /** A file of another screen keeps its size in metres only if it has the same pixels. */
  importFile(text: string): CalibrationResult {
    const result = parseCalibration(text);
    if (!result.isValid) return result;
    if (isSameScreen(result.calibration.display.screen, this.screen.value)) {
      this.#take(result.calibration);
      this.#store(result.calibration);
    } else {
      this.takeOver(result.calibration);
      this.other.value = result.calibration;
    }
    return result;
  }

  #take({ display, camera, personHeightM, createdAt }: SiteCalibration): void {
    const { size, errorPercent, method, lowerEdgeM } = display;
    this.display.value = { size, errorPercent, method };
    this.lowerEdgeM.value = lowerEdgeM;
    this.camera.value = camera;
    this.personHeightM.value = personHeightM;
    this.#createdAt.value = createdAt;
  }

  #keep(): void {
    this.#createdAt.value = this.#options.now();
    const calibration = this.calibration.value;
    if (calibration) this.#store(calibration);
  }

  #store(calibration: SiteCalibration): void {
    this.other.value = null;
    this.saved.value = saveCalibration(calibration, this.#options.storage) ? "kept" : "refused";
  }
}
