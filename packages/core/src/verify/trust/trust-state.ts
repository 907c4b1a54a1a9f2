// What a receiver remembers of the bundles that it accepted, so that an older one is refused. It judges; where the memory lies is the
// runtime's.
import type { Static } from "typebox";
import * as Type from "typebox";
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

/** A bundle whose manifest was read; what else the manifest holds is not asked for. */
export interface SeenBundle {
  readonly manifest: Pick<Manifest, "tenant" | "profile" | "sequence" | "contentDigest">;
  readonly manifestDigest: Digest;
  /** Keys that counted; empty where nobody's identity was checked. */
  readonly signers: readonly string[];
}

/** The memory of accepted bundles, by tenant and profile. Both throw STATE_INVALID for a damaged entry, and PERMISSION, IO. */
export interface TrustState {
  /** What was accepted before says against the bundle (ROLLBACK, FIRST_USE). Changes nothing. */
  judge(seen: SeenBundle): Promise<readonly VerifyFailure[]>;
  /** Adds the bundle, durably. Says ROLLBACK where another verification has meanwhile accepted a newer one. */
  remember(seen: SeenBundle): Promise<readonly VerifyFailure[]>;
}

/** A bundle that was accepted for a tenant and profile. */
export type StateEntry = Readonly<Static<typeof entrySchema>>;

/** What of it later bundles are held against. */
export type AcceptedBundle = Pick<StateEntry, "sequence" | "contentDigest"> & Pick<SeenBundle, "signers">;

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

/** What the entries, or that none of them counts, say against the bundle. */
export function judgeEntries(seen: SeenBundle, entries: readonly AcceptedBundle[], rules: StateRules): VerifyFailure | undefined {
  const counting = entries.filter((entry) => countsAgainst(entry, seen, rules)).toSorted((a, b) => b.sequence - a.sequence);
  if (counting.length > 0) return counting.map((entry) => rollbackOf(seen, entry)).find((failure) => failure !== undefined);
  const { tenant, profile } = seen.manifest;
  const message = `nothing ${isSigned(seen) ? "signed " : ""}of tenant ${tenant} and profile ${profile.name} was accepted before`;
  return rules.firstUse ? undefined : { code: "ERR_EXPORT_FIRST_USE", path: "export.json", message };
}

/** Whether the entry need not be kept once the bundle is remembered: what nobody signed takes the place of nothing that somebody signed. */
export function makesRoom(entry: StateEntry, seen: SeenBundle, rules: StateRules): boolean {
  return isRevoked(entry, rules) || (entry.sequence < seen.manifest.sequence && (isSigned(seen) || !isSigned(entry)));
}

/** What nobody signed is held against unsigned bundles only: anybody could have made it, to keep the signed ones out. */
export function countsAgainst(entry: AcceptedBundle, seen: SeenBundle, rules: StateRules): boolean {
  return !isRevoked(entry, rules) && (isSigned(entry) || !isSigned(seen));
}

function isRevoked(entry: AcceptedBundle, { revoked = [] }: StateRules): boolean {
  return isSigned(entry) && entry.signers.every((signer) => revoked.includes(signer));
}

function isSigned({ signers }: AcceptedBundle | SeenBundle): boolean {
  return signers.length > 0;
}

/** ROLLBACK where the bundle is older than the entry, or of the same sequence with another content (contract: codes). */
function rollbackOf({ manifest }: SeenBundle, entry: AcceptedBundle): VerifyFailure | undefined {
  const about = { code: "ERR_EXPORT_ROLLBACK" as const, path: "export.json" };
  if (manifest.sequence < entry.sequence) {
    return { ...about, message: `sequence ${manifest.sequence} is older than ${entry.sequence}, which was accepted before` };
  }
  if (manifest.sequence > entry.sequence || manifest.contentDigest === entry.contentDigest) return undefined;
  return { ...about, message: `sequence ${manifest.sequence} was accepted before with the content ${entry.contentDigest}` };
}
