// The bounds on everything that a stranger may send. Each is a field of the profile (`spec.limits`); these are the defaults.

export interface Limits {
  /** Bytes of one source document, before and after canonicalisation. */
  readonly documentBytes: number;
  /** Nesting of objects and arrays in one document. */
  readonly depth: number;
}

/** Contract: "a document ≤ 64 MiB; nesting ≤ 128". */
export const DEFAULT_LIMITS: Limits = { documentBytes: 64 * 1024 * 1024, depth: 128 };
