import type { FastifyInstance } from "fastify";

export interface Place {
  /** Null: every address of this machine. */
  readonly host: string | null;
  readonly port: number;
  /** The environment variable that moves it. */
  readonly variable: string;
}

/** A port was not to be had; the message is one sentence for whoever started the server. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

export async function listen(app: FastifyInstance, { host, port, variable }: Place): Promise<void> {
  try {
    await listenOnce(app, host ?? "::", port);
  } catch (error) {
    const code = codeOf(error);
    // A machine without IPv6 has no "::".
    if (host === null && (code === "EAFNOSUPPORT" || code === "EADDRNOTAVAIL")) {
      return listen(app, { host: "0.0.0.0", port, variable });
    }
    throw new ListenError(sentenceFor(code, { host, port, variable }), { cause: error });
  }
}

async function listenOnce(app: FastifyInstance, host: string, port: number): Promise<void> {
  await app.listen({ host, port, listenTextResolver: () => "" });
}

function sentenceFor(code: string, { host, port, variable }: Place): string {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is taken by another program; set ${variable} to a free one, such as ${variable}=${port + 1}.`;
    case "EACCES":
      return `Port ${port} needs more rights than this user has; set ${variable} to one above 1023.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST is "${host}", which is no address of this machine.`;
    default:
      return `Port ${port} cannot be opened (${code}); set ${variable} to another one.`;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
