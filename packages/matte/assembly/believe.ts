// The net and the difference to the empty room, together, and connected: what differs belongs to the
// person only where it hangs together with him. So a held thing stays, and a moved chair does not.
import { boxMean, spanOfNeighbours } from "./box";
import { evidenceOf, oddsOf } from "./curves";
import { gainB, gainG, gainR } from "./exposure";
import { all, at, dot, four, mul, put, putFour, smoothOne, sub } from "./lanes";
import {
  belief,
  cells,
  columns,
  difference,
  floodQueue,
  floodState,
  frames,
  peak,
  personB,
  personG,
  personR,
  plateB,
  plateG,
  plateR,
  prior,
  rows,
  scratchPlane,
  stranger,
  stride,
  trust,
} from "./planes";

/** The net's voice beside the plate's, where there is one. */
const NET_WEIGHT: f32 = 0.6;
/** A neighbourhood that is like the plate nearly everywhere is room, whatever the net says. */
const QUIET_EVIDENCE: f32 = 3.2;
const LIKE_PLATE: f32 = 0.04;
const UNLIKE_PLATE: f32 = 0.1;
/** What stands apart from the person is at most this likely; what hangs on him at least so. */
const APART: f32 = -4;
const ATTACHED: f32 = 1.2;
/** And this likely where the difference leaves no doubt. */
const SURE: f32 = 3;
const CLEARLY_UNLIKE: f32 = 0.18;

/** Distance of the person's colour to the room's (square roots) that tells nothing, and that tells. */
const CAMOUFLAGE: f32 = 0.06;
const TELLING: f32 = 0.18;
/** And that is the same to a camera, or not. */
const SAME: f32 = 0.04;
const NOT_SAME: f32 = 0.1;
/** Cells around that are asked, each way; and the log odds for the person that count there. */
const AROUND: i32 = 4;
/** Share of the cells around that is no voice yet: one or two of them do not overrule plate and net. */
const LEAST_VOICES: f32 = 0.05;
const AROUND_FROM: f32 = 0.5;
const AROUND_TO: f32 = 2;
/** Scratch planes that hold while belief is formed. */
const APART_FROM_ROOM = 2;
const SAID_AROUND = 3;
const VOICES_AROUND = 4;

const OUT: u8 = 0;
const CANDIDATE: u8 = 1;
const JOINED: u8 = 2;
const OUTSTRETCHED: u8 = 3;
/** How far an arm reaches, of the picture's height; and how unlike it has to be without the net. */
const ARM: f32 = 0.25;
const ALONE_UNLIKE: f32 = 0.11;

/** Without a plate or a screen all that is known is what the net says. */
export function believeNet(): void {
  for (let i = 0; i < cells; i++) put(belief, i, oddsOf(at(prior, i)));
}

/** @param isPlate and not a screen, whose colour is no room's */
export function believeDifference(isPlate: bool): void {
  const quiet = scratchPlane(0);
  for (let i = 0; i < cells; i++) {
    put(quiet, i, at(difference, i) < LIKE_PLATE && at(trust, i) > 0.5 ? 1 : 0);
  }
  boxMean(quiet, quiet, columns, rows, stride, 6, scratchPlane(1));
  if (isPlate) askAround();
  else askNobody();
  for (let i = 0; i < cells; i++) weigh(i, at(quiet, i));
  connect();
}

function weigh(i: i32, quiet: f32): void {
  const known = at(trust, i);
  const netWeight = NET_WEIGHT + (1 - NET_WEIGHT) * (1 - known);
  const unlike = at(difference, i);
  let room = evidenceOf(unlike) - QUIET_EVIDENCE * smoothOne(0.75, 0.95, quiet);
  let net = netWeight * oddsOf(at(prior, i));
  if (room < 0 && frames > 0) {
    if (at(prior, i) > 0.5) room *= tellingOf(i);
    const inside = insideOf(i);
    room += inside * (around(i) - room);
    if (net < 0) net *= 1 - inside;
  }
  const odds = net + room * known;
  put(belief, i, odds);
  const isUnlike = unlike > UNLIKE_PLATE && known > 0.5 && at(prior, i) > 0.005;
  const isCandidate = odds > -0.3 || isUnlike;
  const isOutstretched = unlike > ALONE_UNLIKE && known > 0.5;
  const state = isCandidate ? CANDIDATE : isOutstretched ? OUTSTRETCHED : OUT;
  store<u8>(floodState + <usize>i, at(stranger, i) < 0.5 ? state : OUT);
}

/**
 * Dark hair before a dark shelf is like the plate, and still no room: that a cell looks like the plate
 * tells only where the person would look otherwise.
 */
function tellingOf(i: i32): f32 {
  return smoothOne(CAMOUFLAGE, TELLING, at(scratchPlane(APART_FROM_ROOM), i));
}

/** Such a cell, where the net may be blind too, is what those around it are that can tell. */
function insideOf(i: i32): f32 {
  const same: f32 = 1 - smoothOne(SAME, NOT_SAME, at(scratchPlane(APART_FROM_ROOM), i));
  return same > 0 ? same * smoothOne(AROUND_FROM, AROUND_TO, around(i)) : 0;
}

function around(i: i32): f32 {
  return at(scratchPlane(SAID_AROUND), i) / (at(scratchPlane(VOICES_AROUND), i) + LEAST_VOICES);
}

/** A screen is like nobody. */
function askNobody(): void {
  const apart = scratchPlane(APART_FROM_ROOM);
  for (let i = 0; i < cells; i += 4) putFour(apart, i, all(1));
}

function askAround(): void {
  const apart = scratchPlane(APART_FROM_ROOM);
  const said = scratchPlane(SAID_AROUND);
  const voices = scratchPlane(VOICES_AROUND);
  for (let i = 0; i < cells; i += 4) putFour(apart, i, apartFromRoom(i));
  for (let i = 0; i < cells; i++) {
    const unlike = at(difference, i);
    const says = evidenceOf(unlike);
    if (says >= 0) put(apart, i, 1);
    const tells = says < 0 ? tellingOf(i) : smoothOne(LIKE_PLATE, UNLIKE_PLATE, unlike);
    const voice = at(trust, i) * tells;
    put(said, i, voice * says);
    put(voices, i, voice);
  }
  boxMean(said, said, columns, rows, stride, AROUND, scratchPlane(1));
  boxMean(voices, voices, columns, rows, stride, AROUND, scratchPlane(1));
}

/** How far the person's colour nearby is from the room's, in square roots of light, in four cells. */
function apartFromRoom(i: i32): v128 {
  const r = sub(root(four(personR, i)), root(mul(four(plateR, i), all(gainR))));
  const g = sub(root(four(personG, i)), root(mul(four(plateG, i), all(gainG))));
  const b = sub(root(four(personB, i)), root(mul(four(plateB, i), all(gainB))));
  return root(dot(r, g, b, r, g, b));
}

function root(x: v128): v128 {
  return f32x4.sqrt(x);
}

/** Floods from where the net is sure; everything else is pushed below or lifted above doubt. */
function connect(): void {
  let length = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = y * stride + x;
      const isSeed = at(prior, i) > 0.6 && (at(difference, i) > 0.05 || at(trust, i) < 0.5);
      if (isSeed) length = join(i, length, CANDIDATE);
    }
  }
  for (let head = 0; head < length; head++) length = joinAround(head, length, CANDIDATE);
  reachOut(length);
  for (let i = 0; i < cells; i++) {
    const odds = at(belief, i);
    if (load<u8>(floodState + <usize>i) != JOINED) put(belief, i, min<f32>(odds, APART));
    else if (at(difference, i) > UNLIKE_PLATE && at(trust, i) > 0.5) {
      const clear = smoothOne(UNLIKE_PLATE, CLEARLY_UNLIKE, at(difference, i));
      put(belief, i, max<f32>(odds, ATTACHED + (SURE - ATTACHED) * clear));
    }
  }
  findPeaks();
}

/** How unlike the room the person is nearby: what a pixel's own difference is measured against. */
function findPeaks(): void {
  const joined = scratchPlane(0);
  for (let i = 0; i < cells; i++) {
    const isJoined = load<u8>(floodState + <usize>i) == JOINED;
    put(joined, i, isJoined ? at(difference, i) : 0);
  }
  spanOfNeighbours(
    joined,
    scratchPlane(1),
    peak,
    columns,
    rows,
    stride,
    scratchPlane(2),
    scratchPlane(3),
  );
}

/** The net may see nothing of an outstretched arm: as far as one reaches, the plate alone tells. */
function reachOut(joined: i32): void {
  let length = joined;
  let head = 0;
  const most = <i32>(<f32>rows * ARM);
  for (let wave = 0; wave < most; wave++) {
    const end = length;
    for (; head < end; head++) length = joinAround(head, length, OUTSTRETCHED);
    if (length == end) return;
  }
}

function joinAround(head: i32, joined: i32, state: u8): i32 {
  const i = load<i32>(floodQueue + ((<usize>head) << 2));
  const x = i % stride;
  let length = joined;
  if (x > 0) length = join(i - 1, length, state);
  if (x < columns - 1) length = join(i + 1, length, state);
  if (i >= stride) length = join(i - stride, length, state);
  if (i < cells - stride) length = join(i + stride, length, state);
  return length;
}

function join(i: i32, length: i32, state: u8): i32 {
  if (load<u8>(floodState + <usize>i) != state) return length;
  store<u8>(floodState + <usize>i, JOINED);
  store<i32>(floodQueue + ((<usize>length) << 2), i);
  return length + 1;
}
