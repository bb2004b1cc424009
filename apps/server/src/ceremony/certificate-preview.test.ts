import type { Certificate } from "@visavis/protocol";
import { expect, test } from "vitest";
import { withPreview } from "./certificate-preview.ts";

const DOCUMENT = "<!doctype html><head><title>Visavis</title></head><body></body>";
const certificate: Certificate = {
  certificate: "c".repeat(22),
  title: `Fire & "flame" <img src=x onerror=alert(1)>$&`,
  startedAt: "2026-11-22T22:00:00.000Z",
  endedAt: null,
  objects: [],
  places: [
    { name: "Ann", place: "Beijing", coordinates: null },
    { name: "</head><script>", place: "", coordinates: null },
  ],
  distanceKm: 1067.2,
  passes: [],
  kisses: [],
  picture: "/api/v1/certificates/x/picture",
};

test("[CER-8] a link to a certificate is shown with its title, and a title is only text", () => {
  const page = withPreview(DOCUMENT, certificate, "https://visavis.test");
  expect(page).toContain(
    '<meta property="og:title" content="Fire &#38; &#34;flame&#34; &#60;img src=x onerror=alert(1)&#62;$&#38;" />',
  );
  expect(page).toContain("Beijing – &#60;/head&#62;&#60;script&#62; · 1067 km");
  expect(page).toContain('og:image" content="https://visavis.test/api/v1/certificates/x/picture"');
  expect(page.match(/<\/head>/g)).toHaveLength(1);
  expect(page).not.toMatch(/<img|<script/);
});

test("what is not known is left out", () => {
  const bare = { ...certificate, title: "", places: [], distanceKm: null, picture: null };
  const page = withPreview(DOCUMENT, bare, "https://visavis.test");
  expect(page).toContain('og:title" content="Visavis"');
  expect(page).not.toContain("og:image");
  expect(page).not.toContain("og:description");
});
