declare global {
  var trustedTypes:
    | {
        createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
      }
    | undefined;
}

/**
 * A worker has policies of its own, and the segmentation net's runtime comes by `importScripts`:
 * under a policy that wants trusted types this scope must say which scripts it trusts.
 */
export function trustOwnScripts(): void {
  globalThis.trustedTypes?.createPolicy("default", {
    createScriptURL: (url) => {
      if (new URL(url, location.href).origin === location.origin) return url;
      throw new TypeError("scripts come from this server only");
    },
  });
}
