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

export interface NegotiationOptions {
  readonly connection: NegotiatingConnection;
  /** The polite side takes its own offer back when both offer at once. */
  readonly isPolite: boolean;
  readonly nowMs: () => number;
  readonly send: (description: RTCSessionDescriptionInit) => void;
  /** A remote offer has been applied and is about to be answered. */
  readonly offerApplied: () => void;
  /** Both sides agree again. */
  readonly settled: () => void;
}

/** Perfect negotiation over one connection: either side may offer at any time; see NEG rules. */
export class Negotiation {
  readonly #options: NegotiationOptions;
  #isOffering = false;
  #isApplyingAnswer = false;
  #isIgnoringOffer = false;
  #isClosed = false;
  #offeredAtMs = 0;
  #candidates: (RTCIceCandidateInit | null)[] = [];

  constructor(options: NegotiationOptions) {
    this.#options = options;
  }

  /** How long our offer has stood without an answer; 0 when none does. */
  get unansweredMs(): number {
    const isWaiting = this.#options.connection.signalingState === "have-local-offer";
    return isWaiting ? this.#options.nowMs() - this.#offeredAtMs : 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#candidates = [];
  }

  /** For `negotiationneeded`. */
  async offer(): Promise<void> {
    this.#isOffering = true;
    try {
      await this.#options.connection.setLocalDescription();
      this.#sendLocal();
    } catch (error) {
      this.#tolerate(error);
    } finally {
      this.#isOffering = false;
    }
  }

  /** Says our open offer again, with the candidates found since. */
  repeatOffer(): void {
    if (this.#options.connection.signalingState === "have-local-offer") this.#sendLocal();
  }

  async receive(description: RTCSessionDescriptionInit): Promise<void> {
    const { connection, isPolite } = this.#options;
    const isOffer = description.type === "offer";
    const isReadyForOffer =
      !this.#isOffering && (connection.signalingState === "stable" || this.#isApplyingAnswer);
    this.#isIgnoringOffer = isOffer && !isReadyForOffer && !isPolite;
    if (this.#isIgnoringOffer) return;
    // An answer that comes twice, or to an offer that was taken back.
    if (!isOffer && (connection.signalingState !== "have-local-offer" || this.#isApplyingAnswer))
      return;
    try {
      await this.#apply(description, isOffer);
    } catch (error) {
      this.#tolerate(error);
    }
  }

  async #apply(description: RTCSessionDescriptionInit, isOffer: boolean): Promise<void> {
    const { connection, offerApplied, settled } = this.#options;
    this.#isApplyingAnswer = !isOffer;
    try {
      await connection.setRemoteDescription(description);
    } finally {
      this.#isApplyingAnswer = false;
    }
    if (this.#isClosed) return;
    const waiting = this.#candidates.splice(0);
    if (isOffer) {
      offerApplied();
      await connection.setLocalDescription();
      this.#sendLocal();
    }
    await Promise.all(waiting.map((candidate) => this.#add(candidate)));
    settled();
  }

  async receiveCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (this.#options.connection.remoteDescription) await this.#add(candidate);
    else this.#candidates.push(candidate);
  }

  /** Candidates of an offer that we ignored, or of a description long replaced, are refused: fine. */
  async #add(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (this.#isClosed) return;
    try {
      await this.#options.connection.addIceCandidate(candidate ?? { candidate: "" });
    } catch (error) {
      this.#tolerate(error);
    }
  }

  #sendLocal(): void {
    const { connection, nowMs, send } = this.#options;
    if (this.#isClosed || !connection.localDescription) return;
    const { type, sdp } = connection.localDescription;
    if (type === "offer") this.#offeredAtMs = nowMs();
    send({ type, sdp });
  }

  /**
   * What the browser refuses here is either stale or hostile. The connection keeps what it had, and
   * the link's watch begins anew when nothing comes of it.
   */
  #tolerate(error: unknown): void {
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
  }
}
