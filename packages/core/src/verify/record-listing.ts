// Whether a manifest's files and counts account for every record, as our own profiles write them: each shard with its index, each index with its
// shard or none, and as many records as were kept. It sees the manifest alone.
import { withoutCodec } from "../manifest/identity.js";
import type { Manifest, ManifestContent } from "../manifest/schema.js";
import { isListedProfile } from "../profile/built-in-names.js";
import { KINDS, folderOf } from "../records/kinds.js";
import { MANIFEST_PATH } from "./entry-path.js";
import { indexOfShard, isShardPath, shardOfIndex } from "./index-entry.js";
import type { VerifyFailure } from "./result.js";

/** Empty where all is accounted for, and for profiles that we know nothing of. */
export function listingProblems(manifest: Manifest): VerifyFailure[] {
  if (!isListedProfile(manifest.profile.kind, manifest.profile.variant)) return [];
  const byPath = new Map(manifest.contents.map((content) => [withoutCodec(content.path), content]));
  const found: VerifyFailure[] = [];
  for (const [path, content] of byPath) {
    const problem = indexProblem(path, content, byPath) ?? shardProblem(path, content, byPath);
    if (problem !== undefined) found.push(invalid(content.path, problem));
  }
  if (byPath.size < manifest.contents.length) found.push(invalid(MANIFEST_PATH, "two files in contents[] differ in their codec only"));
  found.push(...countProblems(manifest));
  return found;
}

function indexProblem(path: string, { role, records }: ManifestContent, byPath: ReadonlyMap<string, ManifestContent>): string | undefined {
  const shard = shardOfIndex(path);
  if (shard === undefined) return undefined;
  if (role !== "index" || records === null) return "an index has the role index, and says how many records it names";
  const data = byPath.get(shard);
  return data === undefined || data.records === records ? undefined : `it names ${records} records, the shard holds ${data.records}`;
}

function shardProblem(path: string, { role, records }: ManifestContent, byPath: ReadonlyMap<string, ManifestContent>): string | undefined {
  if (!path.startsWith("data/")) return undefined;
  if (!isShardPath(path)) return "no shard has such a path";
  if (role !== "payload" || records === null) return "a shard has the role payload, and says how many records it holds";
  return byPath.has(indexOfShard(path)) ? undefined : "the shard has no index";
}

/** What inputs[] say was kept of a kind is what its indexes name. */
function countProblems({ inputs, contents }: Manifest): VerifyFailure[] {
  return KINDS.flatMap((kind) => {
    const kept = inputs.reduce((sum, input) => sum + (input.kind === kind ? input.records : 0), 0);
    const folder = `indexes/${folderOf(kind)}/`;
    const named = contents.reduce((sum, { path, records }) => sum + (path.startsWith(folder) ? (records ?? 0) : 0), 0);
    return kept === named ? [] : [invalid(MANIFEST_PATH, `inputs[] keep ${kept} records of kind ${kind}, its indexes name ${named}`)];
  });
}

function invalid(path: string, message: string): VerifyFailure {
  return { code: "ERR_EXPORT_MANIFEST_INVALID", path, message };
}
