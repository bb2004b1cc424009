import { renderUnicodeCompact } from "uqr";
import type { Tls } from "./tls.ts";

export interface Links {
  /** For this machine. */
  readonly local: string;
  /** For other devices, best first. */
  readonly lan: readonly string[];
  /** Where to get the authority's certificate; null when none is needed. */
  readonly trust: string | null;
}

/** What the terminal shows when the server is up. */
export function greeting({ local, lan, trust }: Links, tls: Tls | null): string {
  const lines = ["", "  Visavis is running.", "", `  On this computer   ${local}`];
  const [first, ...others] = lan;
  if (first) {
    lines.push(`  On other devices   ${first}`);
    lines.push(...others.map((link) => `                     ${link}`), "");
    lines.push(
      ...renderUnicodeCompact(first, { border: 2 })
        .split("\n")
        .map((row) => `  ${row}`),
    );
  }
  if (first && trust && tls?.authority) {
    lines.push(
      "",
      "  The first time, a device says that it does not know this server.",
      `  Open ${trust} on it and install the certificate`,
      `  (SHA-256 ${tls.authority.fingerprint.slice(0, 23)}…), or go on past the warning.`,
    );
  }
  return `${lines.join("\n")}\n\n`;
}
