import type { Logger } from "pino";
import type { ServerConfig } from "./config.ts";
import type { Links } from "./greeting.ts";
import type { Metrics } from "./metrics.ts";
import type { RoomClaims } from "./room-claims.ts";
import type { PicturePermits } from "./ceremony/picture-permits.ts";
import type { RoomModels } from "./models/room-models.ts";
import type { Records } from "./records/records.ts";
import type { Rooms } from "./rooms.ts";
import type { SignalSockets } from "./signal-sockets.ts";
import type { Tls } from "./tls.ts";
import type { Tokens } from "./tokens.ts";

/** What the HTTP and the HTTPS listener share. */
export interface Parts {
  readonly config: ServerConfig;
  readonly log: Logger;
  readonly version: string;
  readonly rooms: Rooms;
  readonly records: Records;
  readonly permits: PicturePermits;
  readonly claims: RoomClaims;
  readonly models: RoomModels;
  readonly tokens: Tokens;
  readonly sockets: SignalSockets;
  readonly metrics: Metrics;
  readonly tls: () => Tls | null;
  /** Where HTTPS listens now; null when it does not. */
  readonly httpsPort: () => number | null;
  readonly links: () => Links;
  readonly isDraining: () => boolean;
}
