// What a receiver remembers of the bundles that it accepted, so that an older one is refused. It judges; where the memory lies is the
// runtime's.
import type { Digest } from "../../digest.js";
import type { Manifest } from "../../manifest/schema.js";
import type { VerifyFailure } from "../result.js";

/** A bundle whose manifest was read. */
export interface SeenBundle {
  readonly manifest: Manifest;
  readonly manifestDigest: Digest;
  /** Keys that counted; empty where nobody's identity was checked. */
  readonly signers: readonly string[];
}

/** The memory of accepted bundles, an entry for each tenant and profile. Both throw STATE_INVALID for a damaged entry, and PERMISSION, IO. */
export interface TrustState {
  /** What the entry says against the bundle (ROLLBACK, FIRST_USE). Changes nothing. */
  judge(seen: SeenBundle): Promise<readonly VerifyFailure[]>;
  /** Makes the bundle the entry, durably. Says ROLLBACK where another verification has meanwhile accepted a newer one. */
  remember(seen: SeenBundle): Promise<readonly VerifyFailure[]>;
}

/** The newest bundle that was accepted for a tenant and profile. */
export interface StateEntry {
  readonly sequence: number;
  readonly contentDigest: string;
  readonly signers: readonly string[];
}

/** ROLLBACK where the bundle is older than the entry, or of the same sequence with another content (contract: codes). */
export function rollbackOf({ manifest }: SeenBundle, entry: StateEntry): VerifyFailure | undefined {
  const about = { code: "ERR_EXPORT_ROLLBACK" as const, path: "export.json" };
  if (manifest.sequence < entry.sequence) {
    return { ...about, message: `sequence ${manifest.sequence} is older than ${entry.sequence}, which was accepted before` };
  }
  if (manifest.sequence > entry.sequence || manifest.contentDigest === entry.contentDigest) return undefined;
  return { ...about, message: `sequence ${manifest.sequence} was accepted before with the content ${entry.contentDigest}` };
}
