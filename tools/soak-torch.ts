import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { type SoakResult, soakTorch, verdict } from "../tests/network/torch-soak.ts";
import { build } from "./build.ts";
import { ensureChromium } from "./system-programs.ts";

const USAGE = `Passes a torch between two real pages that are reloaded and stopped, and whose lines are cut.

  npm run soak:torch -- [options]

  --passes N    how many passes (default: 10000)
  --seed N      of the faults and of the network's chance (default: 1)
  --minutes N   ends after that, whatever was reached (default: 90)
  --out FILE    where the result goes (default: soak-torch.json)

Each frame that both pages draw is compared. It fails if ever two of them show the torch.
`;

const { values } = parseArgs({
  options: {
    passes: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    minutes: { type: "string", default: "90" },
    out: { type: "string", default: "soak-torch.json" },
    help: { type: "boolean", short: "h", default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function isExact({ overlapFrames, backwardFrames, sharedHoldings }: SoakResult): boolean {
  return overlapFrames === 0 && backwardFrames === 0 && sharedHoldings === 0;
}

if (values.help) say(USAGE);
else {
  process.env["VISAVIS_CHROMIUM"] = await ensureChromium();
  await build();
  const result = await soakTorch({
    passes: Number(values.passes),
    seed: Number(values.seed),
    atMostMs: Number(values.minutes) * 60_000,
    calmMs: 6000,
    longShare: 0.06,
    say,
  });
  const file = path.resolve(values.out);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...result }, null, 2)}\n`);
  say(`${result.passes} passes in ${result.seconds} s: ${verdict(result)}. See ${file}`);
  process.exitCode = isExact(result) && result.passes >= Number(values.passes) ? 0 : 1;
}
process.exit();
