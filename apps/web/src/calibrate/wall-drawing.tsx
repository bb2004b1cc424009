import type { PaneSize } from "@visavis/pane";
import type { JSX } from "preact";
import { t } from "../language.ts";

interface WallDrawingProperties {
  readonly size: PaneSize;
  readonly lowerEdgeM: number;
}

const PERSON_M = 1.75;
const ROOM_M = 2.5;
const MARGIN_M = 0.12;

/** The display on its wall with a grown-up behind it, to scale; one unit is a centimetre. */
export function WallDrawing({ size, lowerEdgeM }: WallDrawingProperties): JSX.Element {
  const width = Math.max(1.3, size.widthM + 0.3) * 100;
  const top = Math.max(ROOM_M, lowerEdgeM + size.heightM + 0.15) * 100;
  const bottom = Math.max(MARGIN_M, MARGIN_M - lowerEdgeM) * 100;
  const pane = {
    x: -(size.widthM * 100) / 2,
    y: -(lowerEdgeM + size.heightM) * 100,
    width: size.widthM * 100,
    height: size.heightM * 100,
  };
  return (
    <svg
      class="wall"
      role="img"
      aria-label={t("calibrate:edge.drawing")}
      viewBox={`${-width / 2} ${-top} ${width} ${top + bottom}`}
    >
      <defs>
        <clipPath id="wall-glass">
          <rect {...pane} />
        </clipPath>
      </defs>
      <line class="wall-floor" x1={-width / 2} x2={width / 2} y1="0" y2="0" />
      <Person className="wall-person" />
      <rect class="wall-glass" {...pane} />
      <g clip-path="url(#wall-glass)">
        <Person className="wall-person-seen" />
      </g>
      <rect class="wall-frame" {...pane} />
      {lowerEdgeM > 0.1 && (
        <line class="wall-measure" x1={pane.x} x2={pane.x} y1={-lowerEdgeM * 100} y2="0" />
      )}
    </svg>
  );
}

function Person({ className }: { readonly className: string }): JSX.Element {
  const crown = -PERSON_M * 100;
  return (
    <g class={className}>
      <ellipse cx="0" cy={crown + 11.5} rx="8.5" ry="11.5" />
      <path d="M-4 -154 L4 -154 L5 -148 C14 -147 21 -144 22 -136 L25 -100 L23 -78 L18 -78 L17 -112 L15 -100 L16 -52 L14 -4 L19 0 L6 0 L4 -48 L0 -84 L-4 -48 L-6 0 L-19 0 L-14 -4 L-16 -52 L-15 -100 L-17 -112 L-18 -78 L-23 -78 L-25 -100 L-22 -136 C-21 -144 -14 -147 -5 -148 Z" />
    </g>
  );
}
