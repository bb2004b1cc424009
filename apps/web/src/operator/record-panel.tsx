import { useSignal } from "@preact/signals";
import type { Certificate } from "@visavis/protocol";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import {
  certificatePath,
  type CeremonySummary,
  fetchCeremonies,
  fetchCertificate,
} from "../certificate/certificate-source.ts";
import { dateText, partyText, secondsText, timeText } from "../certificate/certificate-text.ts";
import { t } from "../language.ts";
import type { OperatorKey } from "../room-link.ts";
import type { Desk } from "./desk.ts";

interface RecordPanelProperties {
  readonly desk: Desk;
  readonly roomKey: OperatorKey;
}

const MOST_SHOWN = 8;

/** What the server has written down: of this ceremony, and of those before. */
export function RecordPanel({ desk, roomKey }: RecordPanelProperties): JSX.Element {
  const now = useSignal<Certificate | null>(null);
  const earlier = useSignal<readonly CeremonySummary[]>([]);
  const ceremony = desk.room.ceremony.value;
  const isOn = ceremony?.startedAtMs != null;
  const id = isOn ? (ceremony?.certificate ?? null) : null;
  const isConnected = desk.room.connection.value?.state === "open";
  const version = [
    isConnected,
    id,
    ceremony?.phase,
    ceremony?.passes,
    ceremony?.kissS,
    ceremony?.hasPicture,
  ];
  useEffect(() => {
    // What cannot be read now is read at the next change; the show itself needs none of it.
    const read = async (): Promise<void> => {
      now.value = id === null ? null : await fetchCertificate(id).catch(() => null);
      earlier.value = await fetchCeremonies(roomKey).catch(() => []);
    };
    if (isConnected) void read();
  }, [version.join(" "), roomKey, now, earlier]);
  const others = earlier.value.filter(({ certificate }) => certificate !== id);
  return (
    <section class="panel record" aria-labelledby="record-title">
      <h2 id="record-title">{t("operator:record.title")}</h2>
      {now.value ? (
        <Entries certificate={now.value} hasPicture={ceremony?.hasPicture ?? false} />
      ) : (
        <p class="soft">{t("operator:record.nothing")}</p>
      )}
      {others.length > 0 && (
        <details class="record-earlier">
          <summary>{t("operator:record.earlier")}</summary>
          <ul class="stack-tight">
            {others.map(({ certificate, title, startedAt }) => (
              <li key={certificate}>
                <a href={certificatePath(certificate)} target="_blank" rel="noopener">
                  {title || t("operator:record.untitled")}
                </a>{" "}
                <span class="small soft">{dateText(startedAt)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface EntriesProperties {
  readonly certificate: Certificate;
  readonly hasPicture: boolean;
}

interface Entry {
  readonly at: string;
  readonly what: string;
  readonly figure: string;
}

/** The newest first. */
function Entries({ certificate, hasPicture }: EntriesProperties): JSX.Element {
  const entries = entriesOf(certificate).slice(0, MOST_SHOWN);
  return (
    <>
      <p class="small soft">
        {hasPicture ? t("operator:record.picture") : t("operator:record.noPicture")}
      </p>
      {entries.length === 0 ? (
        <p class="soft">{t("operator:record.noPasses")}</p>
      ) : (
        <ol class="record-passes figures">
          {entries.map(({ at, what, figure }) => (
            <li key={at + what}>
              <time dateTime={at} class="soft">
                {timeText(at)}
              </time>
              <span>{what}</span>
              <span class="small soft">{figure}</span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function entriesOf({ passes, kisses }: Certificate): readonly Entry[] {
  const handed = passes.map(({ at, from, to, commitMs }) => ({
    at,
    what: `${partyText(from)} → ${partyText(to)}`,
    figure: commitMs === null ? "" : t("operator:record.commit", { ms: commitMs.toFixed(0) }),
  }));
  const kissed = kisses.map(({ at, lengthS }) => ({
    at,
    what: t("operator:step.kiss"),
    figure: t("operator:running.seconds", { seconds: secondsText(lengthS) }),
  }));
  return [...handed, ...kissed].toSorted((a, b) => (a.at < b.at ? 1 : -1));
}
