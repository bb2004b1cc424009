import { trustOwnScripts } from "@visavis/platform";
import { type JSX, render } from "preact";
import { preferredLanguage, setLanguage } from "./language.ts";
import { type Parameters, parseParameters } from "./parameters.ts";
import { NotFound } from "./dead-end.tsx";
import { type Route, routeOf } from "./route.ts";

/** Texts that only some pages need. */
const NAMESPACES: Partial<Record<Route["page"], readonly string[]>> = {
  calibrate: ["calibrate"],
  certificate: ["certificate"],
  operator: ["operator"],
};

trustOwnScripts();
await start();

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (!root) return;
  const parameters = parseParameters(location.search);
  const route = routeOf(location.pathname);
  const language = preferredLanguage(parameters.values.lang ?? null);
  const [page] = await Promise.all([
    pageOf(route, parameters),
    setLanguage(language, NAMESPACES[route.page] ?? []),
  ]);
  render(page, root);
}

/** Each page is loaded only where it is asked for: a booth carries no lobby. */
async function pageOf(route: Route, parameters: Parameters): Promise<JSX.Element> {
  switch (route.page) {
    case "lobby": {
      const { Lobby } = await import("./lobby/lobby.tsx");
      return <Lobby parameters={parameters} />;
    }
    case "booth": {
      const { Booth } = await import("./booth/booth.tsx");
      return <Booth room={route.room} parameters={parameters} />;
    }
    case "guest": {
      const { Guest } = await import("./guest/guest.tsx");
      return <Guest room={route.room} parameters={parameters} />;
    }
    case "view": {
      const { View } = await import("./view/view.tsx");
      return <View room={route.room} parameters={parameters} />;
    }
    case "operator": {
      const { Operator } = await import("./operator/operator.tsx");
      return <Operator room={route.room} parameters={parameters} />;
    }
    case "certificate": {
      const { CertificatePage } = await import("./certificate/certificate.tsx");
      return <CertificatePage certificate={route.certificate} />;
    }
    case "calibrate": {
      const { Calibrate } = await import("./calibrate/calibrate.tsx");
      return <Calibrate parameters={parameters} />;
    }
  }
  return <NotFound />;
}
