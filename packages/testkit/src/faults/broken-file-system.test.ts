import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { breakFileSystem } from "./broken-file-system.js";
import type { Fault } from "./fault.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "broken-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes 8 bytes and reads them back; what each step came to. */
function steps(fault: Fault, place = folder): { outcome: unknown[]; met: string | undefined } {
  const outcome: unknown[] = [];
  const attempt = (step: () => unknown): void => {
    try {
      outcome.push(step());
    } catch (error) {
      outcome.push((error as NodeJS.ErrnoException).code);
    }
  };
  const broken = breakFileSystem(fault, { within: [place] });
  try {
    const file = openSync(join(folder, "x"), "w+");
    const bytes = new Uint8Array(8);
    attempt(() => writeSync(file, Buffer.from("12345678"), 0, 8, 0));
    attempt(() => readSync(file, bytes, 0, 8, 0));
    attempt(() => Buffer.from(bytes).toString("latin1"));
    attempt(() => fsyncSync(file));
    attempt(() => closeSync(file));
    attempt(() => closeSync(file));
  } finally {
    broken.mend();
  }
  return { outcome, met: broken.met };
}

describe("the n-th call", () => {
  it.each([
    ["fails with its errno", { kind: "EIO", at: 3 }, [8, "EIO", "\0\0\0\0\0\0\0\0", undefined, undefined, "EBADF"], "readSync"],
    [
      "leaves half of what a full disk could not take",
      { kind: "ENOSPC", at: 2 },
      ["ENOSPC", 4, "1234\0\0\0\0", undefined, undefined, "EBADF"],
      "writeSync",
    ],
    ["closes a file that cannot be closed", { kind: "EIO", at: 5 }, [8, 8, "12345678", undefined, "EIO", "EBADF"], "closeSync"],
    ["fails to sync", { kind: "EIO", at: 4 }, [8, 8, "12345678", "EIO", undefined, "EBADF"], "fsyncSync"],
    ["writes half", { kind: "short-write", at: 1 }, [4, 4, "1234\0\0\0\0", undefined, undefined, "EBADF"], "writeSync"],
    ["reads half", { kind: "short-read", at: 1 }, [8, 4, "1234\0\0\0\0", undefined, undefined, "EBADF"], "readSync"],
    ["reads one bit wrong", { kind: "bit-flip", at: 1 }, [8, 8, "1234µ678", undefined, undefined, "EBADF"], "readSync"],
    ["is none when there are not so many", { kind: "short-read", at: 2 }, [8, 8, "12345678", undefined, undefined, "EBADF"], undefined],
  ] as const)("%s", (_, fault, outcome, met) => {
    const got = steps(fault);
    expect(got.met).toBe(met);
    expect(got.outcome).toEqual(outcome);
  });

  it("is one of those within the folders only", () => {
    expect(steps({ kind: "EIO", at: 1 }, join(folder, "other")).met).toBeUndefined();
    expect(() => steps({ kind: "EMFILE", at: 1 })).toThrow(expect.objectContaining({ code: "EMFILE", syscall: "open" }));
    expect(() => steps({ kind: "EIO", at: 0 })).toThrow(TypeError);
  });

  it("is gone after mending, for whoever imported it", () => {
    const broken = breakFileSystem({ kind: "EACCES", at: 1 }, { within: [folder] });
    try {
      expect(() => mkdirSync(join(folder, "a"))).toThrow(expect.objectContaining({ code: "EACCES" }));
      expect(existsSync(join(folder, "a"))).toBe(false);
    } finally {
      broken.mend();
    }
    expect(broken.met).toBe("mkdirSync");
    expect(statSync(folder).isDirectory()).toBe(true);
    expect(() => readFileSync(join(folder, "a"))).toThrow(expect.objectContaining({ code: "ENOENT" }));
  });
});
