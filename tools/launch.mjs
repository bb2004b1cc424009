// The door to every task: checks Node, installs dependencies when they are missing or out of date,
// then runs `tools/<task>.ts` on Node 24. Plain JavaScript, because it must run on Node 20.19.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, run } from "./node24.mjs";

const OLDEST = [20, 19];
const say = (text) => process.stderr.write(`${text}\n`);

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Error(
    `Visavis needs Node ${OLDEST.join(".")} or newer, and this is Node ${process.versions.node}. ` +
      "Install a newer one from nodejs.org and try again.",
  );
}

/**
 * Installs what the lockfile says, once for each lockfile. No package's own script is run. Not `npm ci`: it
 * refuses a lockfile that lacks the optional binaries of other platforms, and which of those a registry
 * offers differs. `--no-save` leaves the lockfile as it is; what it pins is installed as pinned.
 */
async function install() {
  const lock = readFileSync(path.join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  const stamp = path.join(root, "node_modules", ".visavis-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("Installing what Visavis needs (a minute or two, once) …");
  const { spawnSync } = await import("node:child_process");
  const args = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  const npm = spawnSync("npm", [...args, "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (npm.status !== 0) {
    throw new Error(
      "npm could not install the dependencies. Its message is above; the usual cause is no network.",
    );
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

const [task, ...args] = process.argv.slice(2);
try {
  checkNode();
  await install();
  process.exitCode = await run("node", [path.join(root, "tools", `${task}.ts`), ...args]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
