// A bundle where it lies: a directory, a tar file or a tar that comes as a stream, as the sequence of entries that verification reads.
// It follows no link inside, judges nothing, and holds a file open only while that file is read.
import { isUtf8 } from "node:buffer";
import { type Dirent, lstatSync, openSync, readdirSync, type Stats, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { compareUtf16 } from "../bytes.js";
import type { Digest } from "../digest.js";
import { readTar } from "../tar/tar-reader.js";
import type { BundleEntry, BundleReader, EntriesOptions } from "../verify/bundle-reader.js";
import { MANIFEST_PATH, PROVENANCE_PATH } from "../verify/entry-path.js";
import { closeFile, openRegularFile, READ_BYTES, readOpenFile, type RegularFile } from "./bundle-files.js";
import { toFileError } from "./files.js";
import { FILE_COST_BYTES, type HashBatch, hashInOrder } from "./hash-pool.js";

export interface OpenedBundle extends BundleReader {
  readonly kind: "directory" | "tar";
}

export interface OpenOptions {
  /** Files of a directory hashed at the same time, where only their digests are asked for. Changes no verdict. Default: one for each core. */
  readonly lanes?: number;
}

/**
 * The bundle at a path: a directory, or else a tar (a FIFO may be read once). A link at the path itself is followed; it is the caller's. `entries` may
 * be called again. Throws NOT_FOUND, PERMISSION, IO.
 */
export async function openBundle(path: string, { lanes = availableParallelism() }: OpenOptions = {}): Promise<OpenedBundle> {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (cause) {
    throw toFileError(cause, "open", path);
  }
  if (isDirectory) return { kind: "directory", entries: (options = {}) => readDirectory(path, lanes, options) };
  return { kind: "tar", entries: () => readTar(readFile(path)) };
}

/** A tar that comes as a stream, for instance on standard input. `entries` may be called once. */
export function readBundleStream(chunks: AsyncIterable<Uint8Array>): OpenedBundle {
  let started = false;
  return {
    kind: "tar",
    entries() {
      if (started) throw new TypeError("a stream can be read once");
      started = true;
      return readTar(chunks);
    },
  };
}

async function* readFile(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    throw toFileError(cause, "open", path);
  }
  try {
    yield* readOpenFile(file, path, Buffer.allocUnsafeSlow(READ_BYTES));
  } finally {
    closeFile(file, path);
  }
}

/** The manifest, the provenance, then everything else, folder by folder in the order of their names as bytes. */
async function* readDirectory(root: string, lanes: number, options: EntriesOptions): AsyncGenerator<BundleEntry, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const heads = [MANIFEST_PATH, PROVENANCE_PATH].filter((path) => isHead(root, path));
  for (const path of heads) yield* fileEntry(root, path, buffer);
  const { sizeToHash = () => undefined } = options;
  for await (const [{ nodes, numbers, sizesBytes }, digests] of hashInOrder(inBatches(root, walk(root, heads), sizeToHash), { lanes })) {
    for (const [i, node] of nodes.entries()) {
      const number = numbers[i] as number;
      const hex = digests[number];
      if (hex !== undefined) yield hashedEntry(node.path, sizesBytes[number] as number, `sha256:${hex}`);
      else if (node.kind === "file") yield* fileEntry(root, node.path, buffer);
      else yield emptyEntry(node.path, node.kind);
    }
  }
}

interface Node {
  readonly path: string;
  readonly kind: BundleEntry["kind"];
}

/** What lies in the directory, in order; opens nothing. */
function* walk(root: string, heads: readonly string[]): Generator<Node, void, undefined> {
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const children = listFolder(root, folder);
    if (children.length === 0 && folder !== "") yield { path: folder, kind: "directory" };
    const below: string[] = [];
    for (const child of children) {
      const name = nameOf(child);
      const path = folder === "" ? name.text : `${folder}/${name.text}`;
      if (heads.includes(path)) continue;
      if (!name.isText) yield { path, kind: "special" };
      else if (child.isDirectory()) below.push(path);
      else yield { path, kind: child.isFile() ? "file" : child.isSymbolicLink() ? "link" : "special" };
    }
    folders.push(...below.toReversed());
  }
}

/** Files that are hashed ahead, up to this size: above, there is progress to tell while one is read. */
const MAX_AHEAD_BYTES = 256 * 1024 * 1024;
const BATCH_BYTES = 4 * 1024 * 1024;

interface NodeBatch extends HashBatch {
  readonly nodes: readonly Node[];
  /** For each node, its number among the files to hash, or -1. */
  readonly numbers: readonly number[];
}

function* inBatches(
  root: string,
  nodes: Iterable<Node>,
  sizeToHash: (path: string) => number | undefined,
): Generator<NodeBatch, void, undefined> {
  const empty = () => ({ nodes: [] as Node[], numbers: [] as number[], paths: [] as string[], sizesBytes: [] as number[], costBytes: 0 });
  let batch = empty();
  for (const node of nodes) {
    const sizeBytes = node.kind === "file" ? sizeToHash(node.path) : undefined;
    const isHashed = sizeBytes !== undefined && sizeBytes <= MAX_AHEAD_BYTES;
    batch.nodes.push(node);
    batch.numbers.push(isHashed ? batch.paths.length : -1);
    batch.costBytes += FILE_COST_BYTES + (isHashed ? sizeBytes : 0);
    if (isHashed) {
      batch.paths.push(`${root}/${node.path}`);
      batch.sizesBytes.push(sizeBytes);
    }
    if (batch.costBytes < BATCH_BYTES) continue;
    yield batch;
    batch = empty();
  }
  yield batch;
}

/** True for what is to come first; a folder of that name comes in its turn. */
function isHead(root: string, path: string): boolean {
  return lookAt(root, path)?.isDirectory() === false;
}

function lookAt(root: string, path: string): Stats | undefined {
  try {
    return lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
  } catch (cause) {
    throw toFileError(cause, "look at", `${root}/${path}`);
  }
}

/** In the order of their names as bytes. Each name holds one byte a character: cheaper than a buffer each, and the order of such strings is that of bytes. */
function listFolder(root: string, folder: string): Dirent[] {
  const path = folder === "" ? root : `${root}/${folder}`;
  try {
    return readdirSync(path, { encoding: "latin1", withFileTypes: true }).toSorted((a, b) => compareUtf16(a.name, b.name));
  } catch (cause) {
    throw toFileError(cause, "list", path);
  }
}

const ASCII = /^[\u0000-\u007f]*$/;

/** A name from {@link listFolder} as text, and whether it is any. */
function nameOf({ name }: Dirent): { readonly text: string; readonly isText: boolean } {
  if (ASCII.test(name)) return { text: name, isText: true };
  const bytes = Buffer.from(name, "latin1");
  return { text: bytes.toString(), isText: isUtf8(bytes) };
}

/** One entry, open for as long as it is the current one. */
function* fileEntry(root: string, path: string, buffer: Uint8Array): Generator<BundleEntry, void, undefined> {
  let opened: RegularFile;
  try {
    opened = openRegularFile(`${root}/${path}`, path);
  } catch (error) {
    yield refusedEntry(root, path, error);
    return;
  }
  const { file, sizeBytes } = opened;
  let isCurrent = true;
  const chunks = (): AsyncIterable<Uint8Array> => {
    if (!isCurrent) throw new TypeError("the next entry has been asked for");
    return readOpenFile(file, path, buffer, sizeBytes);
  };
  try {
    yield { path, kind: "file", sizeBytes, chunks };
  } finally {
    isCurrent = false;
    closeFile(file, `${root}/${path}`);
  }
}

/** A link, or worse; what only may not be read is for whoever wants its bytes to fail on. Throws for what is not there any more. */
function refusedEntry(root: string, path: string, error: unknown): BundleEntry {
  const stats = lookAt(root, path);
  if (stats === undefined) throw error;
  if (!stats.isFile()) return emptyEntry(path, stats.isSymbolicLink() ? "link" : "special");
  const chunks = (): never => {
    throw error;
  };
  return { path, kind: "file", sizeBytes: stats.size, chunks };
}

function hashedEntry(path: string, sizeBytes: number, digest: Digest): BundleEntry {
  const chunks = (): never => {
    throw new TypeError("the file was hashed, as asked for");
  };
  return { path, kind: "file", sizeBytes, digest, chunks };
}

function emptyEntry(path: string, kind: "directory" | "link" | "special"): BundleEntry {
  return {
    path,
    kind,
    sizeBytes: 0,
    chunks() {
      throw new TypeError("only a file has bytes");
    },
  };
}
