import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeContract } from "@stella-export/testkit";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { encodeUtf8 } from "../bytes.js";
import { DirectoryStore } from "./directory-store.js";
import { type Files, nodeFiles } from "./files.js";

let root: string;
let folders = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "directory-store-"));
});
afterAll(() => rmSync(root, { recursive: true }));

const fresh = (): string => join(root, String(folders++));

describe("a store in a directory", () => {
  for (const { name, run } of storeContract({ open: () => new DirectoryStore(fresh(), nodeFiles) })) {
    it(name, run);
  }
});

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .toSorted((a, b) => (a < b ? -1 : 1));

async function* slowly(held: Promise<void>): AsyncGenerator<Uint8Array, void> {
  yield encodeUtf8("first");
  await held;
  yield encodeUtf8("second");
}

describe("the directory", () => {
  test("holds each blob under its digest and nothing else, whatever was refused", async () => {
    const folder = fresh();
    const store = new DirectoryStore(folder, nodeFiles);
    const { digest } = await store.put("text/plain", encodeUtf8("kept"));
    await expect(store.put("text/plain", encodeUtf8("refused"), { maxBytes: 3 })).rejects.toThrow(
      expect.objectContaining({ code: "ERR_EXPORT_SIZE_MISMATCH" }),
    );
    await expect(store.put("text/plain", encodeUtf8("refused"), { expected: digest })).rejects.toThrow(
      expect.objectContaining({ code: "ERR_EXPORT_DIGEST_MISMATCH" }),
    );
    expect(filesBelow(folder)).toEqual([`blobs/sha256/${digest.slice(7)}`]);
    expect(readFileSync(join(folder, "blobs", "sha256", digest.slice(7)), "utf8")).toBe("kept");
  });

  test("is found again by another store, and may hold what a killed one left", async () => {
    const folder = fresh();
    const { digest } = await new DirectoryStore(folder, nodeFiles).put("text/plain", encodeUtf8("kept"));
    expect(await new DirectoryStore(folder, nodeFiles).has(digest)).toBe(true);
    writeFileSync(join(folder, "ingest", "left-behind"), "half");
    const { digest: other } = await new DirectoryStore(folder, nodeFiles).put("text/plain", encodeUtf8("other"));
    expect(await new DirectoryStore(folder, nodeFiles).has(other)).toBe(true);
  });

  test("is not touched any more by what was under way when its writer gave up", async () => {
    const folder = fresh();
    const store = new DirectoryStore(folder, nodeFiles);
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const put = store.put("text/plain", slowly(held));
    await Promise.resolve();
    store.stop();
    rmSync(folder, { recursive: true });
    const next = new DirectoryStore(folder, nodeFiles);
    const other = next.put("text/plain", slowly(held));
    go();
    await expect(put).rejects.toThrow(expect.objectContaining({ code: "ERR_EXPORT_INTERRUPTED" }));
    expect(filesBelow(folder)).toEqual([`blobs/sha256/${(await other).digest.slice(7)}`]);
  });

  test("syncs a blob before it has its name", async () => {
    const done: string[] = [];
    const files: Files = {
      ...nodeFiles,
      sync: (file) => (done.push("sync"), nodeFiles.sync(file)),
      rename: (from, to) => (done.push("rename"), nodeFiles.rename(from, to)),
    };
    await new DirectoryStore(fresh(), files).put("text/plain", encodeUtf8("kept"));
    expect(done).toEqual(["sync", "rename"]);
  });
});
