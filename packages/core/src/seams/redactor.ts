// What looks for things that must not leave, and takes them out. It knows fields and detectors; core only counts what it did.
import type { Kind } from "../records/kinds.js";

/** off: not looked at · report: counted, unchanged · edit: taken out · exclude: the whole record stays behind. */
export type RedactionMode = "off" | "report" | "edit" | "exclude";

export interface RedactionFinding {
  /** Name of the rule, stable: it stands in the manifest. */
  readonly rule: string;
  /** How many times it matched in this record. */
  readonly count: number;
}

/** `bytes` is the very array that was given where nothing was changed. */
export interface Redacted {
  readonly bytes: Uint8Array;
  readonly findings: readonly RedactionFinding[];
}

/**
 * Called synchronously for one record at a time, never for mode `off`. `canonical` is a canonical document and stays as it is; a changed
 * document is canonical again and has the same kind. Never throws for a document's content.
 */
export interface Redactor {
  /** Changes whenever the same record could give other bytes or findings. */
  readonly version: string;
  /** URL of a module that exports this very object as `redactor`, so that other threads can load it. */
  readonly module?: string | undefined;
  redact(kind: Kind, format: string, canonical: Uint8Array, mode: Exclude<RedactionMode, "off">): Redacted;
}
