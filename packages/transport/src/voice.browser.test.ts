import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { createVoice } from "./voice.ts";

function tone(): MediaStreamTrack {
  const context = new AudioContext();
  const output = new MediaStreamAudioDestinationNode(context);
  const oscillator = new OscillatorNode(context);
  oscillator.connect(output);
  oscillator.start();
  const [track] = output.stream.getAudioTracks();
  if (!track) throw new Error("the tone has no track");
  return track;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A browser that refuses to play until somebody has touched the page. */
function refusingToPlay(): Disposable & { isTouched: boolean } {
  const original = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "play");
  const refusal = { isTouched: false, [Symbol.dispose]: restore };
  Object.defineProperty(HTMLMediaElement.prototype, "play", {
    configurable: true,
    value: () =>
      refusal.isTouched
        ? Promise.resolve()
        : Promise.reject(new DOMException("touch first", "NotAllowedError")),
  });
  function restore(): void {
    if (original) Object.defineProperty(HTMLMediaElement.prototype, "play", original);
  }
  return refusal;
}

test("[TR-12] a voice is played by a media element", async () => {
  await userEvent.click(document.body);
  using voice = createVoice(tone(), { volume: 0.5 });
  await until(() => voice.isPlaying);
  expect(voice.isBlocked).toBe(false);
  voice.setVolume(7);
  voice.setVolume(-1);
});

test("[TR-12] an output that is not there leaves the voice where it was", async () => {
  using voice = createVoice(tone());
  expect(await voice.setSinkId("no such device")).toBe(false);
  expect(await voice.setSinkId("")).toBe(true);
});

test("[TR-12] a voice that may not sound yet says so, and sounds at the first touch", async () => {
  using refusal = refusingToPlay();
  using voice = createVoice(tone());
  const changes: boolean[] = [];
  voice.events.on("blockedChanged", (isBlocked) => changes.push(isBlocked));
  await until(() => voice.isBlocked);
  refusal.isTouched = true;
  dispatchEvent(new PointerEvent("pointerdown"));
  await until(() => !voice.isBlocked);
  expect(changes).toEqual([true, false]);
});
