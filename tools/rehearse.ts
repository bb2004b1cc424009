import { main } from "@visavis/rehearsal";
import { build } from "./build.ts";

await build();
process.exitCode = await main(process.argv.slice(2));
