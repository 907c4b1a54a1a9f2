// Whether provenance.json speaks of this manifest and of nothing else. The manifest determines all of it but the profile's spec, whose
// digest the manifest holds: so the file is made again and compared. Nothing here asks who signed it.
import { equalBytes } from "../bytes.js";
import { encodeCanonical } from "../canonical/canonical.js";
import { type Digest, hexOf, type Sha256, toDigest } from "../digest.js";
import { buildProvenance, PREDICATE_TYPE, resolvedDependencies, sourceNames, STATEMENT_TYPE } from "../manifest/provenance.js";
import type { Manifest } from "../manifest/schema.js";
import type { ProfileSpec } from "../profile/schema.js";
import { parseCanonical } from "./manifest-check.js";
import { memberAt } from "./member-at.js";

/** What does not fit, as sentences; empty where all does. */
export function provenanceProblems(bytes: Uint8Array, manifest: Manifest, manifestDigest: Digest, sha256: Sha256): string[] {
  const statement = parseCanonical(bytes);
  if (statement === undefined) return ["provenance.json is not canonical JSON"];
  const problems: string[] = [];
  const expect = (path: string, wanted: unknown): void => {
    if (!sameJson(memberAt(statement, path), wanted)) problems.push(`${path} is not what the manifest says`);
  };
  expect("_type", STATEMENT_TYPE);
  expect("predicateType", PREDICATE_TYPE);
  expect("subject", [{ name: "export.json", digest: { sha256: hexOf(manifestDigest) } }]);
  expect(`${PARAMETERS}.tenant`, manifest.tenant);
  expect(`${PARAMETERS}.asOf`, manifest.asOf);
  expect(`${PARAMETERS}.sequence`, manifest.sequence);
  expect(`${PARAMETERS}.sources`, sourceNames(manifest));
  expect("predicate.buildDefinition.resolvedDependencies", resolvedDependencies(manifest));
  const spec = memberAt(statement, `${PARAMETERS}.profile`);
  problems.push(...profileProblems(spec, manifest, sha256));
  if (problems.length === 0 && !equalBytes(buildProvenance(manifest, manifestDigest, spec as ProfileSpec), bytes)) {
    problems.push("provenance.json holds something that does not follow from the manifest");
  }
  return problems;
}

const PARAMETERS = "predicate.buildDefinition.externalParameters";

function profileProblems(spec: unknown, { profile, selectors, tool }: Manifest, sha256: Sha256): string[] {
  const digest = spec === undefined ? undefined : toDigest(sha256.hash(encodeCanonical(spec)));
  if (digest !== profile.digest) return [`${PARAMETERS}.profile does not have the digest that the manifest names`];
  const fits =
    memberAt(spec, "kind") === profile.kind &&
    memberAt(spec, "variant") === profile.variant &&
    typeof memberAt(spec, "signing.builderId") === "string";
  if (!fits) return [`${PARAMETERS}.profile is not a spec of ${profile.kind}:${profile.variant}`];
  const problems: string[] = [];
  if (!sameJson(memberAt(spec, "selectors"), selectors)) problems.push(`${PARAMETERS}.profile has other selectors than the manifest`);
  if (tool.adapter !== `${profile.kind}:${profile.variant}`)
    problems.push(`the manifest's tool.adapter is not that of ${PARAMETERS}.profile`);
  return problems;
}

function sameJson(a: unknown, b: unknown): boolean {
  return a !== undefined && equalBytes(encodeCanonical(a), encodeCanonical(b));
}
