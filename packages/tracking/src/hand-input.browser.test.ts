import type { Pane } from "@visavis/pane";
import { afterEach, describe, expect, test } from "vitest";
import type { Hand } from "./hand.ts";
import { createHandInput, type HandInput } from "./hand-input.ts";

const PANE: Pane = { size: { widthM: 0.6, heightM: 1 }, lowerEdgeM: 0.5 };

interface Guest {
  readonly glass: HTMLElement;
  readonly input: HandInput;
  readonly hands: Hand[];
  readonly asked: string[];
}

let guest: Guest | null = null;

function enter(): Guest {
  const glass = document.createElement("div");
  glass.style.cssText = "position:fixed;left:0;top:0;width:300px;height:500px";
  document.body.append(glass);
  // The browser knows no pointer of ours, and would refuse to capture it.
  glass.setPointerCapture = () => {};
  const input = createHandInput({ glass, pane: PANE });
  const [hands, asked]: [Hand[], string[]] = [[], []];
  input.events.on("handChanged", (hand) => hands.push(hand));
  input.events.on("giveOrTakeAsked", () => asked.push("give or take"));
  input.events.on("refusalAsked", () => asked.push("refuse"));
  guest = { glass, input, hands, asked };
  return guest;
}

function point(glass: HTMLElement, type: string, x: number, y: number, pointerId = 7): void {
  const place = { clientX: x, clientY: y, pointerId, button: 0, bubbles: true };
  glass.dispatchEvent(new PointerEvent(type, place));
}

function press(
  code: string,
  target: EventTarget = document.body,
  more: KeyboardEventInit = {},
): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true, ...more }));
}

afterEach(() => {
  guest?.input[Symbol.dispose]();
  guest?.glass.remove();
  guest = null;
});

describe("hands by hand", () => {
  test("[HAND-7] pressing the glass grips there, follows, and lets go", async () => {
    const { glass, hands } = enter();
    point(glass, "pointerdown", 150, 250);
    expect(hands.at(-1)).toMatchObject({ state: "grip", grip: 1, source: "input" });
    expect(hands.at(-1)?.position).toEqual([0, 1, 0]);
    point(glass, "pointermove", 300, 0);
    expect(hands.at(-1)?.position).toEqual([0.3, 1.5, 0]);
    point(glass, "pointerup", 300, 0);
    expect(hands.at(-1)?.state).toBe("open");
    await expect.poll(() => hands.at(-1)?.state).toBe("none");
  });

  test("[HAND-7] one finger is one hand", () => {
    const { glass, hands } = enter();
    point(glass, "pointermove", 10, 10);
    expect(hands).toEqual([]);
    point(glass, "pointerdown", 10, 10);
    point(glass, "pointerdown", 200, 10, 8);
    point(glass, "pointermove", 200, 10, 8);
    point(glass, "pointerup", 200, 10, 8);
    expect(hands).toHaveLength(1);
  });

  test("[HAND-7] T gives or takes, Esc refuses, and buttons do the same", () => {
    const { input, asked } = enter();
    press("KeyT");
    press("Escape");
    input.giveOrTake();
    input.refuse();
    expect(asked).toEqual(["give or take", "refuse", "give or take", "refuse"]);
  });

  test("[HAND-7] keys that are meant for something else are left alone", () => {
    const { asked } = enter();
    const field = document.createElement("input");
    document.body.append(field);
    press("KeyT", field);
    press("KeyT", document.body, { ctrlKey: true });
    press("KeyT", document.body, { repeat: true });
    press("KeyX");
    expect(asked).toEqual([]);
    field.remove();
  });
});
