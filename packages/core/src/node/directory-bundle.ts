// A bundle where it lies: a directory, a tar file or a tar that comes as a stream, as the sequence of entries that verification reads.
// It follows no link inside, judges nothing, and holds a file open only while that file is read.
import { isUtf8 } from "node:buffer";
import { closeSync, type Dirent, lstatSync, openSync, readdirSync, type Stats, statSync } from "node:fs";
import { compareBytes } from "../bytes.js";
import { readTar } from "../tar/tar-reader.js";
import type { BundleEntry, BundleReader } from "../verify/bundle-reader.js";
import { MANIFEST_PATH, PROVENANCE_PATH } from "../verify/entry-path.js";
import { openRegularFile, READ_BYTES, readOpenFile, type RegularFile } from "./bundle-files.js";
import { toFileError } from "./files.js";

export interface OpenedBundle extends BundleReader {
  readonly kind: "directory" | "tar";
}

/**
 * The bundle at a path: a directory, or else a tar (a FIFO may be read once). A link at the path itself is followed; it is the caller's. `entries` may
 * be called again. Throws NOT_FOUND, PERMISSION, IO.
 */
export async function openBundle(path: string): Promise<OpenedBundle> {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (cause) {
    throw toFileError(cause, "open", path);
  }
  if (isDirectory) return { kind: "directory", entries: () => readDirectory(path) };
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
    closeSync(file);
  }
}

/** The manifest, the provenance, then everything else, folder by folder in the order of their names as bytes. */
async function* readDirectory(root: string): AsyncGenerator<BundleEntry, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const heads = [MANIFEST_PATH, PROVENANCE_PATH].filter((path) => isHead(root, path));
  for (const path of heads) yield* fileEntry(root, path, buffer);
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const children = listFolder(root, folder);
    if (children.length === 0 && folder !== "") yield emptyEntry(folder, "directory");
    const below: string[] = [];
    for (const child of children) {
      const path = folder === "" ? child.name.toString() : `${folder}/${child.name.toString()}`;
      if (heads.includes(path)) continue;
      if (!isUtf8(child.name)) yield emptyEntry(path, "special");
      else if (child.isDirectory()) below.push(path);
      else if (child.isFile()) yield* fileEntry(root, path, buffer);
      else yield emptyEntry(path, child.isSymbolicLink() ? "link" : "special");
    }
    folders.push(...below.toReversed());
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

function listFolder(root: string, folder: string): Dirent<Buffer>[] {
  const path = folder === "" ? root : `${root}/${folder}`;
  try {
    return readdirSync(path, { encoding: "buffer", withFileTypes: true }).toSorted((a, b) => compareBytes(a.name, b.name));
  } catch (cause) {
    throw toFileError(cause, "list", path);
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
    closeSync(file);
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
