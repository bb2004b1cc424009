import type { JSX } from "preact";
import { TextField } from "../components/field.tsx";
import { t } from "../language.ts";
import { type EntryRange, type NumberEntry, parseNumberEntry } from "./number-entry.ts";
import { numberText } from "./number-text.ts";

interface NumberFieldProperties {
  readonly label: string;
  readonly hint?: string;
  readonly text: string;
  readonly range: EntryRange;
  readonly onInput: (text: string) => void;
}

/** A number typed by hand. What is wrong with it is said beside it; an empty one is not yet wrong. */
export function NumberField(properties: NumberFieldProperties): JSX.Element {
  const { label, hint, text, range, onInput } = properties;
  return (
    <TextField
      label={label}
      hint={hint}
      value={text}
      inputMode="decimal"
      maxLength={12}
      error={entryProblem(parseNumberEntry(text, range), range)}
      onInput={onInput}
    />
  );
}

function entryProblem(entry: NumberEntry, { least, most }: EntryRange): string | null {
  if (!("problem" in entry) || entry.problem === "empty") return null;
  return entry.problem === "not-a-number"
    ? t("calibrate:entry.notANumber")
    : t("calibrate:entry.outOfRange", { least: numberText(least, 0), most: numberText(most, 0) });
}
