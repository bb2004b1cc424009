import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { nameConstraints } from "./name-constraints.ts";

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** What browsers still take. */
export const LEAF_DAYS = 397;
const RENEW_BEFORE_MS = 30 * DAY_MS;
/** Clocks in a house differ. */
const BACKDATE_MS = DAY_MS;

const KEY = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };

/** The only names this authority can vouch for: whoever steals its key still cannot be a bank. */
const PERMITTED_DOMAINS = ["localhost", "local", "lan", "home", "internal", "home.arpa"];

/** A certificate and its key, both PEM. */
export interface KeyedCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface LeafNames {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

function isPermittedName(name: string): boolean {
  return PERMITTED_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`));
}

export async function makeAuthority(machine: string, nowMs: number): Promise<KeyedCertificate> {
  const keys = await crypto.subtle.generateKey(KEY, true, ["sign", "verify"]);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [`Visavis on ${machine}`] }, { O: ["Visavis"] }],
    keys,
    notBefore: new Date(nowMs - BACKDATE_MS),
    notAfter: new Date(nowMs + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: SIGNATURE,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      nameConstraints(PERMITTED_DOMAINS),
    ],
  });
  return { cert: cert.toString("pem"), key: await exportKey(keys.privateKey) };
}

export async function makeLeaf(
  authority: KeyedCertificate,
  { names, addresses }: LeafNames,
  nowMs: number,
): Promise<KeyedCertificate> {
  const issuer = new x509.X509Certificate(authority.cert);
  const keys = await crypto.subtle.generateKey(KEY, true, ["sign", "verify"]);
  const cert = await x509.X509CertificateGenerator.create({
    subject: [{ CN: ["Visavis"] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: SIGNATURE,
    notBefore: new Date(nowMs - BACKDATE_MS),
    notAfter: new Date(nowMs - BACKDATE_MS + LEAF_DAYS * DAY_MS),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.filter(isPermittedName).map((value) => ({ type: "dns" as const, value })),
        ...addresses.map((value) => ({ type: "ip" as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: cert.toString("pem"), key: await exportKey(keys.privateKey) };
}

/** False when the leaf is near its end, from another authority, or lacks a name. */
export function isLeafGood(
  leaf: KeyedCertificate,
  authority: KeyedCertificate,
  { names, addresses }: LeafNames,
  nowMs: number,
): boolean {
  const [cert, issuer] = [leaf.cert, authority.cert].map((pem) => new x509.X509Certificate(pem));
  if (!cert || !issuer || cert.issuer !== issuer.subject) return false;
  const keyId = cert.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId;
  if (keyId !== issuer.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId) return false;
  const has = new Set(
    cert
      .getExtension(x509.SubjectAlternativeNameExtension)
      ?.names.toJSON()
      .map(({ value }) => canonical(value)),
  );
  const wanted = [...names.filter(isPermittedName), ...addresses.map(canonical)];
  return wanted.every((name) => has.has(name)) && cert.notAfter.getTime() - nowMs > RENEW_BEFORE_MS;
}

/** One spelling for each address: `FD00:0:0:0:0:0:0:2` and `fd00::2` are the same. */
function canonical(name: string): string {
  return name.includes(":") ? (URL.parse(`http://[${name}]`)?.hostname ?? name) : name;
}

export function isAuthorityGood({ cert }: KeyedCertificate, nowMs: number): boolean {
  const leftMs = new x509.X509Certificate(cert).notAfter.getTime() - nowMs;
  return leftMs > LEAF_DAYS * DAY_MS;
}

/** SHA-256, as certificate viewers show it. */
export async function fingerprintOf(cert: string): Promise<string> {
  const digest = await new x509.X509Certificate(cert).getThumbprint("SHA-256");
  return (Buffer.from(digest).toString("hex").toUpperCase().match(/../g) ?? []).join(":");
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const [der] = x509.PemConverter.decode(pem);
  if (!der) throw new Error("no key in the authority's key file");
  return crypto.subtle.importKey("pkcs8", der, KEY, false, ["sign"]);
}
