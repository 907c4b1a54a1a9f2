// The one hook through which long work says how far it is. Who shows it, and how often, is the caller's affair.

export type Phase = "survey" | "read" | "resume" | "render" | "seal" | "verify" | "publish";

export interface Progress {
  readonly phase: Phase;
  readonly done: number;
  /** `null` while the end is not known. */
  readonly total: number | null;
  readonly unit: "documents" | "bytes" | "files" | "records";
}

/** Called often and synchronously; must be cheap and must not throw. */
export type ProgressHook = (progress: Progress) => void;
