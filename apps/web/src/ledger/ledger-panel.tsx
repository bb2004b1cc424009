import { useSignal } from "@preact/signals";
import { type LedgerView, type StageName, stageNames } from "@visavis/protocol";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../language.ts";
import type { Meeting } from "../meeting/meeting.ts";
import type { RemoteSite } from "../meeting/remote-site.ts";

const REFRESH_MS = 500;

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly view: LedgerView;
  readonly heightM: number | null;
}

/** Where each millisecond goes between the remote cameras and this glass, live. */
export function LedgerPanel({ meeting }: { readonly meeting: Meeting }): JSX.Element {
  const entries = useSignal<readonly Entry[]>([]);
  useEffect(() => {
    const read = (): void => void (entries.value = meeting.remotes.peek().map(entryOf));
    read();
    const timer = setInterval(read, REFRESH_MS);
    return () => clearInterval(timer);
  }, [meeting, entries]);
  return (
    <section class="ledger figures" aria-label={t("ledger.title")} tabIndex={0}>
      {entries.value.map((entry) => (
        <RemoteLedger key={entry.id} entry={entry} />
      ))}
      {entries.value.length === 0 && <p class="faint">{t("ledger.nobody")}</p>}
      <OwnFigures meeting={meeting} />
    </section>
  );
}

function entryOf(remote: RemoteSite): Entry {
  const { peer, site } = remote.peer.peek();
  return {
    id: peer,
    name: site.name || t("status.otherSide"),
    view: remote.ledger.recent,
    heightM: remote.figure?.state.heightM ?? null,
  };
}

function RemoteLedger({ entry }: { readonly entry: Entry }): JSX.Element {
  const { name, view, heightM } = entry;
  const longestMs = view.total?.p50 ?? 0;
  return (
    <div class="ledger-site">
      <h2 class="ledger-name">{name}</h2>
      <p class="ledger-total">
        {view.total
          ? t("ledger.total", { p50: round(view.total.p50), p95: round(view.total.p95) })
          : t("ledger.measuring")}
      </p>
      <table class="ledger-table">
        <thead class="visually-hidden">
          <tr>
            <th>{t("ledger.stage")}</th>
            <th>{t("ledger.median")}</th>
            <th>{t("ledger.slowest")}</th>
            <th>{t("ledger.share")}</th>
          </tr>
        </thead>
        <tbody>
          {stageNames.map((stage) => (
            <StageRow key={stage} stage={stage} view={view} longestMs={longestMs} />
          ))}
        </tbody>
      </table>
      <p class="small soft">
        {t("ledger.shown", {
          fps: view.fps.toFixed(1),
          freezes: view.freezes,
          frozenMs: round(view.frozenMs),
        })}
      </p>
      {heightM !== null && (
        <p class="small soft">{t("ledger.height", { heightM: heightM.toFixed(3) })}</p>
      )}
    </div>
  );
}

interface StageRowProperties {
  readonly stage: StageName;
  readonly view: LedgerView;
  readonly longestMs: number;
}

function StageRow({ stage, view, longestMs }: StageRowProperties): JSX.Element {
  const quantiles = view.stages[stage];
  const share = quantiles && longestMs > 0 ? Math.min(1, quantiles.p50 / longestMs) : 0;
  return (
    <tr>
      <th scope="row">{stageText(stage)}</th>
      <td>{quantiles ? round(quantiles.p50) : "–"}</td>
      <td class="faint">{quantiles ? round(quantiles.p95) : "–"}</td>
      <td class="ledger-bar-cell">
        <span class="ledger-bar" style={{ transform: `scaleX(${share})` }} />
      </td>
    </tr>
  );
}

function OwnFigures({ meeting }: { readonly meeting: Meeting }): JSX.Element | null {
  const report = meeting.own?.camera.report.value;
  if (!report) return null;
  const { camera, packed, matteMs, netMs, packMs, load } = report;
  return (
    <p class="small faint">
      {t("ledger.own", {
        camera: `${camera.widthPx} × ${camera.heightPx}`,
        cameraFps: camera.fps.toFixed(0),
        packed: `${packed.widthPx} × ${packed.heightPx}`,
        packedFps: packed.fps.toFixed(0),
        netMs: round(netMs),
        matteMs: round(matteMs),
        packMs: round(packMs),
        load: Math.round(load * 100),
      })}
    </p>
  );
}

function stageText(stage: StageName): string {
  const texts: Record<StageName, () => string> = {
    wait: () => t("ledger.wait"),
    matte: () => t("ledger.matte"),
    pack: () => t("ledger.pack"),
    encode: () => t("ledger.encode"),
    network: () => t("ledger.network"),
    jitter: () => t("ledger.jitter"),
    decode: () => t("ledger.decode"),
    glass: () => t("ledger.glass"),
  };
  return texts[stage]();
}

function round(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
}
