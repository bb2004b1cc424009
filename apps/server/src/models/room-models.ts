import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { type RoomId, VisavisError } from "@visavis/protocol";

export const MAX_MODEL_BYTES = 4 * 1024 * 1024;
/** Of one room, and of all rooms together; the oldest go. A visitor needs no account. */
const MOST_IN_ROOM = 4;
const MOST_BYTES = 256 * 1024 * 1024;
const NAME = /^model-[0-9a-f]{24}$/;
const MAGIC = Buffer.from("glTF", "ascii");
const VERSION = 2;
const HEADER_BYTES = 12;

/**
 * The files that rooms were given to hand around, called by what is in them. The server looks at the
 * envelope only; every page checks what it would draw.
 */
export class RoomModels {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Returns the object's name. Throws `model-invalid` for what is no binary glTF. */
  async add(room: RoomId, bytes: Buffer): Promise<string> {
    if (!isBinaryGltf(bytes)) throw new VisavisError("model-invalid", "not-glb: no binary glTF");
    const name = `model-${createHash("sha256").update(bytes).digest("hex").slice(0, 24)}`;
    const folder = path.join(this.#folder, room);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(path.join(folder, `${name}.glb`), bytes);
    await keepNewest(folder, MOST_IN_ROOM);
    await this.#keepWithin(MOST_BYTES);
    return name;
  }

  /** Null when this room has no such file. */
  async read(room: RoomId, name: string): Promise<Buffer | null> {
    if (!NAME.test(name)) return null;
    try {
      return await readFile(path.join(this.#folder, room, `${name}.glb`));
    } catch {
      return null;
    }
  }

  async #keepWithin(mostBytes: number): Promise<void> {
    const files = await filesIn(this.#folder);
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files) {
      if (bytes <= mostBytes) return;
      await rm(file.path, { force: true });
      bytes -= file.bytes;
    }
  }
}

function isBinaryGltf(bytes: Buffer): boolean {
  if (bytes.length < HEADER_BYTES || bytes.length > MAX_MODEL_BYTES) return false;
  const isNamed = bytes.subarray(0, 4).equals(MAGIC) && bytes.readUInt32LE(4) === VERSION;
  return isNamed && bytes.readUInt32LE(8) === bytes.length;
}

/** Whole or not at all: somebody may be reading it. */
async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  // Given again, it is the newest again.
  await utimes(file, new Date(), new Date());
}

async function keepNewest(folder: string, most: number): Promise<void> {
  const files = await filesIn(folder);
  for (const { path: old } of files.slice(0, -most)) await rm(old, { force: true });
}

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
  readonly changedMs: number;
}

/** Oldest first. */
async function filesIn(folder: string): Promise<readonly KeptFile[]> {
  const names = await readdir(folder, { recursive: true });
  const kept = await Promise.all(
    names
      .filter((name) => name.endsWith(".glb"))
      .map(async (name) => {
        const file = path.join(folder, name);
        const found = await stat(file).catch(() => null);
        return found && { path: file, bytes: found.size, changedMs: found.mtimeMs };
      }),
  );
  return kept.filter((file) => file !== null).toSorted((a, b) => a.changedMs - b.changedMs);
}
