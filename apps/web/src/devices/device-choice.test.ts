import { expect, test } from "vitest";
import { chooseDevice } from "./device-choice.ts";

const devices = [
  { id: "a1", label: "Built-in Camera" },
  { id: "b2", label: "Cam Link 4K (0fd9:0066)" },
  { id: "c3", label: "" },
];

test("finds a device by id, by label and by a part of the label", () => {
  expect(chooseDevice(devices, "b2")?.id).toBe("b2");
  expect(chooseDevice(devices, "Built-in Camera")?.id).toBe("a1");
  expect(chooseDevice(devices, "cam_link")?.id).toBe("b2");
});

test("leaves the choice to the browser when nothing fits", () => {
  expect(chooseDevice(devices, "webcam 3000")).toBeNull();
  expect(chooseDevice(devices, null)).toBeNull();
});
