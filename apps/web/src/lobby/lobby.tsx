import type { JSX } from "preact";
import { Sheet } from "../components/sheet.tsx";
import type { Parameters } from "../parameters.ts";

export function Lobby(_properties: { readonly parameters: Parameters }): JSX.Element {
  return <Sheet>lobby</Sheet>;
}
