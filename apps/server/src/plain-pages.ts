/** Pages that must work without the built ones. No script, and style from one route of our own. */
function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<title>${title} · Visavis</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/plain.css">
<main>
<h1>${title}</h1>
${body}
</main>
</html>
`;
}

export const PLAIN_CSS = `:root { color-scheme: dark; }
body { margin: 0; background: #0b0c0e; color: #e8e8e6; font: 17px/1.55 system-ui, sans-serif; }
main { max-width: 38rem; margin: 0 auto; padding: 12vh 1.5rem 4rem; }
h1 { font-weight: 500; font-size: 1.9rem; letter-spacing: -0.01em; margin: 0 0 1.2rem; }
h2 { font-weight: 500; font-size: 1.05rem; margin: 2rem 0 0.3rem; }
p { margin: 0 0 0.8rem; color: #b9bab6; }
a { color: #f2c078; }
a.button { display: inline-block; padding: 0.65rem 1.2rem; border-radius: 0.5rem;
  background: #f2c078; color: #15120c; text-decoration: none; font-weight: 550; }
a:focus-visible { outline: 2px solid #fff; outline-offset: 3px; }
code { font: 0.85em/1.5 ui-monospace, monospace; color: #d6d6d2; overflow-wrap: anywhere; }
`;

export const NOT_FOUND_PAGE = page(
  "Nothing here",
  `<p>This address leads to no page. The link may have lost a part on its way.</p>
<p><a href="/">Go to the lobby</a></p>`,
);

export const NOT_BUILT_PAGE = page(
  "Not built yet",
  `<p>The server runs, but its pages have not been built.</p>
<p>Run <code>npm start</code> in the repository's folder; it builds them first.</p>`,
);

export const INSECURE_PAGE = page(
  "HTTPS is missing",
  `<p>Browsers give a camera only to pages that came over HTTPS, and this one did not.</p>
<p>If you run this server: a proxy in front of it may end HTTPS; then set <code>TRUST_PROXY=1</code>.
Without a proxy, leave <code>HTTPS_PORT</code> at its default.</p>`,
);

/** How a device learns to trust this server. `fingerprint` is ours, never a visitor's text. */
export function trustPage(fingerprint: string): string {
  return page(
    "Trust this server",
    `<p>Browsers give a camera only to pages they trust. This server made its own certificate
authority, which can vouch for names and addresses in a house only. Install it once on each device
that joins, then open the link again.</p>
<p><a class="button" href="/ca.crt" download="visavis-ca.crt">Download the certificate</a></p>
<p>Its SHA-256 fingerprint, which the server's terminal shows as well:<br>
<code>${fingerprint}</code></p>
<h2>iPhone, iPad</h2>
<p>Open the file, then Settings, Profile Downloaded, Install. After that Settings, General, About,
Certificate Trust Settings: switch Visavis on.</p>
<h2>Android</h2>
<p>Settings, Security, More, Encryption and credentials, Install a certificate, CA certificate;
choose the file.</p>
<h2>macOS</h2>
<p>Open the file in Keychain Access, double-click Visavis, Trust, Always Trust.</p>
<h2>Windows</h2>
<p>Open the file, Install Certificate, Local Machine, Place in: Trusted Root Certification
Authorities.</p>
<h2>Linux, ChromeOS and Firefox anywhere</h2>
<p>Browser settings, Privacy and security, Certificates, Authorities, Import; tick websites.</p>`,
  );
}
