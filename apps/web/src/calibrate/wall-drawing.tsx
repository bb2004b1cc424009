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

/** Neck to soles, for a crown at 175. */
const BODY = [
  "M-5 -156 H5 V-149 C8 -145 20 -145 23 -139 C26 -132 27 -108 26 -88 L21 -88 L18 -122 L16 -96",
  "L17 -50 L13 -4 L18 0 H5 L3 -46 L0 -82 L-3 -46 L-5 0 H-18 L-13 -4 L-17 -50",
  "L-16 -96 L-18 -122 L-21 -88 L-26 -88 C-27 -108 -26 -132 -23 -139 C-20 -145 -8 -145 -5 -149 Z",
].join(" ");

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
      <ellipse cx="0" cy={crown + 12} rx="9" ry="12" />
      <path d={BODY} />
    </g>
  );
}
