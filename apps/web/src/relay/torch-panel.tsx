import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { t } from "../language.ts";
import { setTorchApi } from "../meeting/page-api.ts";
import type { Torch, TorchState } from "./torch.ts";
import { TorchWatch, type TorchWatchOptions } from "./torch-watch.ts";

/** The torch of this page and its quiet control. Loaded only where there is a torch. */
export function TorchPanel(properties: TorchWatchOptions): JSX.Element | null {
  const torch = useSignal<Torch | null>(null);
  useEffect(() => {
    const watch = new TorchWatch(properties);
    const stop = watch.torch.subscribe((next) => {
      torch.value = next;
      setTorchApi(next);
    });
    return () => {
      stop();
      setTorchApi(null);
      watch[Symbol.dispose]();
    };
    // A meeting and its stage live as long as the page: nothing here changes.
  }, []);
  const state = useComputed(() => torch.value?.state.value ?? null);
  if (!torch.value || !state.value) return null;
  return <TorchControl torch={torch.value} state={state.value} />;
}

interface ControlProperties {
  readonly torch: Torch;
  readonly state: TorchState;
}

function TorchControl({ torch, state }: ControlProperties): JSX.Element | null {
  const text = textOf(state);
  if (!text) return null;
  const mayRefuse = state.isOffered || state.role === "offered";
  return (
    <aside class="torch-control" aria-label={t("torch.title")}>
      <Button kind="quiet" onPress={() => torch.giveOrTake()}>
        {text}
      </Button>
      {mayRefuse && (
        <Button kind="quiet" onPress={() => torch.refuse()}>
          {state.isOffered ? t("torch.refuse") : t("torch.keep")}
        </Button>
      )}
    </aside>
  );
}

function textOf({ role, isOffered, isSolid }: TorchState): string | null {
  if (isOffered) return t("torch.take");
  if (role === "reserved") return t("torch.coming");
  if (role === "offered") return t("torch.letGo");
  return role === "held" && isSolid ? t("torch.give") : null;
}
