import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../language.ts";
import { numberText } from "./number-text.ts";
import { movedByKey } from "./ruler-keys.ts";

interface ReferenceRulerProperties {
  /** CSS pixels across. */
  readonly lengthPx: number;
  /** Height over length of the thing held against the screen. */
  readonly aspect: number;
  readonly label: string;
  /** Across the whole window, for what a panel has no room for. */
  readonly isWide: boolean;
  /** Smallest useful move: one device pixel, in CSS pixels. */
  readonly stepPx: number;
  readonly onChange: (lengthPx: number) => void;
}

const LEAST_PX = 40;

/** A drawn card whose right edge is set, by hand or by arrow keys, to that of a real one. */
export function ReferenceRuler(properties: ReferenceRulerProperties): JSX.Element {
  const { lengthPx, aspect, label, isWide, stepPx, onChange } = properties;
  const band = useRef<HTMLDivElement>(null);
  const mostPx = useSignal(4000);
  const set = (next: number): void => {
    const whole = Math.round(next / stepPx) * stepPx;
    onChange(Math.min(mostPx.value, Math.max(LEAST_PX, whole)));
  };
  useEffect(() => {
    const element = band.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      mostPx.value = element.clientWidth;
      if (lengthPx > element.clientWidth) onChange(element.clientWidth);
    });
    watch.observe(element);
    return () => watch.disconnect();
  });
  const follow = (handle: HTMLElement, { pointerId, clientX }: PointerEvent): void => {
    if (!handle.hasPointerCapture(pointerId) || !band.current) return;
    set(clientX - band.current.getBoundingClientRect().left);
  };
  return (
    <div class={isWide ? "ruler ruler-wide" : "ruler"}>
      <div ref={band} />
      <div class="ruler-card" style={{ width: `${lengthPx}px`, aspectRatio: String(1 / aspect) }}>
        <span class="ruler-label">{label}</span>
        <button
          class="ruler-handle"
          type="button"
          role="slider"
          aria-label={t("calibrate:display.handle")}
          aria-valuemin={LEAST_PX}
          aria-valuemax={Math.round(mostPx.value)}
          aria-valuenow={Math.round(lengthPx * 10) / 10}
          aria-valuetext={t("calibrate:display.pixels", { pixels: numberText(lengthPx, 1) })}
          onKeyDown={(event) => {
            const moved = movedByKey(lengthPx, event, stepPx);
            if (moved === null) return;
            event.preventDefault();
            set(moved);
          }}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={(event) => follow(event.currentTarget, event)}
        />
      </div>
    </div>
  );
}
