import path from "node:path";
import { build } from "./build.ts";
import { root, run } from "./node24.mjs";

await build();
process.exitCode = await run("node", [path.join(root, "apps", "server", "src", "main.ts")]);
