import type { JSX } from "preact";

const paths = {
  camera: "M3 7.5h11v9H3z M14 10.5l6-3v9l-6-3",
  "camera-off": "M3 7.5h8.5M14 10v6.5H3v-9 M14 10.5l6-3v9l-4-2 M4 3l16 18",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9z M5 15V4h10",
  display: "M7 3h10v15H7z M9 21h6",
  door: "M6 3h9v18H6z M12 12h.01 M15 6h4v15",
  figures:
    "M8 8.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z M5 20v-6a3 3 0 0 1 6 0v6 M16.5 8.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z M13.5 20v-6a3 3 0 0 1 6 0v6",
  fullscreen: "M4 9V4h5 M15 4h5v5 M20 15v5h-5 M9 20H4v-5",
  gear: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z M12 3v3 M12 18v3 M3 12h3 M18 12h3 M5.6 5.6l2.1 2.1 M16.3 16.3l2.1 2.1 M18.4 5.6l-2.1 2.1 M7.7 16.3l-2.1 2.1",
  microphone: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3z M6 11a6 6 0 0 0 12 0 M12 17v4",
  "microphone-off": "M9 9V6a3 3 0 0 1 6 0v5 M6 11a6 6 0 0 0 9.5 4.9 M12 17v4 M4 3l16 18",
  ruler: "M3 8h18v8H3z M7 8v3 M11 8v4 M15 8v3 M19 8v3",
  speaker: "M4 9.5h4l5-4v13l-5-4H4z M16.5 9a4 4 0 0 1 0 6 M19 6.5a8 8 0 0 1 0 11",
  "speaker-off": "M4 9.5h4l5-4v13l-5-4H4z M16.5 9.5l5 5 M21.5 9.5l-5 5",
  timing: "M4 19V5 M4 19h16 M8 15l3-4 3 2 5-6",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
