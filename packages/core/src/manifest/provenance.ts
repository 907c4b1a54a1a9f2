// provenance.json: an in-toto Statement v1 with an SLSA provenance v1 predicate about the manifest.
// It holds no time and no invocation id, so that a repeated run gives the same bytes.
// Sources: in-toto attestation spec v1 (spec/v1/statement.md), SLSA v1.0 provenance (slsa.dev/spec/v1.0/provenance).
import { encodeCanonical } from "../canonical/canonical.js";
import { type Digest, hexOf } from "../digest.js";
import type { ProfileSpec } from "../profile/schema.js";
import type { Manifest } from "./schema.js";

export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
export const PREDICATE_TYPE = "https://slsa.dev/provenance/v1";
const BUILD_TYPE = "https://stellaops.io/export-center/run/v1";

/** Canonical bytes of provenance.json for a manifest and the profile that it was made with. */
export function buildProvenance(manifest: Manifest, manifestDigest: Digest, spec: ProfileSpec): Uint8Array {
  return encodeCanonical({
    _type: STATEMENT_TYPE,
    subject: [{ name: "export.json", digest: { sha256: hexOf(manifestDigest) } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          profile: spec,
          tenant: manifest.tenant,
          asOf: manifest.asOf,
          sequence: manifest.sequence,
          sources: sourceNames(manifest),
        },
        internalParameters: { tool: manifest.tool },
        resolvedDependencies: resolvedDependencies(manifest),
      },
      runDetails: { builder: { id: spec.signing.builderId } },
    },
  });
}

/** Names of the sources, each once, in the order of the manifest's inputs. */
export function sourceNames(manifest: Manifest): string[] {
  return [...new Set(manifest.inputs.map((input) => input.source))];
}

/** The source snapshots, then the index files that list every source document's digest. */
export function resolvedDependencies(manifest: Manifest): { name: string; digest: { sha256: string } }[] {
  const snapshots = manifest.inputs.map((input) => ({
    name: `${input.source}/${input.kind}`,
    digest: { sha256: hexOf(input.snapshotDigest as Digest) },
  }));
  const indexes = manifest.contents
    .filter((content) => content.role === "index")
    .map((content) => ({ name: content.path, digest: { sha256: hexOf(content.digest as Digest) } }));
  return [...snapshots, ...indexes];
}
