// Files, folders, devices and pipes that a flag may name.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readGivenFile } from "./given-file.js";

let root: string;
let writer: ChildProcess | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "given-"));
});
afterEach(() => {
  writer?.kill("SIGKILL");
  writer = undefined;
  rmSync(root, { recursive: true });
});

const read = async (path: string, maxBytes = 100_000, signal?: AbortSignal): Promise<number> =>
  (await readGivenFile(path, { maxBytes, action: "read", signal })).bytes.length;

test.each([0, 1, 99_999, 100_000])("a file of %i bytes comes whole", async (length) => {
  writeFileSync(join(root, "f"), Buffer.alloc(length));
  expect(await read(join(root, "f"))).toBe(length);
});

test("of one that is too long comes a byte too many, of a folder nothing", async () => {
  writeFileSync(join(root, "f"), Buffer.alloc(300_000));
  expect(await read(join(root, "f"))).toBe(100_001);
  expect(await read(root)).toBe(0);
  await expect(read(join(root, "absent"))).rejects.toMatchObject({ code: "ERR_EXPORT_NOT_FOUND" });
});

describe.skipIf(process.platform === "win32")("what has no size", () => {
  const pipe = (script?: string): string => {
    const path = join(root, "pipe");
    expect(spawnSync("mkfifo", [path]).status).toBe(0);
    if (script !== undefined) writer = spawn("sh", ["-c", script], { cwd: root });
    return path;
  };

  test("is read no further than asked for", async () => {
    expect(await read("/dev/zero")).toBe(100_001);
  });

  test("as a pipe comes whole, whenever its writer comes and however it writes", async () => {
    expect(await read(pipe("sleep 0.2; (head -c 70000 /dev/zero; sleep 0.2; echo abc) > pipe"))).toBe(70_004);
  });

  test("as a pipe that nobody writes to is refused", async () => {
    await expect(read(pipe())).rejects.toMatchObject({ code: "ERR_EXPORT_USAGE", exitCode: 2 });
  });

  test("as a pipe whose writer is silent is waited for until the signal", async () => {
    const stop = new AbortController();
    const reading = read(pipe("sleep 60 > pipe"), 100, stop.signal);
    setTimeout(() => stop.abort(new Error("stopped")), 300);
    await expect(reading).rejects.toThrow("stopped");
  });
});
