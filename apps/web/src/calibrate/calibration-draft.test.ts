import { encodeCalibration, type ScreenFacts } from "@visavis/pane";
import { describe, expect, test } from "vitest";
import { CalibrationDraft } from "./calibration-draft.ts";
import { type CalibrationStorage, savedCalibration } from "../site-calibration.ts";

class MemoryStorage implements CalibrationStorage {
  readonly #entries = new Map<string, string>();

  get length(): number {
    return this.#entries.size;
  }

  key(index: number): string | null {
    return [...this.#entries.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#entries.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#entries.set(key, value);
  }
}

const portrait: ScreenFacts = { widthPx: 1080, heightPx: 1920, devicePixelRatio: 1 };
const zoomed: ScreenFacts = { ...portrait, devicePixelRatio: 1.25 };
const display = {
  size: { widthM: 0.605, heightM: 1.076 },
  errorPercent: 0.7,
  method: "bank-card",
} as const;

function draftOn(screen: ScreenFacts, storage: CalibrationStorage | null): CalibrationDraft {
  return new CalibrationDraft({ screen, storage, now: () => "2026-11-22T18:00:00.000Z" });
}

function whole(storage: CalibrationStorage): CalibrationDraft {
  const draft = draftOn(portrait, storage);
  draft.setDisplay(display);
  draft.setLowerEdge(0.7);
  return draft;
}

describe("calibration draft", () => {
  test("is kept as soon as size and lower edge are known, and found again", () => {
    const storage = new MemoryStorage();
    const draft = draftOn(portrait, storage);
    draft.setDisplay(display);
    expect(draft.saved.value).toBe("nothing");
    draft.setLowerEdge(0.7);
    expect(draft.saved.value).toBe("kept");
    expect(draftOn(portrait, storage).calibration.value).toEqual(draft.calibration.value);
  });

  test("another zoom asks for the size again and offers the rest", () => {
    const storage = new MemoryStorage();
    const draft = whole(storage);
    draft.lookAt(zoomed);
    expect(draft.calibration.value).toBeNull();
    const other = draft.other.value;
    if (!other) throw new Error("no other calibration offered");
    draft.takeOver(other);
    expect(draft.lowerEdgeM.value).toBe(0.7);
    expect(draft.display.value).toBeNull();
    expect(savedCalibration(zoomed, storage)).toBeNull();
  });

  test("a file for this screen is taken whole, another's without its size", () => {
    const draft = whole(new MemoryStorage());
    const calibration = draft.calibration.value;
    if (!calibration) throw new Error("no calibration");
    const same = draftOn(portrait, new MemoryStorage());
    expect(same.importFile(encodeCalibration(calibration)).isValid).toBe(true);
    expect(same.calibration.value).toEqual(calibration);
    const elsewhere = draftOn(zoomed, new MemoryStorage());
    elsewhere.importFile(encodeCalibration(calibration));
    expect(elsewhere.display.value).toBeNull();
    expect(elsewhere.lowerEdgeM.value).toBe(0.7);
  });

  test("a wrong file changes nothing", () => {
    const draft = whole(new MemoryStorage());
    const before = draft.calibration.value;
    expect(draft.importFile("{}")).toMatchObject({ isValid: false });
    expect(draft.calibration.value).toEqual(before);
  });

  test("without storage it works for as long as the page lives, and says so", () => {
    const draft = draftOn(portrait, null);
    draft.setDisplay(display);
    draft.setLowerEdge(0);
    expect(draft.saved.value).toBe("refused");
    expect(draft.calibration.value?.display.lowerEdgeM).toBe(0);
  });
});
