/** As much of a track as the memory transport hands on, for tests where there are no real ones. */
export class FakeTrack extends EventTarget implements MediaStreamTrack {
  readonly id = crypto.randomUUID();
  readonly kind: "audio" | "video";
  readonly label: string;
  readonly muted = false;
  readonly readyState = "live";
  contentHint = "";
  enabled = true;
  onended = null;
  onmute = null;
  onunmute = null;

  constructor(kind: "audio" | "video", label: string) {
    super();
    this.kind = kind;
    this.label = label;
  }

  applyConstraints(): Promise<void> {
    return Promise.resolve();
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.label);
  }

  getCapabilities(): MediaTrackCapabilities {
    return {};
  }

  getConstraints(): MediaTrackConstraints {
    return {};
  }

  getSettings(): MediaTrackSettings {
    return {};
  }

  stop(): void {}
}
