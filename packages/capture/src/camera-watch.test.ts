import { describe, expect, test } from "vitest";
import { openCamera } from "./camera.ts";
import { type CameraWatch, watchCamera } from "./camera-watch.ts";
import { FakeDevices, type FakeTrack } from "./testing/fake-devices.ts";

const booth = { kind: "videoinput", deviceId: "booth", label: "Logitech BRIO 4K" } as const;
const front = { kind: "videoinput", deviceId: "front", label: "Integrated Camera" } as const;

interface Rig {
  readonly devices: FakeDevices;
  readonly watch: CameraWatch;
  readonly changes: string[];
  readonly lost: string[];
  readonly sleeps: number[];
  readonly first: FakeTrack;
}

/** Lets everything happen that can happen now. */
async function settle(): Promise<void> {
  for (let i = 0; i < 100; i++) await Promise.resolve();
}

async function rig(plugged = [booth, front]): Promise<Rig> {
  const devices = new FakeDevices(plugged);
  const sleeps: number[] = [];
  const changes: string[] = [];
  const lost: string[] = [];
  // Long waits never end by themselves here: only a device that comes or goes ends them.
  const sleep = (ms: number): Promise<void> => {
    sleeps.push(ms);
    return ms < 1000 ? Promise.resolve() : new Promise(() => {});
  };
  const request = { deviceId: "booth" };
  const track = await openCamera(request, { devices, sleep });
  const [first] = devices.tracks;
  if (!first) throw new Error("no track");
  const watch = watchCamera({ track, request, devices, sleep, arrivals: devices.arrivals });
  watch.events.on("changed", (next) => changes.push(next.getSettings().deviceId ?? ""));
  watch.events.on("lost", ({ code }) => lost.push(code));
  return { devices, watch, changes, lost, sleeps, first };
}

describe("camera watch", () => {
  test("[CAP-8] opens the same camera again when it stops", async () => {
    const { first, changes, lost } = await rig();
    first.lose();
    await settle();
    expect(lost).toEqual(["camera-lost"]);
    expect(changes).toEqual(["booth"]);
  });

  test("[CAP-8] waits for the plug, by label when the id has changed", async () => {
    const { first, devices, changes, lost, sleeps } = await rig([booth]);
    devices.plugged = [];
    first.lose();
    await settle();
    expect(lost).toEqual(["camera-lost", "camera-missing"]);
    expect(sleeps).toEqual([200, 200, 200, 200, 5000]);
    devices.plug([{ ...booth, deviceId: "booth-2" }]);
    await settle();
    expect(changes).toEqual(["booth-2"]);
  });

  test("prefers no picture to another camera's for a while", async () => {
    const { first, devices, changes } = await rig();
    devices.plugged = [front];
    first.lose();
    await settle();
    expect(changes).toEqual([]);
  });

  test("says that another program has the camera, and goes on trying", async () => {
    const { first, devices, lost, changes } = await rig();
    devices.failures = Array.from({ length: 25 }, () => "NotReadableError");
    first.lose();
    await settle();
    expect(lost).toEqual(["camera-lost", "camera-busy"]);
    devices.failures = [];
    devices.plug(devices.plugged);
    await settle();
    expect(changes).toEqual(["booth"]);
  });

  test("opens a camera afresh whose picture is frozen, but not over and over", async () => {
    const { watch, changes, devices } = await rig();
    watch.reportFault("frozen");
    await settle();
    watch.reportFault("frozen");
    await settle();
    expect(changes).toEqual(["booth"]);
    expect(devices.openTracks).toHaveLength(1);
  });

  test("keeps the camera it has when the chosen one cannot be opened", async () => {
    const { watch, devices, first, changes } = await rig();
    devices.failures = ["NotAllowedError"];
    await expect(watch.choose({ deviceId: "front" })).rejects.toMatchObject({
      code: "camera-denied",
    });
    expect(first.readyState).toBe("live");
    await watch.choose({ deviceId: "front" });
    expect(changes).toEqual(["front"]);
    expect(first.readyState).toBe("ended");
  });

  test("stops the camera and every try when it is disposed of", async () => {
    const { watch, devices, first, changes } = await rig();
    first.lose();
    watch[Symbol.dispose]();
    await settle();
    expect(changes).toEqual([]);
    expect(devices.openTracks).toEqual([]);
  });
});
