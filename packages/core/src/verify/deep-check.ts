// What only shows with the codec taken off: the digest and size of the content, the number of its records, and whether each index
// names the lines of its shard, in key order. One pass over entries in any order; of a shard nothing is kept but a digest and two keys.
import { compareBytes } from "../bytes.js";
import type { Sha256 } from "../digest.js";
import { toDigest } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import { meaningOf } from "../errors/table.js";
import { withoutCodec } from "../manifest/identity.js";
import type { ManifestContent } from "../manifest/schema.js";
import { codecOf, type DeepDecoder } from "./deep.js";
import { isShardPath, shardOfIndex } from "./index-entry.js";
import { IndexLines, type LineReader, PlainLines, ShardLines } from "./record-lines.js";
import type { VerifyFailure } from "./result.js";

interface IndexPlaces {
  readonly path: string;
  readonly places: string;
  readonly namesPlaces: boolean;
  readonly first: Uint8Array;
  readonly last: Uint8Array;
}

export class DeepCheck {
  readonly #decoder: DeepDecoder;
  readonly #sha256: Sha256;
  /** Digest of places by shard, `undefined` where the shard itself is damaged. */
  readonly #shards = new Map<string, string | undefined>();
  readonly #indexes = new Map<string, IndexPlaces>();

  constructor(decoder: DeepDecoder, sha256: Sha256) {
    this.#decoder = decoder;
    this.#sha256 = sha256;
  }

  /** Decodes one file. What it says about the stored bytes counts only where these are as they should be: see {@link forget}. */
  async check(stored: AsyncIterable<Uint8Array>, content: ManifestContent): Promise<VerifyFailure[]> {
    const codec = codecOf(content.path);
    const chunks = codec === undefined ? stored : this.#decoder.decode(codec, stored, { maxBytes: content.contentSizeBytes });
    const lines = this.#linesOf(content);
    const hasher = this.#sha256.create();
    let size = 0;
    try {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > content.contentSizeBytes) break;
        hasher.update(chunk);
        lines?.update(chunk);
      }
    } catch (error) {
      if (!(error instanceof ExportError) || meaningOf(error.code).family !== "content") throw error;
      return [{ code: error.code, path: content.path, message: error.message }];
    }
    if (size !== content.contentSizeBytes)
      return [failure("ERR_EXPORT_SIZE_MISMATCH", content, `the content is not ${content.contentSizeBytes} bytes long`)];
    if (toDigest(hasher.digest()) !== content.contentDigest) {
      return [failure("ERR_EXPORT_DIGEST_MISMATCH", content, `the content's SHA-256 is not ${content.contentDigest}`)];
    }
    return lines === undefined ? [] : this.#lineFailures(lines, content);
  }

  /** Marks a file as read but damaged, so that its shard or index is not reported a second time. */
  forget(content: ManifestContent): void {
    const path = withoutCodec(content.path);
    if (isShardPath(path)) this.#shards.set(path, undefined);
    const shard = shardOfIndex(path);
    if (shard !== undefined) this.#indexes.delete(shard);
  }

  /** After the last file: indexes whose entries are not the lines of their shard. */
  disagreements(): VerifyFailure[] {
    const found: VerifyFailure[] = [];
    for (const [shard, index] of this.#indexes) {
      const damaged = this.#shards.has(shard) && this.#shards.get(shard) === undefined;
      const agrees = this.#shards.has(shard) ? this.#shards.get(shard) === index.places : !index.namesPlaces;
      if (damaged || agrees) continue;
      found.push({ code: "ERR_EXPORT_DIGEST_MISMATCH", path: index.path, message: `the index does not name the lines of ${shard}` });
    }
    return [...found, ...this.#overlaps()];
  }

  /** Keys of one index that do not all lie behind those of the one before; keys begin with their kind. */
  #overlaps(): VerifyFailure[] {
    const ordered = [...this.#indexes.values()].toSorted((a, b) => compareBytes(a.first, b.first));
    return ordered
      .filter(({ first }, i) => i > 0 && compareBytes(ordered[i - 1]?.last as Uint8Array, first) >= 0)
      .map(({ path }) => ({ code: "ERR_EXPORT_DIGEST_MISMATCH", path, message: "the index begins within the keys of another one" }));
  }

  #linesOf({ path, role }: ManifestContent): LineReader | undefined {
    const plain = withoutCodec(path);
    const shard = shardOfIndex(plain);
    if (role === "index" && shard !== undefined) return new IndexLines(this.#sha256, shard);
    if (role === "payload" && isShardPath(plain)) return new ShardLines(this.#sha256);
    return (role === "payload" || role === "index") && plain.endsWith(".jsonl") ? new PlainLines() : undefined;
  }

  #lineFailures(lines: LineReader, content: ManifestContent): VerifyFailure[] {
    const problem = lines.finish();
    const path = withoutCodec(content.path);
    if (lines instanceof ShardLines) this.#shards.set(path, lines.places());
    const shard = shardOfIndex(path);
    if (problem !== undefined) return [failure("ERR_EXPORT_DIGEST_MISMATCH", content, problem)];
    if (lines instanceof IndexLines && shard !== undefined) {
      const { namesPlaces, keys } = lines;
      const [first, last] = [keys.first, keys.last];
      if (first === undefined || last === undefined) return [failure("ERR_EXPORT_MANIFEST_INVALID", content, "the index names no record")];
      this.#indexes.set(shard, { path: content.path, places: lines.places(), namesPlaces, first, last });
    }
    if (content.records === null || content.records === lines.lines) return [];
    return [
      failure("ERR_EXPORT_MANIFEST_INVALID", content, `the manifest counts ${content.records} records, the file holds ${lines.lines}`),
    ];
  }
}

function failure(code: VerifyFailure["code"], { path }: ManifestContent, message: string): VerifyFailure {
  return { code, path, message };
}
