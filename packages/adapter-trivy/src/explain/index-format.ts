// The files by which `explain` finds a row without opening the database: lines sorted by id in lower case, cut into shards, and a table of the
// shards. It knows their shape and names, not how they come about.

/** Of the shards, in their order: one {@link ShardLine} a line. */
export const TABLE_PATH = "indexes/trivy/shards.jsonl";
export const INDEX_TYPE = "application/vnd.stellaops.export.trivy-index.v1+jsonl";

export interface ShardLine {
  /** Path without codec. */
  readonly file: string;
  /** Ids of its first and last line. */
  readonly first: string;
  readonly last: string;
}

/** Where a row came from. */
export interface RowDocument {
  readonly source: string;
  readonly path: string;
  readonly sourceDigest: string;
}

/** A value of the database. */
export interface IndexValue {
  readonly id: string;
  readonly bucket: string;
  readonly documents: readonly RowDocument[];
  readonly key: string;
  readonly package: string;
  readonly value: unknown;
}

/** With `key` alone: another name of the vulnerability that has this key. */
export type IndexLine = IndexValue | { readonly id: string; readonly key: string };

/** As `trace` folds. */
export function foldId(id: string): string {
  return id.toLowerCase();
}

export function shardPath(stem: string): string {
  return `indexes/trivy/${stem}.jsonl`;
}

/** What every line of an id begins with. */
export function lineStart(foldedId: string): string {
  return `{"id":${JSON.stringify(foldedId)},`;
}
