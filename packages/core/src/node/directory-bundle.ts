// A bundle where it lies: a directory, a tar file or a tar that comes as a stream, as the sequence of entries that verification reads.
// It follows no link inside, judges nothing, and holds a file open only while that file is read.
import { fstatSync, lstatSync, openSync, type Stats, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Digest } from "../digest.js";
import { readTar } from "../tar/tar-reader.js";
import type { BundleEntry, BundleReader, EntriesOptions } from "../verify/bundle-reader.js";
import { MANIFEST_PATH, PROVENANCE_PATH } from "../verify/entry-path.js";
import { closeFile, openRegularFile, READ_BYTES, readOpenFile, type RegularFile } from "./bundle-files.js";
import { firstOf, inBatches, type NodeBatch, walk } from "./bundle-walk.js";
import { toFileError } from "./files.js";
import { OPEN_AT_ONCE } from "./given-file.js";
import { readPipe } from "./pipe.js";
import { EarlyHashes, type EarlyLimits } from "./early-hashes.js";
import { ANY_SIZE, type HashResult } from "./file-hasher.js";
import { hashInOrder } from "./hash-pool.js";
import { startHashWorker } from "./hash-worker.js";

export interface OpenedBundle extends BundleReader {
  readonly kind: "directory" | "tar";
}

export interface OpenOptions {
  /** Files of a directory hashed at the same time, where only their digests are asked for. Changes no verdict. Default: one for each core. */
  readonly lanes?: number;
  /** Ends the waiting for whoever writes to a pipe. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The bundle at a path: a directory, or else a tar (a FIFO may be read once). A link at the path itself is followed; it is the caller's. `entries` may
 * be called again. Throws NOT_FOUND, PERMISSION, IO; USAGE for a pipe that nobody writes to.
 */
export async function openBundle(path: string, { lanes = availableParallelism(), signal }: OpenOptions = {}): Promise<OpenedBundle> {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (cause) {
    throw toFileError(cause, "open", path);
  }
  if (isDirectory) return { kind: "directory", entries: (options = {}) => readDirectory(path, lanes, options) };
  return { kind: "tar", entries: () => readTar(readFile(path, signal)) };
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

async function* readFile(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void, undefined> {
  let file: number;
  let isPipe: boolean;
  try {
    file = openSync(path, OPEN_AT_ONCE);
    isPipe = fstatSync(file).isFIFO();
  } catch (cause) {
    throw toFileError(cause, "open", path);
  }
  if (isPipe) return yield* readPipe(file, path, signal);
  try {
    yield* readOpenFile(file, path, Buffer.allocUnsafeSlow(READ_BYTES));
  } finally {
    closeFile(file, path);
  }
}

/** The manifest, the provenance, then everything else, folder by folder in the order of their names as bytes. */
export async function* readDirectory(
  root: string,
  lanes: number,
  options: EntriesOptions,
  limits?: EarlyLimits,
): AsyncGenerator<BundleEntry, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const heads = [MANIFEST_PATH, PROVENANCE_PATH].filter((path) => isHead(root, path));
  const { sizeToHash = () => undefined } = options;
  const nodes = walk(root, heads);
  const hashEarly = options.sizeToHash !== undefined && lanes > 1;
  const firstBatches = (count: number): Iterable<NodeBatch> => inBatches(root, firstOf(nodes, count), () => ANY_SIZE);
  const early = hashEarly ? EarlyHashes.start(sizeOfManifest(root), firstBatches, limits) : undefined;
  try {
    for (const path of heads) yield* fileEntry(root, path, buffer);
    for await (const [batch, digests] of early?.batches() ?? []) yield* entriesOf(root, batch, digests, sizeToHash, buffer);
    const rest = hashInOrder(inBatches(root, nodes, sizeToHash), { lanes, startWorker: () => early?.worker() ?? startHashWorker() });
    for await (const [batch, digests] of rest) yield* entriesOf(root, batch, digests, sizeToHash, buffer);
  } finally {
    await early?.stop();
  }
}

function sizeOfManifest(root: string): number {
  return lookAt(root, MANIFEST_PATH)?.size ?? 0;
}

function* entriesOf(
  root: string,
  { nodes, numbers }: NodeBatch,
  digests: HashResult,
  sizeToHash: (path: string) => number | undefined,
  buffer: Uint8Array,
): Generator<BundleEntry, void, undefined> {
  for (const [i, node] of nodes.entries()) {
    const hashed = digests[numbers[i] as number];
    const sizeBytes = hashed === undefined ? undefined : sizeToHash(node.path);
    if (hashed !== undefined && sizeBytes === Number(hashed.slice(64)))
      yield hashedEntry(node.path, sizeBytes, `sha256:${hashed.slice(0, 64)}`);
    else if (node.kind === "file") yield* fileEntry(root, node.path, buffer);
    else yield emptyEntry(node.path, node.kind);
  }
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
