import { useSignal } from "@preact/signals";
import { isVisavisError } from "@visavis/protocol";
import type { ModelFault } from "@visavis/stage";
import type { JSX } from "preact";
import { Field, SelectField } from "../components/field.tsx";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { ModelName } from "../parameters.ts";
import { giveModel } from "../room-models.ts";
import type { RoomKey } from "../room-link.ts";

/** What a link brings out; empty for nothing. */
export type LinkedObject = "" | "scroll" | "torch" | "torches" | ModelName;

interface ObjectChoiceProperties {
  readonly roomKey: RoomKey;
  readonly onChange: (object: LinkedObject) => void;
}

type Choice = "file" | "none" | "scroll" | "torch" | "torches";

/** What the people of this room will hand to each other. */
export function ObjectChoice({ roomKey, onChange }: ObjectChoiceProperties): JSX.Element {
  const choice = useSignal<Choice>("none");
  const state = useSignal<FileState>({ state: "none" });
  const choose = (next: Choice): void => {
    choice.value = next;
    state.value = { state: "none" };
    onChange(next === "none" || next === "file" ? "" : next);
  };
  const take = async (file: File): Promise<void> => {
    state.value = { state: "sending" };
    state.value = await given(roomKey, file);
    if (state.value.state === "given") onChange(state.value.name);
  };
  return (
    <div class="stack-tight">
      <SelectField<Choice>
        label={t("things.label")}
        hint={hintFor(choice.value)}
        value={choice.value}
        choices={[
          { value: "none", label: t("things.none") },
          { value: "torch", label: t("things.torch") },
          { value: "torches", label: t("things.torches") },
          { value: "scroll", label: t("things.scroll") },
          { value: "file", label: t("things.file") },
        ]}
        onChange={choose}
      />
      {choice.value === "file" && (
        <FilePicker state={state.value} onFile={(file) => void take(file)} />
      )}
    </div>
  );
}

type FileState =
  | { readonly state: "none" | "sending" }
  | { readonly state: "given"; readonly name: ModelName }
  | { readonly state: "refused"; readonly text: string };

function FilePicker({
  state,
  onFile,
}: {
  readonly state: FileState;
  readonly onFile: (file: File) => void;
}): JSX.Element {
  const error = state.state === "refused" ? state.text : null;
  return (
    <Field label={t("things.choose")} hint={fileHint(state)} error={error}>
      {({ id, describedBy }) => (
        <input
          class="input"
          id={id}
          type="file"
          accept=".glb,model/gltf-binary"
          aria-describedby={describedBy}
          aria-invalid={error ? "true" : undefined}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) onFile(file);
          }}
        />
      )}
    </Field>
  );
}

async function given(key: RoomKey, file: File): Promise<FileState> {
  // With a file only: the check knows a whole file format.
  const { checkModel, MODEL_LIMITS, modelFaultOf } = await import("@visavis/stage");
  try {
    // Not even read: it may be of any size.
    if (file.size > MODEL_LIMITS.bytes) return { state: "refused", text: faultText("too-large") };
    const glb = await file.arrayBuffer();
    checkModel(glb);
    return { state: "given", name: await giveModel(key, glb) };
  } catch (error) {
    const fault = modelFaultOf(error);
    if (fault) return { state: "refused", text: faultText(fault) };
    const code = isVisavisError(error) ? error.code : "connection-lost";
    return { state: "refused", text: errorText(code) };
  }
}

function hintFor(choice: Choice): string | undefined {
  if (choice === "torches") return t("things.torchesHint");
  return choice === "none" ? undefined : t("things.hint");
}

function fileHint({ state }: FileState): string {
  if (state === "sending") return t("things.sending");
  return state === "given" ? t("things.given") : t("things.limits");
}

/** Written out, so that the check for missing texts sees every key and the compiler every fault. */
const faults: Record<ModelFault, () => string> = {
  damaged: () => t("things.fault.damaged"),
  "needs-extension": () => t("things.fault.needsExtension"),
  "not-glb": () => t("things.fault.notGlb"),
  "refers-outside": () => t("things.fault.refersOutside"),
  "texture-too-large": () => t("things.fault.textureTooLarge"),
  "too-large": () => t("things.fault.tooLarge"),
  "too-many-parts": () => t("things.fault.tooManyParts"),
  "too-many-textures": () => t("things.fault.tooManyTextures"),
  "too-many-triangles": () => t("things.fault.tooManyTriangles"),
};

function faultText(fault: ModelFault): string {
  return faults[fault]();
}
