import { useSignal } from "@preact/signals";
import { type CeremonyState, isSite, type Peer, type PeerId } from "@visavis/protocol";
import type { JSX } from "preact";
import { Button } from "../components/button.tsx";
import { CheckField, Segments, TextField } from "../components/field.tsx";
import { t } from "../language.ts";
import type { Desk } from "./desk.ts";
import { followed, movedUp, prepareRequest } from "./show-plan.ts";
import { siteName } from "./site-name.ts";

interface PlanFormProperties {
  readonly desk: Desk;
  /** What is prepared already and is to be changed. */
  readonly before: CeremonyState | null;
  readonly onPrepared: () => void;
}

/** Who begins, who receives, how many take part, and whether it ends with a kiss. */
export function PlanForm({ desk, before, onPrepared }: PlanFormProperties): JSX.Element {
  const title = useSignal(before?.title ?? "");
  const torches = useSignal<"1" | "2">(before?.objects.length === 2 ? "2" : "1");
  const wantsPicture = useSignal(before?.wantsPicture ?? true);
  const order = useSignal<readonly PeerId[]>(before?.order ?? []);
  const leftOut = useSignal<ReadonlySet<PeerId>>(new Set());
  const sites = desk.room.peers.value.filter(({ site }) => isSite(site.role));
  const all = followed(order.value, sites);
  const part = all.filter((peer) => !leftOut.value.has(peer));
  const prepare = async (event: Event): Promise<void> => {
    event.preventDefault();
    const count = torches.value === "2" ? 2 : 1;
    const request = prepareRequest({
      title: title.value,
      torches: count,
      order: part,
      wantsPicture: wantsPicture.value,
    });
    if (await desk.do(request, t("operator:done.prepared"))) onPrepared();
  };
  return (
    <form class="stack" onSubmit={(event) => void prepare(event)} noValidate>
      <TextField
        label={t("operator:plan.title")}
        hint={t("operator:plan.titleHint")}
        value={title.value}
        maxLength={64}
        onInput={(text) => (title.value = text)}
      />
      <Segments<"1" | "2">
        label={t("operator:plan.kind")}
        value={torches.value}
        choices={[
          { value: "1", label: t("operator:plan.one") },
          { value: "2", label: t("operator:plan.two") },
        ]}
        onChange={(value) => (torches.value = value)}
      />
      <div class="stack-tight">
        <h3>{t("operator:plan.order", { sites: part.length })}</h3>
        <p class="small soft">{t("operator:plan.orderHint")}</p>
        {sites.length === 0 && <p class="soft">{t("operator:plan.nobody")}</p>}
        <ol class="plan-order">
          {all.map((peer) => (
            <PlanRow
              key={peer}
              site={sites.find((one) => one.peer === peer)}
              place={part.indexOf(peer)}
              torches={torches.value === "2" ? 2 : 1}
              onUp={() => (order.value = movedUp(all, peer))}
              onToggle={() => (leftOut.value = toggled(leftOut.value, peer))}
            />
          ))}
        </ol>
      </div>
      <CheckField
        label={t("operator:plan.picture")}
        hint={t("operator:plan.pictureHint")}
        isChecked={wantsPicture.value}
        onChange={(isWanted) => (wantsPicture.value = isWanted)}
      />
      <div class="row">
        <Button
          type="submit"
          kind="primary"
          isDisabled={part.length < Number(torches.value) || desk.isBusy.value}
        >
          {t("operator:plan.prepare")}
        </Button>
        {before && (
          <Button kind="quiet" onPress={onPrepared}>
            {t("common.cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}

function toggled(set: ReadonlySet<PeerId>, peer: PeerId): ReadonlySet<PeerId> {
  const next = new Set(set);
  if (!next.delete(peer)) next.add(peer);
  return next;
}

interface PlanRowProperties {
  readonly site: Peer | undefined;
  /** Among those who take part; -1 when left out. */
  readonly place: number;
  readonly torches: 1 | 2;
  readonly onUp: () => void;
  readonly onToggle: () => void;
}

function PlanRow({ site, place, torches, onUp, onToggle }: PlanRowProperties): JSX.Element | null {
  if (!site) return null;
  const name = siteName(site);
  const isOut = place < 0;
  return (
    <li class={isOut ? "plan-row plan-row-out" : "plan-row"}>
      <span class="plan-place figures" aria-hidden="true">
        {isOut ? "–" : place + 1}
      </span>
      <span class="plan-name">
        <span>{name}</span>
        <span class="small soft">{partText(place, torches)}</span>
      </span>
      <button
        class="button button-quiet button-small"
        type="button"
        disabled={place < 1}
        aria-label={`${t("operator:plan.up")}: ${name}`}
        onClick={onUp}
      >
        {t("operator:plan.up")}
      </button>
      <button
        class="button button-quiet button-small"
        type="button"
        aria-pressed={isOut}
        aria-label={`${t("operator:plan.leaveOut")}: ${name}`}
        onClick={onToggle}
      >
        {t("operator:plan.leaveOut")}
      </button>
    </li>
  );
}

function partText(place: number, torches: 1 | 2): string {
  if (place < 0) return t("operator:plan.partNone");
  if (place === 0) return t("operator:plan.partStarts");
  return place === 1 && torches === 2
    ? t("operator:plan.partSecond")
    : t("operator:plan.partReceives");
}
