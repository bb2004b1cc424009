import { type GlassReport, type PassMark, type PassReport, quantiles } from "@visavis/protocol";

/** What one page drew of the torch, and what became of its offers. */
export type TorchAccount = GlassReport & PassReport;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TorchFigures {
  readonly passes: number;
  readonly refused: number;
  /** Frames that one site drew with a solid torch while the other's glass showed one, too. */
  readonly overlapFrames: number;
  /** From the giver's first frame without it to the taker's first frame with it. */
  readonly gapMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** From the giver's commit until the taker has it. */
  readonly commitMs: { readonly p50: number; readonly p99: number } | null;
  /** Which site had it at the end. */
  readonly finalHolder: number | null;
}

/** From what both pages drew; they run on one machine, so their clocks are one. */
export function torchFigures(torches: readonly TorchAccount[]): TorchFigures {
  const gaps = passGaps(torches);
  const commits = torches.flatMap(({ given }) => given).flatMap((one) => commitOf(one, torches));
  const holder = torches.findIndex(({ drawn }) => drawn.at(-1)?.isSolid === true);
  return {
    passes: torches.reduce((sum, { taken }) => sum + taken.length, 0),
    refused: torches.reduce((sum, { refused }) => sum + refused, 0),
    overlapFrames: overlapFrames(torches),
    gapMs: gaps.length > 0 ? { ...spreadOf(gaps), max: Math.max(...gaps) } : null,
    commitMs: commits.length > 0 ? spreadOf(commits) : null,
    finalHolder: holder < 0 ? null : holder,
  };
}

export function overlapFrames(torches: readonly TorchAccount[]): number {
  return torches.reduce((sum, { solidFrames }, i) => {
    const others = torches.filter((_, j) => j !== i).flatMap(spansOf);
    const isDouble = (atMs: number): boolean =>
      others.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    return sum + solidFrames.filter(isDouble).length;
  }, 0);
}

/** What is drawn stays on the glass until the next frame without it. */
function spansOf({ drawn }: TorchAccount): Span[] {
  return drawn.flatMap(({ atMs, isSolid }, i) =>
    isSolid ? { fromMs: atMs, toMs: drawn[i + 1]?.atMs ?? Number.POSITIVE_INFINITY } : [],
  );
}

/** Between a giver's span and the taker's next one, where a pass lies between them. */
function passGaps(torches: readonly TorchAccount[]): number[] {
  return torches.flatMap((giver, i) =>
    giver.given.flatMap(({ atMs }) => {
      const endMs = spansOf(giver).find(({ toMs }) => toMs >= atMs)?.toMs;
      const others = torches.filter((_, j) => j !== i).flatMap(spansOf);
      const next = others.map(({ fromMs }) => fromMs).filter((fromMs) => fromMs >= atMs);
      if (endMs === undefined || !Number.isFinite(endMs) || next.length === 0) return [];
      return Math.min(...next) - endMs;
    }),
  );
}

function commitOf(given: PassMark, torches: readonly TorchAccount[]): number[] {
  const taken = torches
    .flatMap((torch) => torch.taken)
    .find(({ term, seq }) => term === given.term && seq === given.seq);
  return taken ? [taken.atMs - given.atMs] : [];
}

function spreadOf(values: readonly number[]): { readonly p50: number; readonly p99: number } {
  const [p50 = 0, p99 = 0] = quantiles(values, [0.5, 0.99]);
  return { p50, p99 };
}
