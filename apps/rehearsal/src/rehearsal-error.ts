/** Something that the person at the keyboard can act on; `message` is one whole sentence for them. */
export class RehearsalError extends Error {
  override readonly name = "RehearsalError";
}
