import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";

interface LevelMeterProperties {
  readonly label: string;
  /** 0 silent, 1 as loud as it can be recorded. */
  readonly level: ReadonlySignal<number>;
}

export function LevelMeter({ label, level }: LevelMeterProperties): JSX.Element {
  const share = Math.round(level.value * 100) / 100;
  return (
    <div
      class="level"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={1}
      aria-valuenow={share}
    >
      <div class="level-bar" style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
