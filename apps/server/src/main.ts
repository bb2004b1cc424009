import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { ConfigError, greeting, ListenError, readConfig, startServer } from "./index.ts";

const distFolder = fileURLToPath(new URL("../../web/dist", import.meta.url));

try {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const server = await startServer(readConfig(process.env), { distFolder });
  process.stdout.write(greeting(server.links, server.tls));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      server.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
} catch (error) {
  const isExpected = error instanceof ConfigError || error instanceof ListenError;
  process.stderr.write(`\n${isExpected ? error.message : inspect(error)}\n\n`);
  process.exit(1);
}
