import type { RoomId } from "@visavis/protocol";
import type { JSX } from "preact";
import { Sheet } from "../components/sheet.tsx";
import type { Parameters } from "../parameters.ts";

export function Guest({
  room,
}: {
  readonly room: RoomId;
  readonly parameters: Parameters;
}): JSX.Element {
  return <Sheet>{room}</Sheet>;
}
