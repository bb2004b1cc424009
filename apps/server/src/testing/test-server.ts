import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ServerConfig, readConfig } from "../config.ts";
import { type RunningServer, startServer } from "../start-server.ts";

export interface TestServer extends AsyncDisposable {
  readonly server: RunningServer;
  readonly config: ServerConfig;
  readonly folder: string;
  readonly origin: string;
}

/** A whole server on free ports with a folder of its own, gone when the test is over. */
export async function testServer(
  env: Readonly<Record<string, string>> = {},
  change: Partial<ServerConfig> = {},
): Promise<TestServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "visavis-"));
  const distFolder = path.join(folder, "dist");
  await mkdir(path.join(distFolder, "assets"), { recursive: true });
  await mkdir(path.join(distFolder, "runtime", "net", "2.5.3"), { recursive: true });
  await Promise.all([
    writeFile(path.join(distFolder, "index.html"), "<!doctype html><title>the page</title>"),
    writeFile(path.join(distFolder, "assets", "main-a1b2c3.js"), "export {};"),
    writeFile(path.join(distFolder, "runtime", "kernels.wasm"), Buffer.from("0061736d", "hex")),
    writeFile(path.join(distFolder, "runtime", "net", "2.5.3", "net.wasm"), "net"),
    writeFile(path.join(folder, "outside.txt"), "not for visitors"),
  ]);
  const config = {
    ...readConfig({
      HOST: "127.0.0.1",
      PORT: "0",
      HTTPS_PORT: "off",
      DATA_DIR: path.join(folder, "data"),
      LOG_LEVEL: "silent",
      ...env,
    }),
    ...change,
  };
  const server = await startServer(config, { distFolder, isFirstStart: true });
  return {
    server,
    config,
    folder,
    origin: `http://localhost:${server.port}`,
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}
