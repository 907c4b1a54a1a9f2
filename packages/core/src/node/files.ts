// The few file operations that core makes, each with the operating system's refusal turned into a typed error, once.
// It knows no format. A test can hand in another `Files` that fails on demand.
import * as fs from "node:fs";
import { dirname } from "node:path";
import { ExportError } from "../errors/export-error.js";
import type { ErrorCode } from "../errors/table.js";
import { likeFile } from "./file-mode.js";

/** Synchronous, because a batch of small operations costs less than one turn of the event loop each. */
export interface Files {
  openForWrite(path: string, options?: { exclusive?: boolean }): number;
  openForRead(path: string): number;
  close(file: number): void;
  /** Reads until `into` is full or the file ends; returns the number of bytes read. Position `null`: on from where it stands, as in a pipe. */
  read(file: number, into: Uint8Array, position: number | null): number;
  /** Writes all of `bytes` at `position`. */
  write(file: number, bytes: Uint8Array, position: number): void;
  sync(file: number): void;
  syncFile(path: string): void;
  syncFolder(path: string): void;
  /** With its parents; there already is fine, unless `exclusive`: then only this user may look into it. */
  makeFolder(path: string, options?: { exclusive?: boolean }): void;
  rename(from: string, to: string): void;
  /** As `rename`, but nothing that is at `to` is replaced, apart from an empty folder by a folder. Throws OUTPUT_EXISTS. */
  renameNew(from: string, to: string): void;
  /** A second name for a file; a copy where the file system has no links. */
  link(from: string, to: string): void;
  /** A symbolic link at `path`, where nothing is. */
  symlink(target: string, path: string): void;
  /** Where the symbolic link at the path leads to, as it says; `undefined` where no link is. */
  readLink(path: string): string | undefined;
  /** Removes a file or a whole folder; nothing there is fine. */
  remove(path: string): void;
  /** Removes a folder that is empty; false where it is not, or is not there. */
  removeEmpty(path: string): boolean;
  /** What is at the path, links not followed; `undefined` where nothing is. */
  look(path: string): "file" | "folder" | "other" | undefined;
  /** Number of the file system that holds what is at the path; it differs from that of the folder around it where one is mounted. */
  device(path: string): number;
  /**
   * Who may have made what is at the path, links not followed: this user alone (`private`), this user and others who may write to it
   * (`shared`), or another user (`foreign`). Everything is `private` where the system knows no users.
   */
  ownership(path: string): "private" | "shared" | "foreign";
  /** Gives a file the mode and the owner of another. Where the system lets it keep no group, the mode grants none anything. */
  likeFile(path: string, model: string): void;
  /** Lets only this user look into a folder and write to it. */
  makePrivate(path: string): void;
  list(path: string): string[];
  /** When the file's bytes were last changed, in nanoseconds since the epoch by the clock of its file system. */
  changedAt(path: string): bigint;
  /** Bytes that this user may still write to the file system that holds the path. */
  freeBytes(path: string): number;
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: "ERR_EXPORT_DISK_FULL",
  EDQUOT: "ERR_EXPORT_DISK_FULL",
  EFBIG: "ERR_EXPORT_DISK_FULL",
  EACCES: "ERR_EXPORT_PERMISSION",
  EPERM: "ERR_EXPORT_PERMISSION",
  EROFS: "ERR_EXPORT_PERMISSION",
  ENOENT: "ERR_EXPORT_NOT_FOUND",
  EEXIST: "ERR_EXPORT_OUTPUT_EXISTS",
  ENOTEMPTY: "ERR_EXPORT_OUTPUT_EXISTS",
};

/** What a file system says that makes no second name for this file. */
const NO_LINKS: readonly string[] = ["EPERM", "ENOTSUP", "EXDEV", "EMLINK"];

/** Permission bits: the group, and everybody. */
const OTHERS_WRITE = 0o022;

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would grow over the limit of this process or file system",
  EMFILE: "too many open files",
};

/** Wraps a refusal of the operating system. What is an ExportError already is returned as it is. */
export function toFileError(cause: unknown, action: string, path: string): ExportError {
  if (cause instanceof ExportError) return cause;
  const errno = (cause as NodeJS.ErrnoException).code ?? "";
  const why = WHY[errno] ?? (errno === "" ? String(cause) : errno);
  return new ExportError(CODES[errno] ?? "ERR_EXPORT_IO", `cannot ${action} ${path}: ${why}`, { path, cause });
}

const names = new Map<number, string>();

function attempt<T>(action: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw toFileError(cause, action, path);
  }
}

function open(path: string, flags: string | number, action: string): number {
  const file = attempt(action, path, () => fs.openSync(path, flags, 0o644));
  names.set(file, path);
  return file;
}

function syncPath(path: string, flags: string): void {
  const file = fs.openSync(path, flags);
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/** Level by level. Node's own way never ends where the system says ENOENT though the parent is there: in /proc, in a folder that was removed. */
function makeFolders(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolders(parent);
  try {
    fs.mkdirSync(path);
  } catch (cause) {
    // Somebody else has made it meanwhile.
    if (!isFolder(path)) throw cause;
  }
}

function isFolder(path: string): boolean {
  return attempt("look at", path, () => fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
}

// By link(2) a file gets a name only where none is; rename(2) itself refuses to put a folder where anything but an empty one is.
function renameNew(from: string, to: string): void {
  const taken = (): NodeJS.ErrnoException => Object.assign(new Error("it is there already"), { code: "EEXIST" });
  const isFile = fs.lstatSync(from).isFile();
  const found = fs.lstatSync(to, { throwIfNoEntry: false });
  if (found !== undefined && (isFile || !found.isDirectory())) throw taken();
  if (!isFile) {
    if (found !== undefined) fs.rmdirSync(to); // Windows replaces no empty one either
    return fs.renameSync(from, to);
  }
  try {
    fs.linkSync(from, to);
  } catch (cause) {
    if (!NO_LINKS.includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
    return fs.renameSync(from, to);
  }
  fs.unlinkSync(from);
}

const nameOf = (file: number): string => names.get(file) ?? `file ${file}`;

export const nodeFiles: Files = {
  openForWrite: (path, options = {}) => open(path, options.exclusive === true ? "wx+" : "w+", "create"),
  openForRead: (path) => open(path, "r", "open"),
  close(file) {
    const path = nameOf(file);
    names.delete(file);
    attempt("close", path, () => fs.closeSync(file));
  },
  read(file, into, position) {
    let done = 0;
    while (done < into.length) {
      const from = position === null ? null : position + done;
      const count = attempt("read", nameOf(file), () => fs.readSync(file, into, done, into.length - done, from));
      if (count === 0) break;
      done += count;
    }
    return done;
  },
  write(file, bytes, position) {
    for (let done = 0; done < bytes.length;) {
      const count = attempt("write", nameOf(file), () => fs.writeSync(file, bytes, done, bytes.length - done, position + done));
      // A device that takes nothing and reports nothing would keep this loop for ever.
      if (count === 0) throw new ExportError("ERR_EXPORT_IO", `cannot write ${nameOf(file)}: no byte was taken`, { path: nameOf(file) });
      done += count;
    }
  },
  sync: (file) => attempt("sync", nameOf(file), () => fs.fsyncSync(file)),
  syncFile: (path) => attempt("sync", path, () => syncPath(path, "r+")),
  syncFolder: (path) => attempt("sync", path, () => syncPath(path, "r")),
  makeFolder(path, options = {}) {
    attempt("create", path, () => {
      if (options.exclusive !== true) return makeFolders(path);
      makeFolders(dirname(path));
      fs.mkdirSync(path, { mode: 0o700 });
    });
  },
  rename: (from, to) => attempt("rename to", to, () => fs.renameSync(from, to)),
  renameNew: (from, to) => attempt("rename to", to, () => renameNew(from, to)),
  link(from, to) {
    attempt("link", to, () => {
      makeFolders(dirname(to));
      try {
        fs.linkSync(from, to);
      } catch (cause) {
        if (!NO_LINKS.includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
        fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL);
      }
    });
  },
  symlink: (target, path) => attempt("link", path, () => fs.symlinkSync(target, path)),
  readLink: (path) =>
    attempt("look at", path, () => {
      try {
        return fs.readlinkSync(path);
      } catch (cause) {
        // EINVAL: it is there, and no link.
        if (!["ENOENT", "EINVAL", "ENOTDIR"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
        return undefined;
      }
    }),
  remove: (path) => attempt("remove", path, () => fs.rmSync(path, { recursive: true, force: true })),
  removeEmpty: (path) =>
    attempt("remove", path, () => {
      try {
        fs.rmdirSync(path);
        return true;
      } catch (cause) {
        if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
        return false;
      }
    }),
  look: (path) =>
    attempt("look at", path, () => {
      const stat = fs.lstatSync(path, { throwIfNoEntry: false });
      if (stat === undefined) return undefined;
      return stat.isFile() ? "file" : stat.isDirectory() ? "folder" : "other";
    }),
  device: (path) => attempt("look at", path, () => fs.statSync(path).dev),
  ownership: (path) =>
    attempt("look at", path, () => {
      const user = process.geteuid?.();
      if (user === undefined) return "private";
      const { uid, mode } = fs.lstatSync(path);
      if (uid !== user) return "foreign";
      return (mode & OTHERS_WRITE) === 0 ? "private" : "shared";
    }),
  likeFile: (path, model) => attempt("change the permissions of", path, () => likeFile(path, model)),
  makePrivate: (path) => attempt("change the permissions of", path, () => fs.chmodSync(path, 0o700)),
  list: (path) => attempt("list", path, () => fs.readdirSync(path)),
  changedAt: (path) => attempt("look at", path, () => fs.lstatSync(path, { bigint: true }).mtimeNs),
  freeBytes: (path) =>
    attempt("ask for free space at", path, () => {
      const { bavail, bsize } = fs.statfsSync(path);
      return bavail * bsize;
    }),
};
