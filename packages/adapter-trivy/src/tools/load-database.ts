// Does `db load`: a tree in JSON becomes a database file, whole or not at all.
import { dirname } from "node:path";
import { readFileSync } from "node:fs";
import { type Digest, ExportError, toDigest } from "@stella-export/core";
import { nodeFiles, nodeSha256, toFileError } from "@stella-export/core/node";
import { BoltWriter } from "../bolt/bolt-writer.js";
import { toDatabaseError } from "./database-error.js";
import { type TreeCounts, writeTree } from "./tree-writer.js";

export interface LoadedDatabase extends TreeCounts {
  readonly path: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/**
 * Writes the tree of the JSON document at `treePath` to `path`, synced and renamed into place. Throws OUTPUT_EXISTS where something is there, unless
 * `force`; JSON_… and DATABASE_TREE_INVALID for the document; NOT_FOUND, PERMISSION, DISK_FULL, IO.
 */
export function loadDatabase(treePath: string, path: string, { force = false }: { readonly force?: boolean } = {}): LoadedDatabase {
  const there = nodeFiles.look(path);
  if (there !== undefined && (there !== "file" || !force)) throw new ExportError("ERR_EXPORT_OUTPUT_EXISTS", `${path} exists`, { path });
  const json = readTree(treePath);
  const temporary = `${path}.${process.pid}.tmp`;
  const file = nodeFiles.openForWrite(temporary, { exclusive: true });
  try {
    const writer = new BoltWriter({ write: (bytes, position) => nodeFiles.write(file, bytes, position) });
    const counts = fill(writer, json, treePath);
    const { sizeBytes } = writer.finish();
    nodeFiles.sync(file);
    const digest = digestOf(file, sizeBytes);
    nodeFiles.rename(temporary, path);
    nodeFiles.syncFolder(dirname(path));
    return { path, digest, sizeBytes, ...counts };
  } finally {
    nodeFiles.close(file);
    nodeFiles.remove(temporary);
  }
}

function readTree(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw toFileError(cause, "read", path);
  }
}

function fill(writer: BoltWriter, json: Uint8Array, path: string): TreeCounts {
  try {
    return writeTree(json, writer);
  } catch (error) {
    throw error instanceof ExportError && error.place.path === undefined ? error.at({ path }) : toDatabaseError(error, path);
  }
}

function digestOf(file: number, sizeBytes: number): Digest {
  const hasher = nodeSha256.create();
  const buffer = new Uint8Array(1 << 20);
  for (let position = 0; position < sizeBytes;) {
    const count = nodeFiles.read(file, buffer, position);
    hasher.update(buffer.subarray(0, count));
    position += count;
  }
  return toDigest(hasher.digest());
}
