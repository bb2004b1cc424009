import type { Page } from "playwright-core";
import type { RelayMessage } from "@visavis/relay";

/** What a page says that has been taken over, in place of everything its own program says of the torch. */
export interface HostilePage {
  readonly self: string;
  /** New at each load, as every page's. */
  readonly incarnation: string;
  /** By way of the server, once or often. */
  tell(to: string, message: RelayMessage, times?: number): Promise<void>;
  /** Raw bytes to every other page, straight: kind 1 is a relay message, 2 a pose. */
  packet(kind: number, bytes: readonly number[], times?: number): Promise<void>;
  heard(): Promise<readonly Heard[]>;
}

interface Heard {
  readonly from: string;
  readonly message: RelayMessage;
}

/** Before the page is opened. */
export async function takeOver(page: Page): Promise<void> {
  await page.addInitScript(hijack);
}

/** Once the page is in its room. */
export async function hostile(page: Page): Promise<HostilePage> {
  await page.waitForFunction(() => window.hostile?.self());
  const self = await page.evaluate(() => window.hostile?.self() ?? "");
  const incarnation = await page.evaluate(() => window.hostile?.incarnation ?? "");
  return {
    self,
    incarnation,
    tell: async (to, message, times = 1) =>
      page.evaluate(
        ([one, what, often]) => {
          for (let i = 0; i < often; i++) window.hostile?.tell(one, what);
        },
        [to, JSON.stringify(message), times] as const,
      ),
    packet: async (kind, bytes, times = 1) =>
      page.evaluate(
        ([one, data, often]) => {
          for (let i = 0; i < often; i++) window.hostile?.packet(one, data);
        },
        [kind, bytes, times] as const,
      ),
    heard: async () => page.evaluate(() => window.hostile?.heard ?? []),
  };
}

interface Hijacked {
  readonly incarnation: string;
  readonly heard: Heard[];
  self(): string | null;
  tell(to: string, text: string): void;
  packet(kind: number, bytes: readonly number[]): void;
}

declare global {
  interface Window {
    hostile?: Hijacked;
  }
}

/** Runs in the page, before its program: takes its ways out for itself, and keeps leases as a page of ours does. */
function hijack(): void {
  if (!location.host) return;
  const incarnation = crypto.randomUUID().replaceAll("-", "").slice(0, 20);
  const heard: Heard[] = [];
  const channels: ((data: Uint8Array<ArrayBuffer>) => void)[] = [];
  let self: string | null = null;
  // Claimed for as long as the page lives.
  let holdings: object[] = [];
  const ways: ((text: string) => void)[] = [];
  const tell = (to: string, message: string): void => {
    ways.at(-1)?.(JSON.stringify({ type: "relay", to, message }));
  };
  const hear = ({ data }: MessageEvent): void => {
    const said: { type: string; self?: string; from?: string; message?: string } = JSON.parse(
      String(data),
    );
    if (said.type === "welcome") self = said.self ?? null;
    if (said.type !== "relay" || !said.from || !said.message) return;
    const message: RelayMessage = JSON.parse(said.message);
    heard.push({ from: said.from, message });
    if (message.type === "mint" && message.incarnation === incarnation) {
      holdings = [{ object: message.object, term: message.term, seq: 0, isHeld: true }];
    }
    if (message.type !== "revoke") return;
    const { object, term } = message;
    tell("keeper", JSON.stringify({ type: "revoked", object, term, incarnation }));
  };
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("message", hear);
      this.addEventListener("open", () => ways.push((text) => super.send(text)));
    }

    /** Its own program says nothing of the torch any more. */
    override send(data: string): void {
      if (!data.startsWith('{"type":"relay"')) super.send(data);
    }
  };
  window.RTCPeerConnection = class extends RTCPeerConnection {
    override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, init);
      const say = channel.send.bind(channel);
      channels.push((data) => {
        if (channel.readyState === "open" && channel.bufferedAmount < 65_536) say(data);
      });
      const value = (data: Uint8Array<ArrayBuffer>): void => {
        if (data[0] !== 0) say(data);
      };
      Object.defineProperty(channel, "send", { value });
      return channel;
    }
  };
  setInterval(() => {
    const ping = { type: "ping", incarnation, sentAtMs: performance.now(), holdings };
    tell("keeper", JSON.stringify(ping));
  }, 1000);
  window.hostile = {
    incarnation,
    heard,
    self: () => self,
    tell,
    packet: (kind, bytes) => {
      for (const say of channels) say(new Uint8Array([0, kind, ...bytes]));
    },
  };
}
