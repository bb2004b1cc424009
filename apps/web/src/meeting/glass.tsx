import { effect } from "@preact/signals";
import { type Pane, paneOf, roomyPane, type Seat, seatsInRow } from "@visavis/pane";
import { createStage, type Stage, type StageMode } from "@visavis/stage";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../language.ts";
import type { Parameters } from "../parameters.ts";
import type { Meeting } from "./meeting.ts";

interface GlassProperties {
  readonly meeting: Meeting;
  readonly parameters: Parameters;
  /** Metres are true only on a calibrated booth; elsewhere the picture is scaled to the screen. */
  readonly isLifeSize: boolean;
  readonly mode?: StageMode;
  /** Fires will be shown, and are worth their light on people also where the processor draws. */
  readonly hasProps?: boolean;
  readonly onStage?: (stage: Stage | null) => void;
}

/** Room for a person with both arms a little out. */
const SEAT_SPACING_M = 0.75;

/** The stage that fills the page, with every remote site of the meeting on it. */
export function Glass(properties: GlassProperties): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return undefined;
    const stopping = new AbortController();
    void run(canvas.current, properties, stopping.signal);
    return () => stopping.abort();
    // A meeting and its glass live as long as the page: nothing here changes.
  }, []);
  return <canvas ref={canvas} class="glass" role="img" aria-label={t("meeting.glass")} />;
}

async function run(
  canvas: HTMLCanvasElement,
  { meeting, parameters, isLifeSize, mode, hasProps = false, onStage }: GlassProperties,
  signal: AbortSignal,
): Promise<void> {
  const { values } = parameters;
  const calibration = isLifeSize ? (meeting.own?.calibration ?? null) : null;
  const fixedPane = calibration && paneOf(calibration);
  const stage = await createStage({
    canvas,
    pane: fixedPane ?? paneFor(canvas, 1),
    mode: mode ?? values.mode ?? "lit",
    isMirrored: values.mirror ?? false,
    standBackM: values.standback ?? 0,
    hasProps,
  });
  if (signal.aborted) return stage.dispose();
  onStage?.(stage);
  let seated = 1;
  const fit = (): void => {
    if (!fixedPane) stage.update({ pane: paneFor(canvas, seated) });
  };
  const observer = new ResizeObserver(fit);
  observer.observe(canvas);
  const unseat = effect(() => {
    const remotes = meeting.remotes.value;
    seated = Math.max(1, remotes.length);
    fit();
    const seats = seatsFor(remotes.length);
    remotes.forEach((remote, i) => remote.standOn(stage, seats[i]));
  });
  signal.addEventListener("abort", () => {
    observer.disconnect();
    unseat();
    onStage?.(null);
    stage.dispose();
  });
  return undefined;
}

/** One person stands straight behind the glass, which also is the cheapest case to draw. */
export function seatsFor(count: number): readonly (Seat | undefined)[] {
  return count < 2 ? [undefined] : seatsInRow(count, SEAT_SPACING_M);
}

/** Wide enough for everybody; a narrow screen shows them smaller rather than cut off. */
function paneFor({ clientWidth, clientHeight }: HTMLCanvasElement, people: number): Pane {
  const pane = roomyPane(clientWidth, clientHeight);
  const neededM = people * SEAT_SPACING_M;
  const factor = Math.max(1, neededM / pane.size.widthM);
  const { widthM, heightM } = pane.size;
  return {
    size: { widthM: widthM * factor, heightM: heightM * factor },
    lowerEdgeM: pane.lowerEdgeM * factor,
  };
}
