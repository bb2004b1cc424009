export interface SentVideo {
  readonly codec: string | null;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly kbps: number;
  readonly targetKbps: number | null;
  readonly encodeMs: number | null;
  readonly qualityLimitation: string;
  /** Of packets sent lately, as the other side reports. */
  readonly lossShare: number | null;
}

export interface ReceivedVideo {
  readonly codec: string | null;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly kbps: number;
  readonly decodeMs: number | null;
  readonly jitterBufferMs: number | null;
  /** Since the connection began. */
  readonly freezes: number;
  readonly frozenMs: number;
  readonly framesDecoded: number;
  readonly framesDropped: number;
  readonly lossShare: number;
}

export interface ReceivedAudio {
  readonly codec: string | null;
  readonly kbps: number;
  readonly receivedSeconds: number;
  /** Of all that was played, the share that was made up because packets were missing. */
  readonly concealedShare: number;
  readonly jitterBufferMs: number | null;
  readonly lossShare: number;
  /** 0 to 1. */
  readonly level: number | null;
}

export interface LinkPath {
  readonly rttMs: number | null;
  readonly local: string | null;
  readonly remote: string | null;
  readonly protocol: string | null;
  readonly availableOutgoingKbps: number | null;
}

/** Rates and means are over the time since the call before. */
export interface LinkStats {
  readonly connection: RTCPeerConnectionState;
  readonly sentVideo: SentVideo | null;
  readonly sentAudioKbps: number | null;
  readonly receivedVideo: ReceivedVideo | null;
  readonly receivedAudio: ReceivedAudio | null;
  readonly path: LinkPath | null;
}

type Row = Readonly<Record<string, unknown>>;
type Report = { forEach(each: (row: Row) => void): void };

const MIN_SPAN_MS = 200;

/** Turns the browser's counters into figures of the last while. */
export class LinkStatsReader {
  #before = new Map<string, Row>();

  read(connection: RTCPeerConnectionState, report: Report): LinkStats {
    const rows = new Map<string, Row>();
    report.forEach((row) => rows.set(text(row, "id") ?? "", row));
    const all = [...rows.values()];
    const find = (type: string, kind: string): Row | null =>
      all.find((row) => row["type"] === type && row["kind"] === kind) ?? null;
    const view = new StatsView(rows, this.#before);
    const stats: LinkStats = {
      connection,
      sentVideo: sentVideo(
        view,
        find("outbound-rtp", "video"),
        find("remote-inbound-rtp", "video"),
      ),
      sentAudioKbps: sentAudio(view, find("outbound-rtp", "audio")),
      receivedVideo: receivedVideo(view, find("inbound-rtp", "video")),
      receivedAudio: receivedAudio(view, find("inbound-rtp", "audio")),
      path: path(rows, all),
    };
    if (view.isNewSpan) this.#before = rows;
    return stats;
  }
}

class StatsView {
  readonly isNewSpan: boolean;
  readonly #rows: ReadonlyMap<string, Row>;
  readonly #before: ReadonlyMap<string, Row>;

  constructor(rows: ReadonlyMap<string, Row>, before: ReadonlyMap<string, Row>) {
    this.#rows = rows;
    this.#before = before;
    const [now] = rows.values();
    const [then] = before.values();
    this.isNewSpan =
      !now || !then || number(now, "timestamp") - number(then, "timestamp") >= MIN_SPAN_MS;
  }

  /** How much a counter grew since the report before; since the beginning without one. */
  grown(row: Row, name: string): number {
    const before = this.#before.get(text(row, "id") ?? "");
    return Math.max(0, number(row, name) - (before ? number(before, name) : 0));
  }

  kbps(row: Row, name: string): number {
    const before = this.#before.get(text(row, "id") ?? "");
    if (!before) return 0;
    const spanMs = number(row, "timestamp") - number(before, "timestamp");
    return spanMs > 0 ? (8 * this.grown(row, name)) / spanMs : 0;
  }

  /** Mean of a total in seconds per counted thing, in ms. */
  meanMs(row: Row, total: string, count: string): number | null {
    const counted = this.grown(row, count);
    return counted > 0 ? (1_000 * this.grown(row, total)) / counted : null;
  }

  codec(row: Row): string | null {
    const codec = this.#rows.get(text(row, "codecId") ?? "");
    return (codec && text(codec, "mimeType")?.replace(/^\w+\//, "")) ?? null;
  }
}

function sentVideo(view: StatsView, row: Row | null, remote: Row | null): SentVideo | null {
  if (!row) return null;
  return {
    codec: view.codec(row),
    width: number(row, "frameWidth"),
    height: number(row, "frameHeight"),
    fps: number(row, "framesPerSecond"),
    kbps: view.kbps(row, "bytesSent"),
    targetKbps: "targetBitrate" in row ? number(row, "targetBitrate") / 1_000 : null,
    encodeMs: view.meanMs(row, "totalEncodeTime", "framesEncoded"),
    qualityLimitation: text(row, "qualityLimitationReason") ?? "none",
    lossShare: remote ? number(remote, "fractionLost") : null,
  };
}

function sentAudio(view: StatsView, row: Row | null): number | null {
  return row ? view.kbps(row, "bytesSent") : null;
}

function receivedVideo(view: StatsView, row: Row | null): ReceivedVideo | null {
  if (!row) return null;
  return {
    codec: view.codec(row),
    width: number(row, "frameWidth"),
    height: number(row, "frameHeight"),
    fps: number(row, "framesPerSecond"),
    kbps: view.kbps(row, "bytesReceived"),
    decodeMs: view.meanMs(row, "totalDecodeTime", "framesDecoded"),
    jitterBufferMs: view.meanMs(row, "jitterBufferDelay", "jitterBufferEmittedCount"),
    freezes: number(row, "freezeCount"),
    frozenMs: 1_000 * number(row, "totalFreezesDuration"),
    framesDecoded: number(row, "framesDecoded"),
    framesDropped: number(row, "framesDropped"),
    lossShare: lossShare(view, row),
  };
}

function receivedAudio(view: StatsView, row: Row | null): ReceivedAudio | null {
  if (!row) return null;
  const samples = number(row, "totalSamplesReceived");
  // What was filled in while nobody spoke is not heard as a gap.
  const concealed = number(row, "concealedSamples") - number(row, "silentConcealedSamples");
  return {
    codec: view.codec(row),
    kbps: view.kbps(row, "bytesReceived"),
    receivedSeconds: number(row, "totalSamplesDuration"),
    concealedShare: samples > 0 ? Math.max(0, concealed) / samples : 0,
    jitterBufferMs: view.meanMs(row, "jitterBufferDelay", "jitterBufferEmittedCount"),
    lossShare: lossShare(view, row),
    level: "audioLevel" in row ? number(row, "audioLevel") : null,
  };
}

function lossShare(view: StatsView, row: Row): number {
  const lost = view.grown(row, "packetsLost");
  const received = view.grown(row, "packetsReceived");
  return lost + received > 0 ? lost / (lost + received) : 0;
}

function path(rows: ReadonlyMap<string, Row>, all: readonly Row[]): LinkPath | null {
  const transport = all.find((row) => row["type"] === "transport");
  const pair =
    rows.get((transport && text(transport, "selectedCandidatePairId")) ?? "") ??
    all.find((row) => row["type"] === "candidate-pair" && row["nominated"] === true);
  if (!pair) return null;
  const local = rows.get(text(pair, "localCandidateId") ?? "");
  const remote = rows.get(text(pair, "remoteCandidateId") ?? "");
  const perSecond = "availableOutgoingBitrate" in pair;
  return {
    rttMs: "currentRoundTripTime" in pair ? 1_000 * number(pair, "currentRoundTripTime") : null,
    local: (local && text(local, "candidateType")) ?? null,
    remote: (remote && text(remote, "candidateType")) ?? null,
    protocol: (local && (text(local, "relayProtocol") ?? text(local, "protocol"))) ?? null,
    availableOutgoingKbps: perSecond ? number(pair, "availableOutgoingBitrate") / 1_000 : null,
  };
}

function number(row: Row, name: string): number {
  const value = row[name];
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function text(row: Row, name: string): string | null {
  const value = row[name];
  return typeof value === "string" ? value : null;
}
