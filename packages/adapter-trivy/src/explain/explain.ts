// From a vulnerability's id to the values of the database that are about it, and from each to the documents and decisions that made it. It reads
// the bundle's index and reports, never the database.
import { compareUtf8, decodeUtf8, ExportError } from "@stella-export/core";
import { type BundleContents, openContents } from "@stella-export/core/node";
import { type Decision, decisionsAbout } from "./decisions.js";
import { foldId, type IndexLine, type IndexValue, lineStart, type RowDocument, type ShardLine, TABLE_PATH } from "./index-format.js";
import { rangesOf } from "./ranges.js";

/** One value and one of the documents that it was made of: a value of two documents is two rows. */
export interface Explanation extends RowDocument {
  readonly bucket: string;
  readonly package: string;
  /** As it stands in the database: the id under which Trivy finds the value. */
  readonly key: string;
  /** As it stands in the database; `null` for what a decision kept out of it. */
  readonly value: unknown;
  /** Versions that the value calls affected, as text. */
  readonly ranges: readonly string[];
  readonly decisions: readonly Decision[];
}

export interface Question {
  /** An id or another name of the vulnerability, upper or lower case. */
  readonly vulnerability: string;
  /** As in the database, upper or lower case; of a package of a module also without `MODULE:STREAM::`. */
  readonly packageName?: string;
}

/**
 * By bucket, package and key, then in the order of the records; empty where the database says nothing. Throws USAGE for a bundle without such an
 * index, and as reading a bundle does.
 */
export async function explain(bundle: string, { vulnerability, packageName }: Question): Promise<readonly Explanation[]> {
  const contents = await openContents(bundle);
  try {
    const index = await openIndex(contents, bundle);
    const asked = foldId(vulnerability);
    const lines = await index.lines(asked);
    const keys = new Set(lines.filter((line) => !isValue(line)).map(({ key }) => foldId(key)));
    keys.delete(asked);
    for (const key of keys) lines.push(...(await index.lines(key)));
    const isWanted = packageFilter(packageName);
    const values = lines.filter(isValue).filter((line) => isWanted(line.package));
    const decisions = (await decisionsAbout(contents, new Set([asked, ...keys]))).filter((each) => isWanted(each.package));
    return [...values.flatMap((value) => explained(value, decisions)), ...keptOut(values, decisions)].toSorted(compareExplanations);
  } finally {
    contents.close();
  }
}

function explained(line: IndexValue, decisions: readonly Decision[]): Explanation[] {
  const { bucket, package: name, key, value } = line;
  const about = decisions.filter((decision) => isAbout(decision, line));
  const ranges = rangesOf(value, bucket);
  return line.documents.map((document) => ({ bucket, package: name, key, value, ranges, decisions: about, ...document }));
}

/** What there is no value of any more, because of a decision. */
function keptOut(values: readonly IndexValue[], decisions: readonly Decision[]): Explanation[] {
  return decisions
    .filter((decision) => !values.some((value) => isAbout(decision, value)))
    .map((decision) => {
      const { bucket, package: name, id, source, path, sourceDigest } = decision;
      return { bucket, package: name, key: id, value: null, ranges: [], decisions: [decision], source, path, sourceDigest };
    });
}

function isAbout(decision: Decision, { bucket, package: name, key }: IndexValue): boolean {
  return decision.bucket === bucket && decision.package === name && foldId(decision.id) === foldId(key);
}

function isValue(line: IndexLine): line is IndexValue {
  return "bucket" in line;
}

function packageFilter(wanted: string | undefined): (name: string) => boolean {
  if (wanted === undefined) return () => true;
  const folded = wanted.toLowerCase();
  return (name) => {
    const other = name.toLowerCase();
    return other === folded || other.endsWith(`::${folded}`);
  };
}

function compareExplanations(a: Explanation, b: Explanation): number {
  return compareUtf8(a.bucket, b.bucket) || compareUtf8(a.package, b.package) || compareUtf8(a.key, b.key);
}

interface Index {
  lines(foldedId: string): Promise<IndexLine[]>;
}

async function openIndex(contents: BundleContents, bundle: string): Promise<Index> {
  const bytes = await contents.content(TABLE_PATH);
  if (bytes === undefined) {
    throw new ExportError("ERR_EXPORT_USAGE", "the bundle holds no index of a Trivy database", {
      path: bundle,
      hint: "`explain` reads bundles of the profile trivy:db; `stella export trace` finds records in every bundle.",
    });
  }
  const table = linesOf(bytes).map((line) => JSON.parse(line) as ShardLine);
  return {
    async lines(id) {
      const found: IndexLine[] = [];
      for (const { file, first, last } of table) {
        if (compareUtf8(first, id) > 0 || compareUtf8(last, id) < 0) continue;
        const shard = await contents.content(file);
        if (shard === undefined)
          throw new ExportError("ERR_EXPORT_FILE_MISSING", "the manifest does not name a shard of the index", { path: file });
        found.push(...linesAbout(shard, id));
      }
      return found;
    },
  };
}

/** Lines of one id lie side by side; the others are not parsed. */
function linesAbout(shard: Uint8Array, id: string): IndexLine[] {
  const bytes = Buffer.from(shard.buffer, shard.byteOffset, shard.length);
  const start = lineStart(id);
  const found: IndexLine[] = [];
  let at = bytes.indexOf(start);
  // Inside a line these bytes could only stand as part of a value, whose lines begin differently.
  while (at > 0 && bytes[at - 1] !== 0x0a) at = bytes.indexOf(start, at + 1);
  while (at >= 0 && bytes.indexOf(start, at) === at) {
    const end = bytes.indexOf("\n", at);
    found.push(JSON.parse(bytes.toString("utf8", at, end)) as IndexLine);
    at = end + 1;
  }
  return found;
}

function linesOf(bytes: Uint8Array): string[] {
  return decodeUtf8(bytes).split("\n").slice(0, -1);
}
