declare global {
  interface Window {
    readonly trustedTypes?: {
      createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
    };
  }
}

/**
 * The one policy of the page: a script or worker may only come from where the page came from.
 * Markup and code from strings stay refused, because the policy does not offer them.
 */
export function installTrustedTypes(): void {
  window.trustedTypes?.createPolicy("default", { createScriptURL: sameOriginUrl });
}

function sameOriginUrl(url: string): string {
  if (new URL(url, location.href).origin !== location.origin) {
    throw new TypeError("scripts come from this server only");
  }
  return url;
}
