import { parsePageId, parsePeerId, type Peer } from "@visavis/protocol";
import { expect, test } from "vitest";
import { followed, movedUp, prepareRequest } from "./show-plan.ts";

const [ann, bob, cai] = ["annannann", "bobbobbob", "caicaicai"].map(parsePeerId);
if (!ann || !bob || !cai) throw new Error("three people");

function site(peer: typeof ann): Peer {
  const described = { name: "", place: "", isMuted: false, isCameraOff: false };
  return {
    peer: peer ?? parsePeerId("nobodynobody"),
    page: parsePageId("page0001"),
    seat: 0,
    isAway: false,
    site: { role: "booth", ...described, readsTrailer: true },
  };
}

test("the first in the order begins with the torch, the second with the other one", () => {
  const plan = { title: "Far", order: [bob, ann], wantsPicture: true } as const;
  expect(prepareRequest({ ...plan, torches: 1 })).toEqual({
    type: "prepare",
    title: "Far",
    objects: [{ object: "torch", kind: "torch", starter: bob }],
    order: [bob, ann],
    wantsPicture: true,
  });
  expect(prepareRequest({ ...plan, torches: 2 })).toMatchObject({
    objects: [
      { object: "torch", starter: bob },
      { object: "torch-2", starter: ann },
    ],
  });
});

test("the order is changed by one place at a time, and keeps up with who is there", () => {
  expect(movedUp([ann, bob, cai], cai)).toEqual([ann, cai, bob]);
  expect(movedUp([ann, bob], ann)).toEqual([ann, bob]);
  const order = [cai, ann] as const;
  expect(followed(order, [site(ann), site(bob), site(cai)])).toEqual([cai, ann, bob]);
  expect(followed(order, [site(ann)])).toEqual([ann]);
  expect(followed(order, [site(ann), site(cai)])).toBe(order);
});
