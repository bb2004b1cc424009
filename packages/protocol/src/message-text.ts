import * as v from "valibot";
import { VisavisError } from "./errors.ts";

/** Refuses with `message-too-large` or `message-invalid`. */
export function parseMessage<const Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  mostCharacters: number,
): v.InferOutput<Schema> {
  if (text.length > mostCharacters) {
    throw new VisavisError("message-too-large", `${text.length} characters`);
  }
  const result = v.safeParse(schema, readJson(text));
  if (!result.success) {
    throw new VisavisError("message-invalid", v.summarize(result.issues));
  }
  return result.output;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new VisavisError("message-invalid", "not JSON", { cause });
  }
}
