import { execFile } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { findChromium, ServerProcess } from "@visavis/rehearsal";
import { namespaceOf } from "./router.ts";

const PORT = 8080;

/** A server that only those reach who go through the router. */
export async function openServerIn(site: string, address: string): Promise<ServerProcess> {
  const prefix = ["ip", "netns", "exec", namespaceOf(site)];
  const url = `http://${address}:${PORT}/readyz`;
  const probe = `fetch("${url}").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  const isReady = async (): Promise<boolean> => {
    const [program, ...args] = [...prefix, process.execPath, "-e", probe];
    return promisify(execFile)(program, args).then(
      () => true,
      () => false,
    );
  };
  return ServerProcess.open({ host: address, port: PORT, prefix, isReady });
}

/**
 * A program that starts the browser in this site's namespace. Playwright speaks to it over inherited pipes, which
 * survive the way in.
 */
export function browserIn(site: string, folder: string): string {
  const file = path.join(folder, site);
  const command = `exec ip netns exec ${namespaceOf(site)} '${findChromium()}' "$@"`;
  writeFileSync(file, `#!/bin/sh\n${command}\n`);
  chmodSync(file, 0o755);
  return file;
}
