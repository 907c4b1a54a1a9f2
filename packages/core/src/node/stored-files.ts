// The files of a bundle by name, in a directory or at their offsets in a tar, for readers that want some of them.
// It does not check what they hold: that is for who reads them.
import { openSync, statSync } from "node:fs";
import { ExportError } from "../errors/export-error.js";
import { BLOCK_BYTES, paddingBytes } from "../tar/header.js";
import { foreign, parseTarHeader } from "../tar/parse-header.js";
import {
  closeFile,
  openRegularFile,
  READ_BYTES,
  readOpenFile,
  readRange,
  readSome,
  type RegularFile,
  regularSize,
} from "./bundle-files.js";
import { toFileError } from "./files.js";
import { OPEN_AT_ONCE } from "./given-file.js";

/** `close` ends it; what `read` opens it closes itself. Files may be read at the same time. */
export interface StoredFiles {
  readonly kind: "directory" | "tar";
  /** Bytes of a file as stored, in chunks that are valid until the next one is asked for; `undefined` where it is not there. */
  read(path: string): AsyncIterable<Uint8Array> | undefined;
  close(): void;
}

/** Throws NOT_FOUND, PERMISSION, IO; MANIFEST_INVALID, PATH_UNSAFE or FILE_DUPLICATE for a tar that is none of ours; USAGE for a pipe. */
export function openStoredFiles(path: string): StoredFiles {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (cause) {
    throw toFileError(cause, "open", path);
  }
  return isDirectory ? filesOfDirectory(path) : filesOfTar(path);
}

function filesOfDirectory(root: string): StoredFiles {
  return {
    kind: "directory",
    read(path) {
      let opened: RegularFile;
      try {
        opened = openRegularFile(`${root}/${path}`, path);
      } catch (error) {
        if (error instanceof ExportError && error.code === "ERR_EXPORT_NOT_FOUND") return undefined;
        throw error;
      }
      return readAndClose(opened, path);
    },
    close() {},
  };
}

async function* readAndClose({ file, sizeBytes }: RegularFile, path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* readOpenFile(file, path, Buffer.allocUnsafe(Math.min(READ_BYTES, sizeBytes + 1)), sizeBytes);
  } finally {
    closeFile(file, path);
  }
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

function filesOfTar(path: string): StoredFiles {
  let file: number;
  try {
    file = openSync(path, OPEN_AT_ONCE);
  } catch (cause) {
    throw toFileError(cause, "open", path);
  }
  try {
    const extents = listTar(file, path);
    return {
      kind: "tar",
      read(name) {
        const extent = extents.get(name);
        return extent === undefined ? undefined : readRange(file, path, extent.start, extent.end);
      },
      close: () => closeFile(file, path),
    };
  } catch (error) {
    closeFile(file, path);
    throw error;
  }
}

/** Where each file lies, from the headers alone. */
function listTar(file: number, path: string): Map<string, Extent> {
  const sizeBytes = regularSize(file, path);
  if (sizeBytes === undefined)
    throw new ExportError("ERR_EXPORT_USAGE", `${path} is neither a directory nor a file that can be read in any order`, { path });
  const extents = new Map<string, Extent>();
  let previous = "";
  let at = 0;
  for (;;) {
    const block = readBlock(file, path, at, previous);
    at += BLOCK_BYTES;
    if (block.every((byte) => byte === 0)) break;
    const header = parseTarHeader(block, previous);
    if (extents.has(header.path)) throw new ExportError("ERR_EXPORT_FILE_DUPLICATE", "the tar holds the file twice", { path: header.path });
    extents.set(header.path, { start: at, end: at + header.sizeBytes });
    at += header.sizeBytes + paddingBytes(header.sizeBytes);
    previous = header.path;
  }
  if (!readBlock(file, path, at, previous).every((byte) => byte === 0))
    throw foreign(previous, "one block of zeros where two end the archive");
  if (at + BLOCK_BYTES !== sizeBytes) throw foreign(previous, "bytes follow the end of the archive");
  return extents;
}

function readBlock(file: number, path: string, at: number, previous: string): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  for (let filled = 0; filled < BLOCK_BYTES;) {
    const length = readSome(file, path, block.subarray(filled), at + filled);
    if (length === 0) throw foreign(previous, "the archive ends early");
    filled += length;
  }
  return block;
}
