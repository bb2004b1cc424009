import { FOLDERS } from "./folders.ts";
import { run } from "./node24.mjs";

process.exitCode = await run("oxfmt", [...FOLDERS]);
