// What a receiver remembers of the bundles that it accepted, so that an older one is refused. It judges; where the memory lies is the
// runtime's.
import Type, { type Static } from "typebox";
import { encodeCanonical } from "../../canonical/canonical.js";
import type { Digest } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import type { Manifest } from "../../manifest/schema.js";
import { closed, schemaCheck } from "../../schema.js";
import { parseCanonical } from "../manifest-check.js";
import type { VerifyFailure } from "../result.js";

const STATE_SCHEMA_ID = "https://stellaops.io/export-center/state/v1";

const digest = Type.String({ pattern: "^sha256:[0-9a-f]{64}$" });
const entrySchema = closed({
  schema: Type.Literal(STATE_SCHEMA_ID),
  tenant: Type.String(),
  profile: Type.String(),
  sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  contentDigest: digest,
  manifestDigest: digest,
  signers: Type.Array(digest),
});
const entryCheck = schemaCheck(entrySchema);

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
export type StateEntry = Readonly<Static<typeof entrySchema>>;

/** Canonical bytes of the entry that a bundle becomes. */
export function encodeStateEntry({ manifest, manifestDigest, signers }: SeenBundle): Uint8Array {
  const { tenant, sequence, contentDigest } = manifest;
  return encodeCanonical({
    schema: STATE_SCHEMA_ID,
    tenant,
    profile: manifest.profile.name,
    sequence,
    contentDigest,
    manifestDigest,
    signers,
  });
}

/** Throws STATE_INVALID for other bytes than {@link encodeStateEntry} makes for this tenant and profile; `where` names the entry. */
export function parseStateEntry(bytes: Uint8Array, { manifest }: SeenBundle, where: string): StateEntry {
  const entry = parseCanonical(bytes);
  if (!entryCheck.fits(entry)) throw damagedState(where, "it is not what was written");
  if (entry.tenant !== manifest.tenant || entry.profile !== manifest.profile.name) {
    throw damagedState(where, "it is of another tenant or profile");
  }
  return entry;
}

/** STATE_INVALID, exit 5. */
export function damagedState(where: string, why: string): ExportError {
  return new ExportError("ERR_EXPORT_STATE_INVALID", `the state ${where} is damaged: ${why}`, { path: where });
}

export interface StateRules {
  /** Take the first bundle of a tenant and profile. */
  readonly firstUse: boolean;
  /** Keys that are revoked: an entry that only such keys stand behind is as good as none (fast-forward recovery, TUF spec § 5.3.11). */
  readonly revoked?: readonly string[];
}

/** Whether the entry counts: not where every key behind it is revoked. */
export function isStanding({ signers }: StateEntry, { revoked = [] }: StateRules): boolean {
  return signers.length === 0 || !signers.every((signer) => revoked.includes(signer));
}

/** What the entry that counts, or that there is none, says against the bundle. */
export function judgeEntry(seen: SeenBundle, entry: StateEntry | undefined, { firstUse }: StateRules): VerifyFailure | undefined {
  if (entry !== undefined) return rollbackOf(seen, entry);
  const { tenant, profile } = seen.manifest;
  const message = `nothing of tenant ${tenant} and profile ${profile.name} was accepted before`;
  return firstUse ? undefined : { code: "ERR_EXPORT_FIRST_USE", path: "export.json", message };
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
