// What became something else between the listing of a folder and the reading of its files.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_LIMITS } from "@stella-export/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileSource } from "./file-source.js";

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "open-regular-"));
  folder = join(root, "folder");
  mkdirSync(folder);
  writeFileSync(join(root, "outside"), '{"outside":1}');
});
afterEach(() => rmSync(root, { recursive: true }));

async function readAll(path: string, afterFirst: () => void = () => {}): Promise<number> {
  let documents = 0;
  for await (const { count } of new FileSource("x", path).read({ limits: DEFAULT_LIMITS })) {
    if (documents === 0) afterFirst();
    documents += count;
  }
  return documents;
}

describe.skipIf(process.platform === "win32").each(["z.json", "z.jsonl", "z.csv", "z.zip", "z.tar"])("%s of a folder", (name) => {
  test.each<[string, (path: string) => void]>([
    ["a link", (path) => symlinkSync("../outside", path)],
    ["a pipe without a writer", (path) => expect(spawnSync("mkfifo", [path]).status).toBe(0)],
    ["a folder", (path) => mkdirSync(path)],
    ["nothing", () => {}],
  ])("that became %s after it was listed is refused: neither followed nor waited for", async (_, replace) => {
    writeFileSync(join(folder, "a.jsonl"), '{"a":1}\n');
    writeFileSync(join(folder, name), "");
    const path = join(folder, name);
    const reading = readAll(folder, () => {
      rmSync(path);
      replace(path);
    });
    await expect(reading).rejects.toMatchObject({ code: "ERR_EXPORT_SOURCE_CHANGED", exitCode: 10, place: { path } });
  });
});

test.skipIf(process.platform === "win32").each<[string, (path: string) => void]>([
  ["a link", (path) => symlinkSync(root, path)],
  ["a file", (path) => writeFileSync(path, "")],
  ["nothing", () => {}],
])("a folder of a folder that became %s after it was listed is refused", async (_, replace) => {
  const path = join(folder, "b");
  writeFileSync(join(folder, "a.jsonl"), '{"a":1}\n');
  mkdirSync(path);
  const reading = readAll(folder, () => {
    rmSync(path, { recursive: true });
    replace(path);
  });
  await expect(reading).rejects.toMatchObject({ code: "ERR_EXPORT_SOURCE_CHANGED", exitCode: 10, place: { path } });
});

test.each(["given.json", "given.jsonl"])("the path that was given may be a link (%s)", async (name) => {
  symlinkSync("outside", join(root, name));
  expect(await readAll(join(root, name))).toBe(1);
});
