import type { Certificate } from "@visavis/protocol";

const HEAD_END = "</head>";
const TITLE = /<title>[^<]*<\/title>/;

/**
 * The one document with what other programs show of a link to it: title, places and picture. They run
 * no script, so that the server must say it.
 */
export function withPreview(document: string, certificate: Certificate, origin: string): string {
  const { certificate: id, picture, places, distanceKm } = certificate;
  const title = certificate.title || "Visavis";
  const way = places.map(({ name, place }) => place || name).filter(Boolean);
  const distance = distanceKm === null ? [] : [`${Math.round(distanceKm)} km`];
  const properties: Record<string, string> = {
    "og:type": "article",
    "og:site_name": "Visavis",
    "og:title": title,
    "og:description": [way.join(" – "), ...distance].filter(Boolean).join(" · "),
    "og:url": `${origin}/certificate/${id}`,
    ...(picture !== null && { "og:image": `${origin}${picture}` }),
  };
  const tags = Object.entries(properties)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `<meta property="${name}" content="${escaped(value)}" />`);
  return document
    .replace(TITLE, () => `<title>${escaped(title)} · Visavis</title>`)
    .replace(HEAD_END, () => `${tags.join("\n")}\n${HEAD_END}`);
}

/** Titles and names are strangers' words. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
