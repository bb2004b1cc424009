// A classic worker: the net's runtime loads its code with importScripts.
import { isVisavisError } from "@visavis/protocol";
import { type CutOut, cutOut } from "../src/index.ts";
import type { Command, Notice } from "./message.ts";

let person: CutOut | null = null;

addEventListener("message", ({ data: command }: MessageEvent<Command>) => {
  switch (command.type) {
    case "start":
      void start(command);
      break;
    case "update":
      person?.update(command);
      break;
    case "take-plate":
      void takePlate();
      break;
  }
});

async function start({ assets, camera, person: output }: Extract<Command, { type: "start" }>) {
  try {
    // An ordinary video track carries no alpha: `packed` has it below the colour.
    person = await cutOut(camera, { assets, format: "packed" });
    person.events.on("plate", (plate) => tell({ type: "plate", plate }));
    person.events.on("failed", fail);
    tell({ type: "running" });
    await person.frames.pipeTo(output);
  } catch (error) {
    fail(error);
  }
}

async function takePlate(): Promise<void> {
  try {
    await person?.takePlate();
    tell({ type: "plate-taken" });
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const code = isVisavisError(error) ? error.code : "matte-failed";
  tell({ type: "failed", code, detail: String(error) });
}

function tell(notice: Notice): void {
  postMessage(notice);
}
