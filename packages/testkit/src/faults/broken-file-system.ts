// Lets one synchronous call of `node:fs` in this process fail, whoever makes it: what is below every seam. It knows errno and calls, not who
// makes them. Other threads and asynchronous calls are not touched.
import { syncBuiltinESMExports } from "node:module";
import { constants } from "node:os";
import { resolve, sep } from "node:path";
import { Countdown, type Fault, type FaultKind, flipBit } from "./fault.js";

export interface BrokenFileSystem {
  /** The call that met the fault, `undefined` where none did. */
  readonly met: string | undefined;
  /** Ends it. Must be called, also when the test fails. */
  mend(): void;
}

export interface BreakOptions {
  /** Only calls on these folders, on what is in them and on what was opened there count. */
  readonly within: readonly string[];
}

const BY_PATH = [
  "openSync",
  "statSync",
  "lstatSync",
  "readdirSync",
  "mkdirSync",
  "renameSync",
  "linkSync",
  "copyFileSync",
  "readlinkSync",
  "rmSync",
  "unlinkSync",
  "statfsSync",
];
const BY_FILE = ["closeSync", "readSync", "writeSync", "fsyncSync", "fstatSync", "ftruncateSync"];

type Call = (...args: unknown[]) => unknown;
type Calls = Record<string, Call>;
/** The object that CommonJS sees; `syncBuiltinESMExports` copies it to what `import` gives. */
const calls = process.getBuiltinModule("node:fs") as unknown as Calls;

/**
 * Breaks the calls until `mend`. A refusal throws what Node would, without having done anything, but that a write to a full disk has written its first
 * half and a file that cannot be closed is closed. `fsync` only counts: a sweep of thousands of runs need not wait for the disk.
 */
export function breakFileSystem(fault: Fault, { within }: BreakOptions): BrokenFileSystem {
  const countdown = new Countdown(fault);
  const folders = within.map((folder) => resolve(folder));
  const isWithin = (path: unknown): boolean =>
    typeof path === "string" && folders.some((folder) => path === folder || resolve(path).startsWith(folder + sep));
  const opened = new Map<number, string>();
  const originals = new Map<string, Call>();
  const replace = (name: string, make: (original: Call) => Call): void => {
    const original = calls[name] as Call;
    originals.set(name, original);
    calls[name] = make(original);
  };

  for (const name of BY_PATH) {
    replace(name, (original) => (...args) => {
      if (!isWithin(args[0])) return original(...args);
      if (isRefusal(fault.kind) && countdown.isDue(name)) throw refusal(fault.kind, name, args[0] as string);
      const result = original(...args);
      if (name === "openSync") opened.set(result as number, args[0] as string);
      return result;
    });
  }
  replace("symlinkSync", (original) => (...args) => {
    const path = args[1] as string;
    if (isWithin(path) && isRefusal(fault.kind) && countdown.isDue("symlinkSync")) throw refusal(fault.kind, "symlinkSync", path);
    return original(...args);
  });
  for (const name of BY_FILE) {
    replace(name, (original) => (...args) => {
      const path = opened.get(args[0] as number);
      if (path === undefined) return original(...args);
      if (name === "closeSync") opened.delete(args[0] as number);
      return callOnFile(name, original, args, path, countdown);
    });
  }
  syncBuiltinESMExports();
  return {
    get met() {
      return countdown.met;
    },
    mend() {
      for (const [name, original] of originals) calls[name] = original;
      syncBuiltinESMExports();
    },
  };
}

function callOnFile(name: string, original: Call, args: unknown[], path: string, countdown: Countdown): unknown {
  const { kind } = countdown;
  if (isRefusal(kind)) {
    if (!countdown.isDue(name)) return name === "fsyncSync" ? undefined : original(...args);
    if (name === "closeSync") original(...args);
    if (name === "writeSync" && kind === "ENOSPC") original(...halved(args));
    throw refusal(kind, name, path);
  }
  if (name === "fsyncSync") return undefined;
  if (kind === "short-write" && name === "writeSync") {
    return original(...(lengthOf(args) > 1 && countdown.isDue(name) ? halved(args) : args));
  }
  if (kind === "short-read" && name === "readSync") return readShort(original, args, countdown);
  if (kind === "bit-flip" && name === "readSync") {
    const count = original(...args) as number;
    const [, buffer, offset] = args as [number, Uint8Array, number];
    if (count > 0 && countdown.isDue(name)) flipBit(buffer.subarray(offset, offset + count));
    return count;
  }
  return original(...args);
}

/** Reads in two halves, so that only a read that would have given more counts as one that can be short. */
function readShort(original: Call, args: unknown[], countdown: Countdown): number {
  const [file, buffer, offset, length, position] = args as [number, Uint8Array, number, number, number | null];
  const half = length >> 1;
  if (half === 0) return original(...args) as number;
  const first = original(file, buffer, offset, half, position) as number;
  if (first < half || countdown.isDue("readSync")) return first;
  return first + (original(file, buffer, offset + first, length - first, position === null ? null : position + first) as number);
}

// (file, buffer, offset, length, position), as all of this house's calls are.
const lengthOf = (args: readonly unknown[]): number => args[3] as number;
const halved = ([file, buffer, offset, length, ...rest]: unknown[]): unknown[] => [file, buffer, offset, (length as number) >> 1, ...rest];

function isRefusal(kind: FaultKind): kind is "ENOSPC" | "EIO" | "EACCES" | "EMFILE" {
  return Object.hasOwn(constants.errno, kind);
}

function refusal(code: "ENOSPC" | "EIO" | "EACCES" | "EMFILE", call: string, path: string): NodeJS.ErrnoException {
  const syscall = call.replace(/Sync$/, "");
  return Object.assign(new Error(`${code}: made for a test, ${syscall} '${path}'`), { code, errno: -constants.errno[code], syscall, path });
}
