import { Extension } from "@peculiar/x509";

const NAME_CONSTRAINTS = "2.5.29.30";
const SEQUENCE = 0x30;
const PERMITTED_SUBTREES = 0xa0;
const DNS_NAME = 0x82;

/** RFC 5280 §4.2.1.10: a certificate below may carry DNS names under these domains only. */
export function nameConstraints(domains: readonly string[]): Extension {
  const subtrees = domains.map((domain) => der(SEQUENCE, der(DNS_NAME, Buffer.from(domain))));
  const value = der(SEQUENCE, der(PERMITTED_SUBTREES, Buffer.concat(subtrees)));
  return new Extension(NAME_CONSTRAINTS, true, value);
}

/** Tag, length, content. */
function der(tag: number, content: Buffer): Buffer<ArrayBuffer> {
  const { length } = content;
  if (length > 255) throw new RangeError("content of more than 255 bytes");
  const header = length < 128 ? [tag, length] : [tag, 0x81, length];
  return Buffer.concat([Buffer.from(header), content]);
}
