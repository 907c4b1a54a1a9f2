// Holds a bundle against the one that the database in the cache came from. The state remembers each tenant and profile by itself; the cache has
// one database for all of them, and the state may be another one.
import {
  type AcceptedBundle,
  countsAgainst,
  type Digest,
  ExportError,
  judgeEntries,
  type SeenBundle,
  type StateRules,
} from "@stella-export/core";
import type { BundleFacts } from "./installed-record.js";

/**
 * Throws ROLLBACK where the bundle is older than the one `there`, FIRST_USE where that is of another tenant or profile. Nothing with `firstUse`:
 * then the user says that there is nothing that it could be older than.
 */
export function refuseOlder(seen: SeenBundle, there: BundleFacts | null, rules: StateRules): void {
  const before = there === null ? undefined : seenAgain(there);
  if (there === null || before === undefined || rules.firstUse) return;
  const installed: AcceptedBundle = { ...before.manifest, signers: before.signers };
  // The state's own rules: what nobody signed, or only revoked keys, keeps no signed bundle out.
  if (!countsAgainst(installed, seen, rules)) return;
  if (nameOf(seen) !== nameOf(before)) {
    throw new ExportError("ERR_EXPORT_FIRST_USE", `the bundle is of ${nameOf(seen)}, the database in the cache of ${nameOf(before)}`, {
      path: "export.json",
      hint: `Nothing says which of them is newer; the one in the cache is as of ${there.asOf}. Give --first-use to replace it, or each a cache of its own.`,
    });
  }
  const failure = judgeEntries(seen, [installed], rules);
  if (failure !== undefined) throw new ExportError(failure.code, `the bundle is refused: ${failure.message}`, { path: failure.path });
}

/** What the state is to remember of a bundle that was installed; `undefined` where the facts are not whole. */
export function seenAgain({ tenant, profile, sequence, contentDigest, manifestDigest, signers }: BundleFacts): SeenBundle | undefined {
  if (tenant === null || profile === null || sequence === null || contentDigest === null || manifestDigest === null) return undefined;
  const manifest = { tenant, profile, sequence, contentDigest: contentDigest satisfies Digest };
  return { manifest, manifestDigest, signers: signers.map(({ keyId }) => keyId) };
}

function nameOf({ manifest: { tenant, profile } }: SeenBundle): string {
  return `tenant ${tenant} and profile ${profile.name}`;
}
