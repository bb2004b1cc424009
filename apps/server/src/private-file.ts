import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";

/** Null when there is no such file; every other trouble is the caller's to know. */
export async function readPrivate(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Whole or not at all, also when the power fails; readable by the owner only. */
export async function writePrivate(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

/** 256 random bits, made once for each install. */
export async function keptSecret(file: string): Promise<string> {
  const kept = (await readPrivate(file))?.trim();
  if (kept !== undefined && kept.length >= 43) return kept;
  const secret = randomBytes(32).toString("base64url");
  await writePrivate(file, `${secret}\n`);
  return secret;
}
