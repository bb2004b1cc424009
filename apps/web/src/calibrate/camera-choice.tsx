import type { JSX } from "preact";
import { SelectField } from "../components/field.tsx";
import { t } from "../language.ts";
import type { CameraSession } from "./camera-session.ts";

/** Only where there is a choice. */
export function CameraChoice({ session }: { readonly session: CameraSession }): JSX.Element | null {
  const cameras = session.devices.list("videoinput").filter(({ label }) => label !== "");
  if (cameras.length < 2) return null;
  return (
    <SelectField
      label={t("calibrate:camera.device")}
      value={session.devices.wanted("videoinput")?.id ?? ""}
      choices={cameras.map(({ id, label }) => ({ value: id, label }))}
      onChange={(id) => {
        session.devices.choose("videoinput", id);
        void session.open();
      }}
    />
  );
}
