import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import {
  fingerprintOf,
  isAuthorityGood,
  isLeafGood,
  type KeyedCertificate,
  type LeafNames,
  makeAuthority,
  makeLeaf,
} from "./certificate-authority.ts";
import type { ServerConfig } from "./config.ts";
import { lanNames } from "./lan-names.ts";
import { readPrivate, writePrivate } from "./private-file.ts";

export interface Tls extends KeyedCertificate {
  /** What other devices must trust first; null when the certificate is the operator's own. */
  readonly authority: { readonly cert: string; readonly fingerprint: string } | null;
}

const LOOPBACK = ["127.0.0.1", "::1"];

/** Reads the operator's certificate, or makes ours where it is missing, old or lacks an address. */
export async function loadTls(
  { tlsFiles, dataDir, publicUrl }: Pick<ServerConfig, "dataDir" | "publicUrl" | "tlsFiles">,
  nowMs: number,
): Promise<Tls> {
  if (tlsFiles) {
    const [cert, key] = await Promise.all([
      readFile(tlsFiles.certFile, "utf8"),
      readFile(tlsFiles.keyFile, "utf8"),
    ]);
    return { cert, key, authority: null };
  }
  const folder = path.join(dataDir, "tls");
  const authority = await kept(folder, "ca", {
    isGood: (now) => isAuthorityGood(now, nowMs),
    make: async () => makeAuthority(hostname(), nowMs),
  });
  const names = leafNames(publicUrl);
  const leaf = await kept(folder, "leaf", {
    isGood: (now) => isLeafGood(now, authority, names, nowMs),
    make: async () => makeLeaf(authority, names, nowMs),
  });
  const { cert } = authority;
  return { ...leaf, authority: { cert, fingerprint: await fingerprintOf(cert) } };
}

function leafNames(publicUrl: URL | null): LeafNames {
  const { names, addresses } = lanNames();
  const own = publicUrl ? [publicUrl.hostname] : [];
  return { names: [...new Set([...names, ...own])], addresses: [...LOOPBACK, ...addresses] };
}

interface Recipe {
  isGood(now: KeyedCertificate): boolean;
  make(): Promise<KeyedCertificate>;
}

async function kept(folder: string, name: string, recipe: Recipe): Promise<KeyedCertificate> {
  const certFile = path.join(folder, `${name}.crt`);
  const keyFile = path.join(folder, `${name}.key`);
  const [cert, key] = await Promise.all([readPrivate(certFile), readPrivate(keyFile)]);
  if (cert !== null && key !== null && recipe.isGood({ cert, key })) return { cert, key };
  const made = await recipe.make();
  await writePrivate(keyFile, made.key);
  await writePrivate(certFile, made.cert);
  return made;
}
