/** Every way in which a part of Visavis can refuse. Text for people is made from the code in `apps/web`. */
export type ErrorCode =
  | "browser-unsupported"
  | "calibration-invalid"
  | "camera-busy"
  | "camera-denied"
  | "camera-lost"
  | "camera-missing"
  | "connection-lost"
  | "link-wrong"
  | "matte-failed"
  | "message-invalid"
  | "message-too-large"
  | "microphone-busy"
  | "microphone-denied"
  | "microphone-missing"
  | "model-invalid"
  | "peer-unreachable"
  | "picture-failed"
  | "plate-failed"
  | "plate-moving"
  | "plate-not-empty"
  | "rate-limited"
  | "removed"
  | "replaced"
  | "room-full"
  | "ticket-invalid"
  | "tracking-failed"
  | "version-unsupported";

/** The one error class that crosses a package boundary; `code` is stable, `message` is for logs. */
export class VisavisError extends Error {
  override readonly name = "VisavisError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function isVisavisError(error: unknown, code?: ErrorCode): error is VisavisError {
  return error instanceof VisavisError && (code === undefined || error.code === code);
}
