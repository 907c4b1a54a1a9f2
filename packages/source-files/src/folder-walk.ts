// Walks a folder in the byte order of its paths, so that what comes out needs no sorting. Links, dotfiles and other files are told, not followed.
import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { compareUtf8, ExportError } from "@stella-export/core";
import { toFileError } from "@stella-export/core/node";
import { fileKind, type FileKind } from "./file-kind.js";
import { toPrintable } from "./printable.js";

export type WalkEntry =
  | { readonly kind: Exclude<FileKind, "other">; readonly path: string; readonly location: string | Buffer }
  | { readonly kind: "ignored"; readonly path: string };

interface Pending {
  readonly path: string;
  readonly location: string | Buffer;
  readonly isFolder: boolean;
  readonly depth: number;
}

/** Folders in each other. */
const MAX_DEPTH = 256;
/** What Linux takes as the name of a file, its end included. */
const PATH_MAX = 4096;

/**
 * Entries below `root`, paths relative to it with `/`. A name that is not UTF-8 has U+FFFD in its path and its bytes in its location. Throws
 * SOURCE_LIMIT for folders too deep, SOURCE_CHANGED for what is no folder any more, and what `toFileError` makes of the operating system's
 * refusals.
 */
export function* walkFolder(root: string): Generator<WalkEntry, void> {
  const stack: Pending[] = [{ path: "", location: root, isFolder: true, depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (!next.isFolder) {
      const kind = fileKind(next.path);
      yield kind === "other" ? { kind: "ignored", path: next.path } : { kind, path: next.path, location: next.location };
      continue;
    }
    const { found, ignored } = list(next);
    for (const path of ignored) yield { kind: "ignored", path };
    // The stack hands out the last first.
    for (let i = found.length - 1; i >= 0; i--) stack.push(found[i] as Pending);
  }
}

/** A folder's entries in the order of the paths below them: a folder sorts as its name with `/` behind. */
function list(folder: Pending): { found: Pending[]; ignored: string[] } {
  if (folder.depth > MAX_DEPTH) throw limit(`folders nested more than ${MAX_DEPTH} deep`, folder.path);
  const found: Pending[] = [];
  const ignored: string[] = [];
  for (const { name, location, entry } of read(folder)) {
    const path = folder.path === "" ? name : `${folder.path}/${name}`;
    if (Buffer.byteLength(location) >= PATH_MAX) throw limit(`a path of ${PATH_MAX} bytes or more`, path);
    const isFolder = entry.isDirectory();
    if (name.startsWith(".") || !(isFolder || entry.isFile())) ignored.push(path);
    else found.push({ path, location, isFolder, depth: folder.depth + 1 });
  }
  const key = ({ path, isFolder }: Pending): string => (isFolder ? `${path}/` : path);
  found.sort((a, b) => compareUtf8(key(a), key(b)));
  return { found, ignored };
}

function limit(what: string, path: string): ExportError {
  const shown = toPrintable(path);
  return new ExportError("ERR_EXPORT_SOURCE_LIMIT", `the folder holds ${what}: ${shown}`, { path: shown });
}

function changed(path: string): ExportError {
  return new ExportError("ERR_EXPORT_SOURCE_CHANGED", `${path} was a folder when it was looked at, and is none any more`, { path });
}

interface Named {
  readonly name: string;
  readonly location: string | Buffer;
  readonly entry: Dirent | Dirent<Buffer>;
}

function read({ location, depth }: Pending): Named[] {
  try {
    // The root may be a link, what was found in it was none.
    if (depth > 0 && lstatSync(location, { throwIfNoEntry: false })?.isDirectory() !== true) throw changed(location.toString());
    if (typeof location === "string") {
      const entries = readdirSync(location, { withFileTypes: true });
      // U+FFFD may stand in a name, or for bytes that are no UTF-8: only the bytes tell.
      if (!entries.some((entry) => entry.name.includes("\ufffd"))) {
        return entries.map((entry) => ({ name: entry.name, location: `${location}/${entry.name}`, entry }));
      }
    }
    const base = Buffer.from(location as string);
    return readdirSync(base, { withFileTypes: true, encoding: "buffer" }).map((entry) => ({
      name: entry.name.toString("utf8"),
      location: Buffer.concat([base, Buffer.from("/"), entry.name]),
      entry,
    }));
  } catch (cause) {
    throw toFileError(cause, "list", location.toString());
  }
}
