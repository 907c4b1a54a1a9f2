// The records of a bundle and where each came from, read from wherever the bundle lies, in key order. Nothing is given out whose digest
// is not the manifest's; whether the manifest itself is to be trusted is for verification to say.
import { createHash } from "node:crypto";
import { ByteBuffer } from "../byte-buffer.js";
import { compareBytes } from "../bytes.js";
import { type Digest, toDigest } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import { withoutCodec } from "../manifest/identity.js";
import type { Manifest, ManifestContent } from "../manifest/schema.js";
import { folderOf, type Kind, KINDS } from "../records/kinds.js";
import { encodeRecordKey } from "../records/record-key.js";
import type { PreviousBundle } from "../seams/adapter.js";
import { codecOf } from "../verify/deep.js";
import { MANIFEST_PATH } from "../verify/entry-path.js";
import { EntrySearch } from "../verify/entry-search.js";
import { type IndexEntry, parseIndexEntry, shardOfIndex } from "../verify/index-entry.js";
import { DEFAULT_MAX_MANIFEST_BYTES, readManifest } from "../verify/manifest-check.js";
import { nodeDeepDecoder } from "./deep-decoder.js";
import { nodeSha256 } from "./sha256.js";
import { openStoredFiles, type StoredFiles } from "./stored-files.js";

const LINE_END = 0x0a;

/** A shard is read whole before anything of it is given out. Writers cut at 16 MiB; one large document may make a larger one. */
const MAX_SHARD_BYTES = 1024 * 1024 * 1024;

export interface TraceRow {
  readonly kind: Kind;
  readonly source: string;
  readonly path: string;
  readonly sourceDigest: Digest;
  readonly digest: Digest;
  /** Of the source and kind, from the manifest's inputs. */
  readonly snapshotDigest: Digest;
  /** Path of the shard as stored; `null`, as offset and length, where the bundle holds no shards. */
  readonly file: string | null;
  readonly offset: number | null;
  readonly length: number | null;
}

export type RecordFilter = (entry: IndexEntry, kind: Kind) => boolean;

/** An index and the shard that it belongs to. */
interface Shard {
  readonly kind: Kind;
  readonly index: ManifestContent;
  readonly data: ManifestContent | undefined;
}

/**
 * Opens a bundle (a directory or a tar file) to read from it; `close` ends it. Throws NOT_FOUND, PERMISSION, IO, and MANIFEST_INVALID where there is
 * no manifest that agrees with itself.
 */
export async function openContents(path: string): Promise<BundleContents> {
  const files = openStoredFiles(path);
  try {
    return new BundleContents(files, await parseManifest(files));
  } catch (error) {
    files.close();
    throw error;
  }
}

async function parseManifest(files: StoredFiles): Promise<Manifest> {
  const invalid = (message: string): ExportError => new ExportError("ERR_EXPORT_MANIFEST_INVALID", message, { path: MANIFEST_PATH });
  const chunks = files.read(MANIFEST_PATH);
  if (chunks === undefined) throw invalid("the bundle has no export.json");
  const bytes = new ByteBuffer();
  for await (const chunk of chunks) {
    bytes.append(chunk);
    if (bytes.length > DEFAULT_MAX_MANIFEST_BYTES) throw invalid("export.json is larger than the limit");
  }
  const { manifest, failures } = readManifest(bytes.view(), nodeSha256);
  const [failure] = failures;
  if (manifest === undefined || failure !== undefined) throw invalid(failure?.message ?? "export.json cannot be read");
  return manifest;
}

/** All methods may be called in any order and any number of times, and throw FILE_MISSING, SIZE_MISMATCH or DIGEST_MISMATCH for damage. */
export class BundleContents implements PreviousBundle {
  readonly manifest: Manifest;
  readonly #files: StoredFiles;
  readonly #ordered = new Map<Kind, Promise<readonly Shard[]>>();

  constructor(files: StoredFiles, manifest: Manifest) {
    this.#files = files;
    this.manifest = manifest;
  }

  get kind(): "directory" | "tar" {
    return this.#files.kind;
  }

  close(): void {
    this.#files.close();
  }

  /** Entries of one kind, or of all, in key order. */
  async *indexEntries(kind?: Kind): AsyncGenerator<IndexEntry, void, undefined> {
    for await (const shard of this.#shards(kind)) yield* await this.#entries(shard);
  }

  /** Canonical records with their line ends, in key order; each is valid until the next one is asked for. */
  async *records(kind?: Kind, filter?: RecordFilter): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const shard of this.#shards(kind)) {
      if (shard.data === undefined) continue;
      if (filter === undefined) {
        yield* linesOf(await this.#read(shard.data));
        continue;
      }
      const wanted = (await this.#entries(shard)).filter((entry) => filter(entry, shard.kind));
      if (wanted.length === 0) continue;
      const bytes = await this.#read(shard.data);
      for (const entry of wanted) yield recordOf(bytes, entry, shard);
    }
  }

  /** Where the records with that document id or alias (case folded) or path came from, and where they lie, in key order. */
  async trace(id: string): Promise<TraceRow[]> {
    const rows: TraceRow[] = [];
    if (id === "") return rows;
    const search = new EntrySearch(id);
    for await (const shard of this.#shards(undefined)) {
      const bytes = await this.#read(shard.index);
      if (!search.mayOccur(bytes)) continue;
      for (const entry of entriesOf(bytes, shard)) if (search.matches(entry)) rows.push(this.#traceRow(entry, shard));
    }
    return rows;
  }

  /** The whole content of one file, by its path without codec; `undefined` where the manifest names none. Small files only: it is held in memory. */
  async content(path: string): Promise<Uint8Array | undefined> {
    const content = this.#named(path);
    return content === undefined ? undefined : this.#read(content);
  }

  /** See {@link PreviousBundle.chunks}. */
  chunks(path: string): AsyncIterable<Uint8Array> | undefined {
    const content = this.#named(path);
    return content === undefined ? undefined : this.#checked(content);
  }

  #named(path: string): ManifestContent | undefined {
    return this.manifest.contents.find((each) => withoutCodec(each.path) === path);
  }

  #traceRow(entry: IndexEntry, { kind, data, index }: Shard): TraceRow {
    const { source, path, sourceDigest, digest, offset, length } = entry;
    const input = this.manifest.inputs.find((each) => each.source === source && each.kind === kind);
    if (input === undefined) throw damaged(index, `the index names ${source}/${kind}, which the manifest's inputs do not`);
    const file = entry.file === null ? null : (data?.path ?? entry.file);
    return { kind, source, path, sourceDigest, digest, snapshotDigest: input.snapshotDigest as Digest, file, offset, length };
  }

  async *#shards(kind: Kind | undefined): AsyncGenerator<Shard, void, undefined> {
    for (const each of kind === undefined ? KINDS : [kind]) {
      let ordered = this.#ordered.get(each);
      if (ordered === undefined) this.#ordered.set(each, (ordered = this.#order(each)));
      yield* await ordered;
    }
  }

  /** Shards are named by hashes: their order is that of their first keys. */
  async #order(kind: Kind): Promise<readonly Shard[]> {
    const byPath = new Map(this.manifest.contents.map((content) => [withoutCodec(content.path), content]));
    const shards: Shard[] = [];
    for (const index of this.manifest.contents) {
      if (index.role !== "index" || !index.path.startsWith(`indexes/${folderOf(kind)}/`)) continue;
      const data = shardOfIndex(withoutCodec(index.path));
      if (data !== undefined) shards.push({ kind, index, data: byPath.get(data) });
    }
    if (shards.length < 2) return shards;
    const keyed: { readonly shard: Shard; readonly key: Uint8Array }[] = [];
    for (const shard of shards) keyed.push({ shard, key: await this.#firstKey(shard) });
    return keyed.toSorted((a, b) => compareBytes(a.key, b.key)).map(({ shard }) => shard);
  }

  /** Only decides the order: the entry is given out later, from bytes that were checked. */
  async #firstKey({ kind, index }: Shard): Promise<Uint8Array> {
    const line = new ByteBuffer(4096);
    for await (const chunk of this.#decoded(index)) {
      const end = chunk.indexOf(LINE_END);
      line.append(end < 0 ? chunk : chunk.subarray(0, end));
      if (end >= 0) break;
    }
    const entry = parseIndexEntry(line.view());
    if (entry === undefined) throw damaged(index, "the first line is no index entry");
    return encodeRecordKey({ kind, ...entry });
  }

  async #entries(shard: Shard): Promise<IndexEntry[]> {
    return [...entriesOf(await this.#read(shard.index), shard)];
  }

  /** The whole content of a file, checked against the manifest. */
  async #read(content: ManifestContent): Promise<Uint8Array> {
    if (content.contentSizeBytes > MAX_SHARD_BYTES) throw damaged(content, "the file is larger than a shard or index can be");
    const bytes = new ByteBuffer(Math.min(content.contentSizeBytes, 1 << 26));
    for await (const chunk of this.#checked(content)) bytes.append(chunk);
    return bytes.view();
  }

  async *#checked(content: ManifestContent): AsyncGenerator<Uint8Array, void, undefined> {
    const hasher = createHash("sha256");
    let size = 0;
    for await (const chunk of this.#decoded(content)) {
      size += chunk.length;
      if (size > content.contentSizeBytes) throw sizeMismatch(content);
      hasher.update(chunk);
      yield chunk;
    }
    if (size !== content.contentSizeBytes) throw sizeMismatch(content);
    if (`sha256:${hasher.digest("hex")}` !== content.contentDigest)
      throw damaged(content, `the content's SHA-256 is not ${content.contentDigest}`);
  }

  async *#decoded(content: ManifestContent): AsyncGenerator<Uint8Array, void, undefined> {
    const { path, contentSizeBytes } = content;
    const stored = this.#files.read(path);
    if (stored === undefined)
      throw new ExportError("ERR_EXPORT_FILE_MISSING", "the manifest names the file, but it is not there", { path });
    const codec = codecOf(path);
    try {
      yield* codec === undefined ? stored : nodeDeepDecoder.decode(codec, stored, { maxBytes: contentSizeBytes });
    } catch (error) {
      throw error instanceof ExportError ? error.at({ path }) : error;
    }
  }
}

function* linesOf(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_END, start);
    const next = end < 0 ? bytes.length : end + 1;
    yield bytes.subarray(start, next);
    start = next;
  }
}

function* entriesOf(bytes: Uint8Array, { index }: Shard): Generator<IndexEntry, void, undefined> {
  for (const line of linesOf(bytes)) {
    const entry = parseIndexEntry(line);
    if (entry === undefined) throw damaged(index, "a line is no index entry");
    yield entry;
  }
}

function recordOf(bytes: Uint8Array, { file, offset, length, digest }: IndexEntry, { data, index }: Shard): Uint8Array {
  const place =
    offset === null || length === null || file !== withoutCodec(data?.path ?? "") ? undefined : { start: offset, end: offset + length };
  const isLine = place !== undefined && bytes[place.end] === LINE_END && (place.start === 0 || bytes[place.start - 1] === LINE_END);
  if (!isLine || toDigest(nodeSha256.hash(bytes.subarray(place.start, place.end))) !== digest) {
    throw damaged(index, "an entry does not name a record of its shard");
  }
  return bytes.subarray(place.start, place.end + 1);
}

function damaged({ path }: ManifestContent, message: string): ExportError {
  return new ExportError("ERR_EXPORT_DIGEST_MISMATCH", message, { path });
}

function sizeMismatch({ path, contentSizeBytes }: ManifestContent): ExportError {
  return new ExportError("ERR_EXPORT_SIZE_MISMATCH", `the content is not ${contentSizeBytes} bytes long`, { path });
}
