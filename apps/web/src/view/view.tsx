import { useSignal } from "@preact/signals";
import type { Stage } from "@visavis/stage";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { CeremonyPlace } from "../ceremony/ceremony-place.tsx";
import { LedgerPanel } from "../ledger/ledger-panel.tsx";
import { connect } from "../meeting/connect.ts";
import { Glass } from "../meeting/glass.tsx";
import { listenToKeys } from "../meeting/keyboard.ts";
import { Meeting } from "../meeting/meeting.ts";
import { exposePageApi } from "../meeting/page-api.ts";
import { StatusPanel } from "../meeting/status-panel.tsx";
import { TorchPlace, wantedObject } from "../meeting/torch-place.tsx";
import type { Parameters } from "../parameters.ts";
import type { RoomKey } from "../room-link.ts";

interface ViewProperties {
  readonly roomKey: RoomKey;
  readonly parameters: Parameters;
}

/** Every site side by side on one stage; with `transparent` the people alone, for compositors. */
export function View({ roomKey, parameters }: ViewProperties): JSX.Element {
  const isClean = parameters.values.transparent ?? false;
  const meeting = useMemo(() => {
    const transport = connect(roomKey, "view", parameters);
    return new Meeting({ transport, role: "view", own: null, isStamped: false });
  }, [roomKey, parameters]);
  const hasLedger = useSignal(parameters.values.stats ?? false);
  const stage = useSignal<Stage | null>(null);
  useEffect(() => {
    document.documentElement.classList.toggle("see-through", isClean);
    exposePageApi(meeting, () => stage.peek());
    meeting.join();
    return listenToKeys({ toggleLedger: () => (hasLedger.value = !hasLedger.peek()) });
  }, [meeting, stage, hasLedger, isClean]);
  return (
    <main class="meeting">
      <Glass
        meeting={meeting}
        parameters={parameters}
        isLifeSize={false}
        {...(isClean && { mode: "transparent" as const })}
        hasProps={wantedObject(parameters) !== null}
        onStage={(made) => (stage.value = made)}
      />
      <TorchPlace
        meeting={meeting}
        stage={stage.value}
        roomKey={roomKey}
        parameters={parameters}
        isClean={isClean}
      />
      {!isClean && <StatusPanel meeting={meeting} roomKey={roomKey} isAttended />}
      {!isClean && <CeremonyPlace meeting={meeting} stage={stage.value} roomKey={roomKey} />}
      {hasLedger.value && <LedgerPanel meeting={meeting} />}
    </main>
  );
}
