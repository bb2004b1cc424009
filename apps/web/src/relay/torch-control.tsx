import type { JSX } from "preact";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { t } from "../language.ts";
import type { Meeting } from "../meeting/meeting.ts";
import { KissTime } from "./kiss-time.tsx";
import type { RelayScene } from "./relay-scene.ts";
import type { Relay } from "./relay.ts";
import { type TorchHint, torchHint } from "./torch-hint.ts";

interface ControlProperties {
  readonly relay: Relay;
  readonly meeting: Meeting;
}

/** What to do now, in a sentence, and the buttons that do the same as a hand. */
export function TorchControl({ relay, meeting }: ControlProperties): JSX.Element | null {
  const scene = relay.scene.value;
  if (!scene) return null;
  const hint = torchHint(scene);
  return (
    <>
      {scene.kiss !== "none" && scene.kissS > 0 && (
        <KissTime isOn={scene.kiss === "touching"} seconds={scene.kissS} />
      )}
      <aside class="torch-control" aria-label={t("torch.title")}>
        <EqualWay scene={scene} hasCamera={meeting.own?.camera.track.value !== null} />
        {hint && <Hint key={hint} hint={hint} />}
        <Buttons relay={relay} scene={scene} />
      </aside>
    </>
  );
}

/** Said for a while, once it is known that hands will not be seen here. */
function EqualWay({
  scene,
  hasCamera,
}: {
  readonly scene: RelayScene;
  readonly hasCamera: boolean;
}): JSX.Element | null {
  const isDismissed = useSignal(false);
  const isBlind = scene.hands === "failed" || scene.hands === "none";
  useEffect(() => {
    if (!isBlind) return undefined;
    const timer = setTimeout(() => (isDismissed.value = true), EQUAL_WAY_MS);
    return () => clearTimeout(timer);
  }, [isBlind, isDismissed]);
  if (!isBlind || isDismissed.value) return null;
  return (
    <Notice onDismiss={() => (isDismissed.value = true)}>
      {hasCamera ? t("error.trackingFailed") : t("torch.noCamera")}
    </Notice>
  );
}

const EQUAL_WAY_MS = 15_000;
/** What may be done at any time is not said for ever. */
const BRIEF: ReadonlySet<TorchHint> = new Set(["holdOutToGive", "pressToGive", "touch"]);

function Hint({ hint }: { readonly hint: TorchHint }): JSX.Element {
  return (
    <p class={BRIEF.has(hint) ? "torch-hint torch-hint-brief" : "torch-hint"} role="status">
      {hintText(hint)}
    </p>
  );
}

function hintText(hint: TorchHint): string {
  switch (hint) {
    case "closeToTake":
      return t("torch.hint.closeToTake");
    case "comes":
      return t("torch.hint.comes");
    case "givenAway":
      return t("torch.hint.givenAway");
    case "holdOutToGive":
      return t("torch.hint.holdOutToGive");
    case "holdOutToTake":
      return t("torch.hint.holdOutToTake");
    case "openToGive":
      return t("torch.hint.openToGive");
    case "pressToGive":
      return t("torch.hint.pressToGive");
    case "pressToTake":
      return t("torch.hint.pressToTake");
    case "takesIt":
      return t("torch.hint.takesIt");
    case "touch":
      return t("torch.hint.touch");
    case "waitForThem":
      return t("torch.hint.waitForThem");
  }
}

function Buttons({
  relay,
  scene,
}: {
  readonly relay: Relay;
  readonly scene: RelayScene;
}): JSX.Element | null {
  const text = buttonText(scene);
  if (!text) return null;
  const { isOffered, role } = scene;
  return (
    <div class="torch-buttons">
      <Button kind="quiet" onPress={() => relay.giveOrTake()}>
        {text}
      </Button>
      {(isOffered || role === "offered") && (
        <Button kind="quiet" onPress={() => relay.refuse()}>
          {isOffered ? t("torch.refuse") : t("torch.keep")}
        </Button>
      )}
    </div>
  );
}

function buttonText({ role, isOffered, isSolid, kind }: RelayScene): string | null {
  const isTorch = kind === "torch";
  if (isOffered) return isTorch ? t("torch.take") : t("torch.takeThing");
  if (role === "offered") return t("torch.letGo");
  if (role !== "held" || !isSolid) return null;
  return isTorch ? t("torch.give") : t("torch.giveThing");
}
