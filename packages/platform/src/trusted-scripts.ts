declare global {
  var trustedTypes:
    | {
        createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
      }
    | undefined;
}

/**
 * Under a policy that wants trusted types each scope must say which scripts it trusts: a page for its
 * workers, a worker for the nets' runtime, which comes by `importScripts`. Those of where the page came
 * from. Markup and code from strings stay refused, because the policy does not offer them.
 */
export function trustOwnScripts(): void {
  globalThis.trustedTypes?.createPolicy("default", {
    createScriptURL: (url) => {
      if (new URL(url, location.href).origin === location.origin) return url;
      throw new TypeError("scripts come from this server only");
    },
  });
}
