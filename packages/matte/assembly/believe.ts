// The net and the difference to the empty room, together, and connected: what differs belongs to the
// person only where it hangs together with him. So a held thing stays, and a moved chair does not.
import { boxMean } from "./box";
import { evidenceOf, oddsOf } from "./curves";
import { at, put, smoothOne } from "./lanes";
import {
  belief,
  cells,
  columns,
  difference,
  floodQueue,
  floodState,
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

const OUT: u8 = 0;
const CANDIDATE: u8 = 1;
const JOINED: u8 = 2;

/** Without a plate or a screen all that is known is what the net says. */
export function believeNet(): void {
  for (let i = 0; i < cells; i++) put(belief, i, oddsOf(at(prior, i)));
}

export function believeDifference(): void {
  const quiet = scratchPlane(0);
  for (let i = 0; i < cells; i++) {
    put(quiet, i, at(difference, i) < LIKE_PLATE && at(trust, i) > 0.5 ? 1 : 0);
  }
  boxMean(quiet, quiet, columns, rows, stride, 6, scratchPlane(1));
  for (let i = 0; i < cells; i++) weigh(i, at(quiet, i));
  connect();
}

function weigh(i: i32, quiet: f32): void {
  const known = at(trust, i);
  const netWeight = NET_WEIGHT + (1 - NET_WEIGHT) * (1 - known);
  const unlike = at(difference, i);
  const room = evidenceOf(unlike) - QUIET_EVIDENCE * smoothOne(0.75, 0.95, quiet);
  const odds = netWeight * oddsOf(at(prior, i)) + room * known;
  put(belief, i, odds);
  const isUnlike = unlike > UNLIKE_PLATE && known > 0.5 && at(prior, i) > 0.005;
  const isCandidate = (odds > -0.3 || isUnlike) && at(stranger, i) < 0.5;
  store<u8>(floodState + <usize>i, isCandidate ? CANDIDATE : OUT);
}

/** Floods from where the net is sure; everything else is pushed below or lifted above doubt. */
function connect(): void {
  let length = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = y * stride + x;
      const isSeed = at(prior, i) > 0.6 && (at(difference, i) > 0.05 || at(trust, i) < 0.5);
      if (isSeed) length = join(i, length);
    }
  }
  for (let head = 0; head < length; head++) {
    const i = load<i32>(floodQueue + ((<usize>head) << 2));
    const x = i % stride;
    if (x > 0) length = join(i - 1, length);
    if (x < columns - 1) length = join(i + 1, length);
    if (i >= stride) length = join(i - stride, length);
    if (i < cells - stride) length = join(i + stride, length);
  }
  for (let i = 0; i < cells; i++) {
    const odds = at(belief, i);
    if (load<u8>(floodState + <usize>i) != JOINED) put(belief, i, min<f32>(odds, APART));
    else if (at(difference, i) > UNLIKE_PLATE && at(trust, i) > 0.5) {
      put(belief, i, max<f32>(odds, ATTACHED));
    }
  }
}

function join(i: i32, length: i32): i32 {
  if (load<u8>(floodState + <usize>i) != CANDIDATE) return length;
  store<u8>(floodState + <usize>i, JOINED);
  store<i32>(floodQueue + ((<usize>length) << 2), i);
  return length + 1;
}
