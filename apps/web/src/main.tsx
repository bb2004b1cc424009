import { trustOwnScripts } from "@visavis/platform";
import type { RoomId } from "@visavis/protocol";
import { type JSX, render } from "preact";
import { preferredLanguage, setLanguage } from "./language.ts";
import { type Parameters, parseParameters } from "./parameters.ts";
import { NotFound, WrongLink } from "./dead-end.tsx";
import { secretOf } from "./room-link.ts";
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
    case "booth":
    case "guest":
    case "view":
      return stationOf(route.page, route.room, parameters);
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

/** A station joins its room at once, by the secret in the page's own link. */
async function stationOf(
  station: "booth" | "guest" | "view",
  room: RoomId,
  parameters: Parameters,
): Promise<JSX.Element> {
  const secret = secretOf(location.hash);
  if (!secret) return <WrongLink />;
  const properties = { roomKey: { room, secret }, parameters };
  switch (station) {
    case "booth": {
      const { Booth } = await import("./booth/booth.tsx");
      return <Booth {...properties} />;
    }
    case "guest": {
      const { Guest } = await import("./guest/guest.tsx");
      return <Guest {...properties} />;
    }
    case "view": {
      const { View } = await import("./view/view.tsx");
      return <View {...properties} />;
    }
  }
}
