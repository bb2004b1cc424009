import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface FieldProperties {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | null | undefined;
  /** Gets the id that ties the control to its label, and the id of the hint. */
  readonly children: (ids: { readonly id: string; readonly describedBy: string }) => JSX.Element;
}

export function Field({ label, hint, error, children }: FieldProperties): JSX.Element {
  const id = useId();
  const describedBy = `${id}-hint`;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {children({ id, describedBy })}
      <span id={describedBy} class={error ? "field-error" : "field-hint"} hidden={!error && !hint}>
        {error ?? hint}
      </span>
    </div>
  );
}

interface TextFieldProperties {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | null | undefined;
  readonly value: string;
  readonly placeholder?: string;
  readonly inputMode?: "text" | "decimal" | "url";
  readonly maxLength?: number;
  readonly onInput: (value: string) => void;
}

export function TextField(properties: TextFieldProperties): JSX.Element {
  const { label, hint, error, value, placeholder, inputMode = "text", maxLength } = properties;
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id, describedBy }) => (
        <input
          class="input"
          id={id}
          type="text"
          autocomplete="off"
          spellcheck={false}
          inputMode={inputMode}
          maxLength={maxLength}
          placeholder={placeholder}
          value={value}
          aria-invalid={error ? "true" : undefined}
          aria-describedby={describedBy}
          onInput={(event) => properties.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
}

interface SelectFieldProperties<Value extends string> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: Value;
  readonly choices: readonly Choice<Value>[];
  readonly isDisabled?: boolean;
  readonly onChange: (value: Value) => void;
}

export function SelectField<Value extends string>(
  properties: SelectFieldProperties<Value>,
): JSX.Element {
  const { label, hint, value, choices, isDisabled = false, onChange } = properties;
  return (
    <Field label={label} hint={hint}>
      {({ id, describedBy }) => (
        <select
          class="input"
          id={id}
          value={value}
          disabled={isDisabled}
          aria-describedby={describedBy}
          onChange={({ currentTarget }) => {
            const chosen = choices.find((choice) => choice.value === currentTarget.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckFieldProperties {
  readonly label: string;
  readonly hint: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

export function CheckField(properties: CheckFieldProperties): JSX.Element {
  const { label, hint, isChecked, onChange } = properties;
  const id = useId();
  return (
    <label class="check-field">
      <input
        type="checkbox"
        checked={isChecked}
        aria-describedby={id}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <span>{label}</span>
      <span class="field-hint" id={id}>
        {hint}
      </span>
    </label>
  );
}

interface SegmentsProperties<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: ComponentChildren }[];
  readonly onChange: (value: Value) => void;
}

/** A few choices that stand side by side; a radio group to the keyboard. */
export function Segments<Value extends string>(properties: SegmentsProperties<Value>): JSX.Element {
  const name = useId();
  return (
    <div class="segments" role="radiogroup" aria-label={properties.label}>
      {properties.choices.map(({ value, label }) => (
        <label key={value} class="segment">
          <input
            type="radio"
            name={name}
            checked={value === properties.value}
            onChange={() => properties.onChange(value)}
          />
          {label}
        </label>
      ))}
    </div>
  );
}
