interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
}

/**
 * A worker has policies of its own, and the nets' runtime comes by `importScripts`: under a policy
 * that wants trusted types this scope must say which scripts it trusts.
 */
export function trustOwnScripts(): void {
  const factory: unknown = Reflect.get(globalThis, "trustedTypes");
  if (!isPolicyFactory(factory)) return;
  factory.createPolicy("default", {
    createScriptURL: (url) => {
      if (new URL(url, location.href).origin === location.origin) return url;
      throw new TypeError("scripts come from this server only");
    },
  });
}

function isPolicyFactory(value: unknown): value is PolicyFactory {
  return typeof value === "object" && value !== null && "createPolicy" in value;
}
