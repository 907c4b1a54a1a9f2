// What lies in a bundle's directory, in order and in batches of files that are hashed together. It opens no file and judges nothing.
import { isUtf8 } from "node:buffer";
import { type Dirent, readdirSync } from "node:fs";
import { compareUtf16 } from "../bytes.js";
import type { BundleEntry } from "../verify/bundle-reader.js";
import { toFileError } from "./files.js";
import { FILE_COST_BYTES, type HashBatch } from "./hash-pool.js";

export interface Node {
  readonly path: string;
  readonly kind: BundleEntry["kind"];
}

/** What lies in the directory, in order; opens nothing. */
export function* walk(root: string, heads: readonly string[]): Generator<Node, void, undefined> {
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

export interface NodeBatch extends HashBatch {
  readonly nodes: readonly Node[];
  /** For each node, its number among the files to hash, or -1. */
  readonly numbers: readonly number[];
}

export function* inBatches(
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
    batch.costBytes += FILE_COST_BYTES + (isHashed ? Math.max(sizeBytes, 0) : 0);
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

/** The next so many; the rest is left where it is. */
export function* firstOf<T>(items: Iterator<T>, count: number): Generator<T, void, undefined> {
  for (let i = 0; i < count; i++) {
    const next = items.next();
    if (next.done === true) return;
    yield next.value;
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
