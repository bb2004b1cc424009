import { describe, expect, test } from "vitest";
import { cameraConstraints, openCamera } from "./camera.ts";
import { FakeDevices } from "./testing/fake-devices.ts";
import { openMicrophone } from "./microphone.ts";

const noWait = { sleep: () => Promise.resolve() };
const front = { kind: "videoinput", deviceId: "front", label: "Integrated Camera" } as const;
const booth = { kind: "videoinput", deviceId: "booth", label: "Logitech BRIO 4K" } as const;
const desk = { kind: "audioinput", deviceId: "desk", label: "Desk Microphone" } as const;

describe("opening a camera", () => {
  test("asks for an unscaled picture of at most 1080p, by wish only", () => {
    expect(cameraConstraints({ widthPx: 4096 })).toEqual({
      width: { ideal: 1920 },
      height: { ideal: 720 },
      frameRate: { ideal: 30 },
      resizeMode: { ideal: "none" },
      backgroundSegmentationMask: { ideal: true },
    });
  });

  test("takes the device with the wanted id, or a part of the wanted name", async () => {
    const devices = new FakeDevices([front, booth]);
    const byId = await openCamera({ deviceId: "booth" }, { devices });
    const byLabel = await openCamera({ label: "brio" }, { devices });
    const renamed = await openCamera({ deviceId: "gone", label: "brio" }, { devices });
    expect([byId, byLabel, renamed].map((track) => track.getSettings().deviceId)).toEqual([
      "booth",
      "booth",
      "booth",
    ]);
  });

  test("finds the name even when names are hidden until a first permission", async () => {
    const devices = new FakeDevices([front, booth], { hasHiddenLabels: true });
    const track = await openCamera({ label: "brio" }, { devices });
    expect(track.getSettings().deviceId).toBe("booth");
    expect(devices.openTracks).toHaveLength(1);
  });

  test("takes any camera when the wanted one is away, unless it has no substitute", async () => {
    const devices = new FakeDevices([front]);
    const any = await openCamera({ deviceId: "booth", label: "brio" }, { devices });
    expect(any.getSettings().deviceId).toBe("front");
    const strict = openCamera({ deviceId: "booth", label: "brio", isStrict: true }, { devices });
    await expect(strict).rejects.toMatchObject({ code: "camera-missing" });
    expect(devices.openTracks).toHaveLength(1);
  });

  test.each([
    ["NotAllowedError", "camera-denied"],
    ["SecurityError", "camera-denied"],
    ["NotFoundError", "camera-missing"],
    ["OverconstrainedError", "camera-missing"],
    ["NotReadableError", "camera-busy"],
  ])("calls %s %s", async (name, code) => {
    const devices = new FakeDevices([front]);
    devices.failures = Array.from({ length: 9 }, () => name);
    await expect(openCamera({}, { devices, ...noWait })).rejects.toMatchObject({ code });
  });

  test("tries five times when another program is just letting go of the camera", async () => {
    const devices = new FakeDevices([front]);
    devices.failures = Array.from({ length: 4 }, () => "NotReadableError");
    const track = await openCamera({}, { devices, ...noWait });
    expect(track.readyState).toBe("live");
    expect(devices.requests).toHaveLength(5);
  });
});

describe("opening a microphone", () => {
  test("asks for full echo cancellation where the browser has it", async () => {
    const devices = new FakeDevices([desk], { echoCancellation: [true, false, "all"] });
    await openMicrophone({}, { devices });
    expect(devices.requests.at(-1)).toMatchObject({
      audio: { echoCancellation: { exact: "all" }, deviceId: { exact: "desk" } },
    });
    expect(devices.openTracks).toHaveLength(1);
  });

  test("asks for plain echo cancellation elsewhere", async () => {
    const devices = new FakeDevices([desk], { echoCancellation: [true, false, "remote-only"] });
    await openMicrophone({}, { devices });
    expect(devices.requests).toHaveLength(1);
    expect(devices.requests[0]).toMatchObject({ audio: { echoCancellation: true } });
  });

  test("says when there is none", async () => {
    const opening = openMicrophone({}, { devices: new FakeDevices([]) });
    await expect(opening).rejects.toMatchObject({ code: "microphone-missing" });
  });
});
