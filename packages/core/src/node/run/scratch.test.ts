// The scratch of a real run keeps the promises, also where it does not fit into memory, and leaves no handle open.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scratchContract } from "@stella-export/testkit";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { type Files, nodeFiles } from "../files.js";
import { Scratch } from "./scratch.js";

let folder: string;
let scratch: Scratch;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scratch-"));
  scratch = new Scratch(nodeFiles, folder);
});
afterEach(() => {
  scratch.close();
  rmSync(folder, { recursive: true });
});

describe("scratch on disk", () => {
  const open = () => ({ sorting: () => scratch.sorting(), scratch: () => scratch.file() });
  for (const { name, run } of scratchContract({ open })) it(name, run);
});

test("more than memory holds comes back in order", () => {
  const sorting = scratch.sorting();
  const value = Buffer.alloc(40_000, "v");
  for (let i = 0; i < 2000; i++) sorting.add(Buffer.from(String((i * 7919) % 2000).padStart(4, "0")), value);
  const entries = sorting.entries();
  for (let i = 0; i < 2000; i++) {
    expect(entries.next()).toBe(true);
    expect(Buffer.from(entries.key).toString()).toBe(String(i).padStart(4, "0"));
    expect(entries.value.length).toBe(40_000);
  }
  expect(entries.next()).toBe(false);
});

test("what a killed run left under the same name is no obstacle, and everything is closed", () => {
  let open = 0;
  const counting: Files = {
    ...nodeFiles,
    openForWrite: (path, options) => (open++, nodeFiles.openForWrite(path, options)),
    close: (file) => (open--, nodeFiles.close(file)),
  };
  const first = new Scratch(counting, folder);
  first.file().write(Buffer.from("left behind"), 0);
  first.close();
  const second = new Scratch(counting, folder);
  expect(second.file().sizeBytes).toBe(0);
  second.sorting();
  expect(readdirSync(folder).length).toBe(2);
  second.close();
  expect(open).toBe(0);
});
