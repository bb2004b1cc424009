import "reflect-metadata";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempDisposable, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect, createServer } from "node:tls";
import * as x509 from "@peculiar/x509";
import { describe, expect, test } from "vitest";
import {
  isLeafGood,
  type KeyedCertificate,
  LEAF_DAYS,
  makeAuthority,
  makeLeaf,
} from "./certificate-authority.ts";
import { lanNames } from "./lan-names.ts";
import { loadTls } from "./tls.ts";

const KEY = { name: "ECDSA", namedCurve: "P-256" };
const DAY_MS = 86_400_000;
const NAMES = {
  names: ["localhost", "studio.local"],
  addresses: ["127.0.0.1", "192.168.1.20", "fd00::2"],
};

/** What a thief of the authority's key would make. */
async function forge(authority: KeyedCertificate, name: string): Promise<KeyedCertificate> {
  const issuer = new x509.X509Certificate(authority.cert);
  const keys = await crypto.subtle.generateKey(KEY, true, ["sign", "verify"]);
  const stolen = createPrivateKey(authority.key).export({ type: "pkcs8", format: "der" });
  const cert = await x509.X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await crypto.subtle.importKey("pkcs8", stolen, KEY, false, ["sign"]),
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: name }])],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: cert.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
}

/** What a device that trusts the authority says of this host. */
async function greet(leaf: KeyedCertificate, ca: string, host: string): Promise<string> {
  const server = createServer({ cert: leaf.cert, key: leaf.key }, (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", servername: host, ca });
    const done = (said: string) => {
      socket.destroy();
      server.close(() => resolve(said));
    };
    socket.on("secureConnect", () => done("trusted"));
    socket.on("error", (error) => done(error.message));
  });
}

describe("certificate", () => {
  test("[TLS-1] a device that trusts the authority trusts every name and address of the leaf", async () => {
    const authority = await makeAuthority("studio", Date.now());
    const leaf = await makeLeaf(authority, NAMES, Date.now());
    const cert = new X509Certificate(leaf.cert);
    expect(cert.verify(new X509Certificate(authority.cert).publicKey)).toBe(true);
    expect(cert.checkHost("studio.local")).toBe("studio.local");
    for (const address of NAMES.addresses) expect(cert.checkIP(address)).toBe(address);
    expect(cert.checkHost("example.org")).toBeUndefined();
    expect(await greet(leaf, authority.cert, "localhost")).toBe("trusted");
  });

  test("[TLS-2] the authority cannot vouch for a name outside the house, not even with its key", async () => {
    const authority = await makeAuthority("studio", Date.now());
    const bank = { names: ["bank.example.com"], addresses: [] };
    const leaf = await makeLeaf(authority, bank, Date.now());
    expect(new X509Certificate(leaf.cert).subjectAltName ?? "").not.toContain("bank");
    const forged = await forge(authority, "bank.example.com");
    expect(await greet(forged, authority.cert, "bank.example.com")).toBe(
      "permitted subtree violation",
    );
    const allowed = await forge(authority, "studio.local");
    expect(await greet(allowed, authority.cert, "studio.local")).toBe("trusted");
  });

  test("[TLS-3] a leaf is good for at most 397 days and renewed a month before", async () => {
    const nowMs = Date.now();
    const authority = await makeAuthority("studio", nowMs);
    const leaf = await makeLeaf(authority, NAMES, nowMs);
    const { validFromDate, validToDate } = new X509Certificate(leaf.cert);
    expect(validToDate.getTime() - validFromDate.getTime()).toBeLessThanOrEqual(LEAF_DAYS * DAY_MS);
    expect(isLeafGood(leaf, authority, NAMES, nowMs)).toBe(true);
    expect(isLeafGood(leaf, authority, NAMES, nowMs + 370 * DAY_MS)).toBe(false);
  });

  test("[TLS-3] a new address or another authority wants a new leaf", async () => {
    const nowMs = Date.now();
    const authority = await makeAuthority("studio", nowMs);
    const leaf = await makeLeaf(authority, NAMES, nowMs);
    const moved = { ...NAMES, addresses: ["192.168.7.7"] };
    expect(isLeafGood(leaf, authority, moved, nowMs)).toBe(false);
    expect(isLeafGood(leaf, await makeAuthority("studio", nowMs), NAMES, nowMs)).toBe(false);
  });

  test("[TLS-3] authority and leaf are kept over a restart, keys for the owner only", async () => {
    await using place = await mkdtempDisposable(path.join(tmpdir(), "visavis-tls-"));
    const config = { tlsFiles: null, dataDir: place.path, publicUrl: null };
    const first = await loadTls(config, Date.now());
    expect(await loadTls(config, Date.now())).toEqual(first);
    const later = await loadTls(config, Date.now() + 380 * DAY_MS);
    expect(later.authority).toEqual(first.authority);
    expect(later.cert).not.toBe(first.cert);
    for (const name of ["ca.key", "leaf.key"]) {
      expect((await stat(path.join(place.path, "tls", name))).mode & 0o777).toBe(0o600);
    }
    expect(await readFile(path.join(place.path, "tls", "ca.crt"), "utf8")).toBe(
      first.authority?.cert,
    );
  });

  test("only names and addresses that other devices can reach are offered", () => {
    const entry = { netmask: "", mac: "", cidr: null, internal: false };
    const v4 = { ...entry, family: "IPv4" as const };
    const v6 = { ...entry, family: "IPv6" as const, scopeid: 0 };
    const found = lanNames(
      {
        lo: [{ ...v4, address: "127.0.0.1", internal: true }],
        en0: [
          { ...v6, address: "fd00::2" },
          { ...v6, address: "fe80::1" },
          { ...v4, address: "192.168.1.20" },
        ],
        docker0: [{ ...v4, address: "172.17.0.1" }],
      },
      "studio.office.lan",
    );
    expect(found).toEqual({
      names: ["localhost", "studio.local"],
      addresses: ["192.168.1.20", "fd00::2"],
    });
  });
});
