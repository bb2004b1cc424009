import { useSignal } from "@preact/signals";
import { isSite, type Peer } from "@visavis/protocol";
import type { JSX } from "preact";
import { Confirmation } from "../components/confirmation.tsx";
import { useNow } from "../components/use-now.ts";
import { codeText } from "../error-text.ts";
import { t } from "../language.ts";
import { coordinatesText } from "../place/coordinates-entry.ts";
import type { Desk } from "./desk.ts";
import { LocateDialog } from "./locate-dialog.tsx";
import { healthOf, type SiteView } from "./site-view.ts";
import { nameOf, siteName } from "./site-name.ts";

/** Who is here, who has the torch, and how they are seen. */
export function PeoplePanel({ desk }: { readonly desk: Desk }): JSX.Element {
  const peers = desk.room.peers.value;
  const sites = peers.filter(({ site }) => isSite(site.role));
  const views = peers.filter(({ site }) => site.role === "view" || site.role === "xr").length;
  const located = useSignal<Peer | null>(null);
  const removed = useSignal<Peer | null>(null);
  return (
    <section class="panel people" aria-labelledby="people-title">
      <h2 id="people-title">{t("operator:people.title")}</h2>
      {sites.length === 0 && <p class="soft">{t("operator:people.nobody")}</p>}
      <ul class="people-list">
        {sites.map((site) => (
          <SiteCard
            key={site.peer}
            desk={desk}
            peer={site}
            onLocate={() => (located.value = site)}
            onRemove={() => (removed.value = site)}
          />
        ))}
      </ul>
      <p class="small soft">{t("operator:people.views", { views })}</p>
      {located.value && (
        <LocateDialog desk={desk} peer={located.value} onClose={() => (located.value = null)} />
      )}
      {removed.value && (
        <Removal desk={desk} peer={removed.value} onClose={() => (removed.value = null)} />
      )}
    </section>
  );
}

interface SiteCardProperties {
  readonly desk: Desk;
  readonly peer: Peer;
  readonly onLocate: () => void;
  readonly onRemove: () => void;
}

function SiteCard({ desk, peer, onLocate, onRemove }: SiteCardProperties): JSX.Element {
  const { room } = desk;
  const nowMs = useNow(1000).value;
  const name = siteName(peer);
  const ceremony = room.ceremony.value;
  const hasTorch = ceremony?.objects.some(({ holder }) => holder === peer.peer) ?? false;
  const suspect = ceremony?.suspects.find((one) => one.peer === peer.peer);
  const { tone, faults, seenBy } = healthOf(peer, room.health.value, nowMs);
  const { coordinates } = peer.site;
  return (
    <li class="person">
      <p class="person-head">
        <span class={`check-mark check-mark-${tone}`} aria-hidden="true" />
        <strong class="person-name">{name}</strong>
        <span class="tag">{roleText(peer)}</span>
        {hasTorch && <span class="tag tag-accent">{t("operator:people.hasTorch")}</span>}
      </p>
      <ul class="person-health small figures">
        {peer.isAway && <li>{t("operator:people.away")}</li>}
        {peer.site.isCameraOff && <li>{t("operator:people.cameraOff")}</li>}
        {peer.site.isMuted && <li>{t("operator:people.muted")}</li>}
        {faults.map((code) => (
          <li key={code} class="field-error">
            {codeText(code)}
          </li>
        ))}
        {seenBy.map((view) => (
          <li key={view.by}>{viewText(view, room.peers.value)}</li>
        ))}
        {seenBy.length === 0 && !peer.isAway && <li>{t("operator:people.unseen")}</li>}
        {suspect && (
          <li class="field-error">
            {t("operator:people.suspect", { what: suspect.what, times: suspect.count })}
          </li>
        )}
        <li>
          {coordinates
            ? t("operator:people.at", { coordinates: coordinatesText(coordinates) })
            : t("operator:people.nowhere")}
        </li>
      </ul>
      <div class="row person-actions">
        <button
          class="button button-quiet button-small"
          type="button"
          aria-label={`${t("operator:people.locate")}: ${name}`}
          onClick={onLocate}
        >
          {t("operator:people.locate")}
        </button>
        <button
          class="button button-quiet button-small"
          type="button"
          aria-label={`${t("operator:people.remove")}: ${name}`}
          onClick={onRemove}
        >
          {t("operator:people.remove")}
        </button>
      </div>
    </li>
  );
}

function viewText({ by, fps, delayMs, freezes }: SiteView, peers: readonly Peer[]): string {
  const values = { who: nameOf(by, peers), fps: fps.toFixed(0), freezes };
  return delayMs === null
    ? t("operator:people.seenWithoutDelay", values)
    : t("operator:people.seen", { ...values, delayMs: delayMs.toFixed(0) });
}

function roleText({ site }: Peer): string {
  return site.role === "booth" ? t("share.booth") : t("share.guest");
}

interface RemovalProperties {
  readonly desk: Desk;
  readonly peer: Peer;
  readonly onClose: () => void;
}

function Removal({ desk, peer, onClose }: RemovalProperties): JSX.Element {
  const name = siteName(peer);
  const request = { type: "remove", peer: peer.peer } as const;
  return (
    <Confirmation
      title={t("operator:remove.title", { name })}
      action={t("operator:people.remove")}
      onConfirm={() => void desk.do(request, t("operator:done.removed", { name }))}
      onClose={onClose}
    >
      <p class="soft">{t("operator:remove.hint")}</p>
    </Confirmation>
  );
}
