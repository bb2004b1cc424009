import { describe, expect, test } from "vitest";
import { ann, bob, Desk, OBJECT } from "./desk.ts";
import { directedPaths, pathsToTwo } from "./directed-paths.ts";

describe("directed paths", () => {
  test("[RELAY-17] a pass between two sites takes one message after the giver lets go", () => {
    const desk = new Desk();
    expect(desk.solid).toEqual([ann]);
    desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o1" });
    desk.deliver("offer", bob);
    desk.at(bob, { type: "accept", object: OBJECT, nonce: "n1" });
    desk.deliver("accept", ann);
    expect(desk.solid).toEqual([ann]);
    desk.at(ann, { type: "let-go", object: OBJECT });
    expect(desk.solid).toEqual([]);
    desk.deliver("commit", bob);
    expect(desk.solid).toEqual([bob]);
  });

  test("[RELAY-12] [RELAY-6] [RELAY-2] [RELAY-13] none of them leads to two", () => {
    expect(directedPaths.length).toBeGreaterThan(3);
    expect(pathsToTwo({})).toEqual([]);
  });

  test("[RELAY-6] late copies of an old pass give a page that was loaded anew nothing", () => {
    const desk = new Desk();
    directedPaths.find(({ name }) => name === "late copies after a reload")?.walk(desk);
    expect(desk.solid).toEqual([ann]);
  });

  test("[RELAY-23] a late copy of an earlier offer does not undo the acceptance of a later one", () => {
    const desk = new Desk();
    desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o1" });
    desk.deliver("offer", bob);
    desk.at(bob, { type: "refuse", object: OBJECT });
    desk.deliver("refuse", ann);
    desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o2" });
    desk.deliver("offer", bob);
    desk.at(bob, { type: "accept", object: OBJECT, nonce: "n1" });
    desk.repeat("offer", bob);
    desk.deliver("accept", ann);
    desk.at(ann, { type: "let-go", object: OBJECT });
    desk.deliver("commit", bob);
    expect(desk.solid).toEqual([bob]);
  });

  test("[RELAY-23] a refusal that was lost is said again, and the person is not asked twice", () => {
    const desk = new Desk();
    desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o1" });
    desk.deliver("offer", bob);
    desk.at(bob, { type: "refuse", object: OBJECT });
    desk.lose("refuse");
    desk.repeat("offer", bob);
    desk.at(bob, { type: "accept", object: OBJECT, nonce: "n1" });
    desk.deliver("refuse", ann);
    expect(desk.roleOf(ann)).toBe("held");
    expect(desk.roleOf(bob)).toBe("none");
  });
});
