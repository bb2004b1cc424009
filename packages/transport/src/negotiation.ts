/** Structurally what we use of `RTCPeerConnection`, so that a fake can be written by hand. */
export type NegotiatingConnection = Pick<
  RTCPeerConnection,
  | "signalingState"
  | "localDescription"
  | "remoteDescription"
  | "setLocalDescription"
  | "setRemoteDescription"
  | "addIceCandidate"
>;

/** What one side says. Offers are numbered; an answer carries the number of its offer. */
export interface NumberedDescription {
  readonly type: "offer" | "answer";
  readonly sdp: string;
  readonly round: number;
}

export interface NegotiationOptions {
  readonly connection: NegotiatingConnection;
  /** The leader offers, the follower answers: two offers never meet. */
  readonly isLeader: boolean;
  readonly nowMs: () => number;
  readonly send: (description: NumberedDescription) => void;
  /** A remote offer has been applied and is about to be answered. */
  readonly offerApplied: () => void;
  /** Both sides agree again. */
  readonly settled: () => void;
}

/**
 * Offers and answers over one connection; see NEG rules. The usual way, in which either side offers
 * and the polite one takes its offer back, is closed to us: in Chromium a single rollback stops the
 * picture on that side for good (docs/decisions/0004).
 */
export class Negotiation {
  readonly #options: NegotiationOptions;
  #round = 0;
  #answered: NumberedDescription | null = null;
  #isApplying = false;
  #isClosed = false;
  #offeredAtMs = 0;
  #candidates: (RTCIceCandidateInit | null)[] = [];

  constructor(options: NegotiationOptions) {
    this.#options = options;
  }

  /** How long our offer has stood without an answer; 0 when none does. */
  get unansweredMs(): number {
    return this.#isOpen ? this.#options.nowMs() - this.#offeredAtMs : 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#candidates = [];
  }

  /** For `negotiationneeded`. A follower has nothing to change. */
  async offer(): Promise<void> {
    if (!this.#options.isLeader) return;
    try {
      await this.#options.connection.setLocalDescription();
      this.#round++;
      this.#sendOffer();
    } catch (error) {
      this.#tolerate(error);
    }
  }

  /** Says our open offer again, with the candidates found since. */
  repeatOffer(): void {
    if (this.#isOpen) this.#sendOffer();
  }

  async receive(description: NumberedDescription): Promise<void> {
    const isOffer = description.type === "offer";
    if (isOffer === this.#options.isLeader || this.#isApplying) return;
    // Said again because our answer was lost, or is late: one answer to an offer, however often.
    if (isOffer && description.round === this.#answered?.round) {
      this.#options.send(this.#answered);
      return;
    }
    // An answer to an earlier offer settles nothing.
    if (!isOffer && !(this.#isOpen && description.round === this.#round)) return;
    this.#isApplying = true;
    try {
      await this.#apply(description);
    } catch (error) {
      this.#tolerate(error);
    } finally {
      this.#isApplying = false;
    }
  }

  async receiveCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (this.#options.connection.remoteDescription) await this.#add(candidate);
    else this.#candidates.push(candidate);
  }

  get #isOpen(): boolean {
    return this.#options.connection.signalingState === "have-local-offer";
  }

  async #apply({ type, sdp, round }: NumberedDescription): Promise<void> {
    const { connection, offerApplied, settled } = this.#options;
    await connection.setRemoteDescription({ type, sdp });
    if (this.#isClosed) return;
    if (type === "offer") {
      offerApplied();
      await connection.setLocalDescription();
      this.#sendAnswer(round);
    }
    await Promise.all(this.#candidates.splice(0).map((candidate) => this.#add(candidate)));
    settled();
  }

  /** Candidates of a description long replaced are refused: fine. */
  async #add(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (this.#isClosed) return;
    try {
      await this.#options.connection.addIceCandidate(candidate ?? { candidate: "" });
    } catch (error) {
      this.#tolerate(error);
    }
  }

  #sendOffer(): void {
    const { connection, nowMs, send } = this.#options;
    this.#offeredAtMs = nowMs();
    const sdp = connection.localDescription?.sdp;
    if (sdp && !this.#isClosed) send({ type: "offer", sdp, round: this.#round });
  }

  #sendAnswer(round: number): void {
    const sdp = this.#options.connection.localDescription?.sdp;
    if (!sdp || this.#isClosed) return;
    this.#answered = { type: "answer", sdp, round };
    this.#options.send(this.#answered);
  }

  /**
   * What the browser refuses here is either stale or hostile. The connection keeps what it had, and
   * the link's watch begins anew when nothing comes of it.
   */
  #tolerate(error: unknown): void {
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
  }
}
