// One line of an index: which source document a record came from, and where the record lies in its shard.
// It knows the line's shape, not the files.
import { decodeUtf8 } from "../bytes.js";
import { isDigest, type Digest } from "../digest.js";

export interface IndexEntry {
  /** The document's own id, or the empty string. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly source: string;
  readonly path: string;
  /** SHA-256 of the source document as it came. */
  readonly sourceDigest: Digest;
  /** SHA-256 of the canonical record. */
  readonly digest: Digest;
  /** Path of the shard without its codec's suffix; `null`, as offset and length, in bundles whose records lie in no shard (Trivy). */
  readonly file: string | null;
  /** Of the record in the uncompressed shard, in bytes. */
  readonly offset: number | null;
  /** Bytes of the record, without its line end. */
  readonly length: number | null;
}

const NAMES = ["aliases", "digest", "id", "path", "source", "sourceDigest"];
const PLACE_NAMES = ["file", "length", "offset"];

/** The entry of a line (without its line end); `undefined` where the line is no entry. Whether it is canonical is not asked here. */
export function parseIndexEntry(line: Uint8Array): IndexEntry | undefined {
  const value = parseJson(line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { id, aliases, source, path, sourceDigest, digest, file, offset, length } = value as Record<string, unknown>;
  const hasPlace = file !== undefined;
  const names = hasPlace ? [...NAMES, ...PLACE_NAMES] : NAMES;
  if (Object.keys(value).length !== names.length || !names.every((name) => Object.hasOwn(value, name))) return undefined;
  if (!isText(id) || !isText(source) || !isText(path) || !Array.isArray(aliases) || !aliases.every(isText)) return undefined;
  if (!isText(sourceDigest) || !isDigest(sourceDigest) || !isText(digest) || !isDigest(digest)) return undefined;
  const entry = { id, aliases, source, path, sourceDigest, digest };
  if (!hasPlace) return { ...entry, file: null, offset: null, length: null };
  return isText(file) && isSize(offset) && isSize(length) ? { ...entry, file, offset, length } : undefined;
}

const INDEX_PATH = /^indexes\/([a-z0-9-]+)\/([0-9a-f]{16})\.index\.jsonl$/;
const SHARD_PATH = /^data\/([a-z0-9-]+)\/([0-9a-f]{16})\.jsonl$/;

/** Path of the shard that an index belongs to, both without codec; `undefined` for a path that is no index of a shard. */
export function shardOfIndex(path: string): string | undefined {
  const match = INDEX_PATH.exec(path);
  return match === null ? undefined : `data/${match[1]}/${match[2]}.jsonl`;
}

/** True for the path of a shard without codec. */
export function isShardPath(path: string): boolean {
  return SHARD_PATH.test(path);
}

/** Path of the index of a shard ({@link isShardPath}), both without codec. */
export function indexOfShard(path: string): string {
  return path.replace(SHARD_PATH, "indexes/$1/$2.index.jsonl");
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function parseJson(line: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(line));
  } catch {
    return undefined; // Neither UTF-8 nor JSON makes an entry.
  }
}
