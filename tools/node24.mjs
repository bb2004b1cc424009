// Runs a command with the repository's own Node 24 first on the PATH, so that every script behaves
// the same whatever Node the user has. Plain JavaScript: this file itself must run on Node 20.19.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The folder of a Node 24 or newer: the user's own if it is, else the one installed by npm. */
export function nodeFolder() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return path.dirname(process.execPath);
  const name = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const binary = process.platform === "win32" ? "node.exe" : "node";
  for (const folder of [`node-${name}`, `node-bin-${name}`]) {
    const bin = path.join(root, "node_modules", folder, "bin");
    if (existsSync(path.join(bin, binary))) return bin;
  }
  throw new Error(
    `Visavis runs on Node 24, and none was installed for ${name}. Install Node 24 from nodejs.org and try again.`,
  );
}

export function environment(extra = {}) {
  const bins = [nodeFolder(), path.join(root, "node_modules", ".bin")];
  const PATH = [...bins, process.env.PATH ?? ""].join(path.delimiter);
  return { ...process.env, npm_config_update_notifier: "false", ...extra, PATH };
}

/** Starts a command; resolves with its exit code. Signals are passed on. */
export function run(command, args, { env = {}, stdio = "inherit", cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio,
      env: environment(env),
      shell: process.platform === "win32",
    });
    const pass = (signal) => child.kill(signal);
    process.on("SIGINT", pass);
    process.on("SIGTERM", pass);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      process.off("SIGINT", pass);
      process.off("SIGTERM", pass);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, ...args] = process.argv.slice(2);
  process.exit(await run(command, args));
}
