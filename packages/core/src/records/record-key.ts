// The key that identifies and orders a record (contract: Key), as the spool holds it and as the contract spells it.
import { encodeUtf8 } from "../bytes.js";
import type { Digest } from "../digest.js";
import type { Kind } from "./kinds.js";

export interface RecordKey {
  readonly kind: Kind;
  readonly source: string;
  readonly path: string;
  readonly id: string;
  readonly digest: Digest;
}

/** Kind, source, path, id and canonical digest joined by NUL: what shards are named by. */
export function encodeRecordKey(key: RecordKey): Uint8Array {
  return encodeUtf8([key.kind, key.source, key.path, key.id, key.digest].join("\0"));
}
