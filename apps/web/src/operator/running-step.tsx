import { useSignal } from "@preact/signals";
import { type CeremonyState, isSite, type PeerId } from "@visavis/protocol";
import type { JSX } from "preact";
import { secondsText } from "../certificate/certificate-text.ts";
import { Button } from "../components/button.tsx";
import { Confirmation } from "../components/confirmation.tsx";
import { SelectField } from "../components/field.tsx";
import { useNow } from "../components/use-now.ts";
import { t } from "../language.ts";
import type { Desk } from "./desk.ts";
import { nameOf, siteName } from "./site-name.ts";

interface RunningStepProperties {
  readonly desk: Desk;
  readonly ceremony: CeremonyState;
}

type Thing = CeremonyState["objects"][number];

export function RunningStep({ desk, ceremony }: RunningStepProperties): JSX.Element {
  const recalled = useSignal<Thing | null>(null);
  const isFinishing = useSignal(false);
  const finish = (): void => void desk.do({ type: "finish" }, t("operator:done.finished"));
  return (
    <div class="stack">
      {ceremony.title && <p class="show-name">{ceremony.title}</p>}
      <Times desk={desk} ceremony={ceremony} />
      <ul class="things">
        {ceremony.objects.map((thing, i) => (
          <ThingRow
            key={thing.object}
            desk={desk}
            thing={thing}
            name={thingName(i, ceremony)}
            onRecall={() => (recalled.value = thing)}
          />
        ))}
      </ul>
      <div class="row">
        <Button
          kind="primary"
          isDisabled={desk.isBusy.value}
          onPress={() => (isFinishing.value = true)}
        >
          {t("operator:running.finish")}
        </Button>
      </div>
      {recalled.value && (
        <Recall desk={desk} thing={recalled.value} onClose={() => (recalled.value = null)} />
      )}
      {isFinishing.value && (
        <Confirmation
          title={t("operator:running.finishTitle")}
          action={t("operator:running.finish")}
          kind="primary"
          onConfirm={finish}
          onClose={() => (isFinishing.value = false)}
        >
          <p class="soft">{t("operator:running.finishHint")}</p>
        </Confirmation>
      )}
    </div>
  );
}

function Times({ desk, ceremony }: RunningStepProperties): JSX.Element {
  const nowMs = useNow(100).value;
  const serverMs = desk.room.serverClock.at(nowMs) ?? 0;
  const { phase, kissStartedAtMs, kissS, passes, startedAtMs } = ceremony;
  const kissMs = kissStartedAtMs === null ? null : Math.max(0, serverMs - kissStartedAtMs);
  return (
    <dl class="facts figures">
      <div>
        <dt>{t("operator:running.since")}</dt>
        <dd>{clockText(startedAtMs === null ? 0 : serverMs - startedAtMs)}</dd>
      </div>
      <div>
        <dt>{t("operator:running.passes")}</dt>
        <dd>{passes}</dd>
      </div>
      {phase === "kiss" && kissMs !== null ? (
        <div class="facts-now">
          <dt>{t("operator:running.kissNow")}</dt>
          <dd>{t("operator:running.seconds", { seconds: secondsText(kissMs / 1000) })}</dd>
        </div>
      ) : (
        kissS !== null && (
          <div>
            <dt>{t("operator:running.kiss")}</dt>
            <dd>{t("operator:running.seconds", { seconds: secondsText(kissS) })}</dd>
          </div>
        )
      )}
    </dl>
  );
}

interface ThingRowProperties {
  readonly desk: Desk;
  readonly thing: Thing;
  readonly name: string;
  readonly onRecall: () => void;
}

function ThingRow({ desk, thing, name, onRecall }: ThingRowProperties): JSX.Element {
  const { holder, isLit, passes } = thing;
  const peers = desk.room.peers.value;
  const where = holder
    ? t("operator:running.with", { who: nameOf(holder, peers) })
    : t("operator:running.nowhere");
  return (
    <li class="thing">
      <div class="stack-tight">
        <p>
          <strong>{name}</strong>{" "}
          {!isLit && <span class="soft">{t("operator:running.unlit")}</span>}
        </p>
        <p class="soft">{where}</p>
        <p class="small soft">{t("operator:running.thingPasses", { passes })}</p>
      </div>
      <Button kind="quiet" isDisabled={desk.isBusy.value} onPress={onRecall}>
        {t("operator:running.recall")}
      </Button>
    </li>
  );
}

interface RecallProperties {
  readonly desk: Desk;
  readonly thing: Thing;
  readonly onClose: () => void;
}

const ANYBODY = "anybody";

/** Takes it out of whoever's hands it is in, and gives it to somebody. */
function Recall({ desk, thing: { object }, onClose }: RecallProperties): JSX.Element {
  const heir = useSignal<string>(ANYBODY);
  const sites = desk.room.peers.value.filter(({ site }) => isSite(site.role));
  const recall = (): void => {
    const chosen: PeerId | null = sites.find(({ peer }) => peer === heir.value)?.peer ?? null;
    void desk.do({ type: "recall", object, heir: chosen }, t("operator:done.recalled"));
  };
  return (
    <Confirmation
      title={t("operator:recall.title")}
      action={t("operator:recall.action")}
      onConfirm={recall}
      onClose={onClose}
    >
      <p class="soft">{t("operator:recall.hint")}</p>
      <SelectField
        label={t("operator:recall.to")}
        value={heir.value}
        choices={[
          { value: ANYBODY, label: t("operator:recall.anybody") },
          ...sites.map((site) => ({ value: String(site.peer), label: siteName(site) })),
        ]}
        onChange={(value) => (heir.value = value)}
      />
    </Confirmation>
  );
}

function thingName(index: number, { objects }: CeremonyState): string {
  if (objects.length < 2) return t("operator:running.torch");
  return t("operator:running.torchNumber", { number: index + 1 });
}

function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}
