// From what a run knows to the manifest: pure, and the only place where one is made.
import type { Digest, Sha256 } from "../digest.js";
import type { Content } from "../seams/adapter.js";
import { compareContents, contentDigestOf, exportIdOf } from "./identity.js";
import { type Manifest, MANIFEST_SCHEMA_ID, MANIFEST_VERSION, type ManifestContent } from "./schema.js";

/** Everything that a manifest says and that is not derived from the rest of it. */
export type ManifestFacts = Omit<Manifest, "schema" | "version" | "exportId" | "contents" | "contentDigest"> & {
  readonly contents: readonly Content[];
};

export function buildManifest(facts: ManifestFacts, sha256: Sha256): Manifest {
  const contents: ManifestContent[] = facts.contents.toSorted(compareContents).map((content) => ({ ...content }));
  const contentDigest: Digest = contentDigestOf(contents, sha256);
  const manifest = { ...facts, schema: MANIFEST_SCHEMA_ID, version: MANIFEST_VERSION, contents, contentDigest } as const;
  return { ...manifest, exportId: exportIdOf(manifest, sha256) };
}
