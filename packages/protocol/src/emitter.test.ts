import { expect, test } from "vitest";
import { Emitter } from "./emitter.ts";

test("a listener that throws is reported, and the others hear", () => {
  const reported: unknown[] = [];
  const emitter = new Emitter<{ came: string }>((error) => reported.push(error));
  const heard: string[] = [];
  const failure = new Error("broken listener");
  emitter.on("came", () => {
    throw failure;
  });
  emitter.on("came", (name) => heard.push(name));
  emitter.emit("came", "ann");
  expect(heard).toEqual(["ann"]);
  expect(reported).toEqual([failure]);
});

test("a listener taken off hears no more", () => {
  const emitter = new Emitter<{ came: string }>();
  const heard: string[] = [];
  const off = emitter.on("came", (name) => heard.push(name));
  off();
  emitter.emit("came", "ann");
  expect(heard).toEqual([]);
});
