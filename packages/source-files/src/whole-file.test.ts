import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_LIMITS } from "@stella-export/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BatchBuilder } from "./batch-builder.js";
import { FileSource } from "./file-source.js";
import { readWholeFile } from "./whole-file.js";

const MIB = 1 << 20;

let root: string;
let file: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "whole-file-"));
  file = join(root, "a.json");
});
afterEach(() => rmSync(root, { recursive: true }));

const bytesOf = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31) % 251));
const digestOf = (bytes: Uint8Array): string => `sha256:${hash("sha256", bytes)}`;

describe("one file", () => {
  test.each([0, 1, 65_535, 65_536, 65_537, MIB - 1, MIB, MIB + 1, 5 * MIB])("of %i bytes comes as it is, line ends too", (length) => {
    const bytes = bytesOf(length);
    writeFileSync(file, bytes);
    const builder = new BatchBuilder(MIB);
    const end = readWholeFile(builder, file, "a.json", 100, 64 * MIB);
    const { count, slab, starts, ends, lines } = builder.take();
    expect([count, starts[0], ends[0], lines[0], end]).toEqual([1, 100, 100 + length, 0, 100 + length]);
    expect(bytes.equals(slab.subarray(100, end))).toBe(true);
  });

  test.each([1, 100, 65_536, MIB, MIB + 1])(
    "of exactly the bound of %i bytes comes, of one more is a reject with the digest of all of it",
    (bound) => {
      for (const length of [bound, bound + 1, bound + MIB + 1]) {
        const bytes = bytesOf(length);
        writeFileSync(file, bytes);
        const builder = new BatchBuilder(MIB);
        const end = readWholeFile(builder, file, "a.json", 10, bound);
        const { count, rejects } = builder.take();
        expect([count, end]).toEqual(length > bound ? [0, 10] : [1, 10 + bound]);
        if (length > bound)
          expect(rejects).toEqual([
            expect.objectContaining({ path: "a.json", line: 0, code: "ERR_EXPORT_DOCUMENT_TOO_LARGE", sourceDigest: digestOf(bytes) }),
          ]);
        else expect(rejects).toEqual([]);
      }
    },
  );

  test("that is gone is an error with a code: of a changed source where it was found in a folder", () => {
    const read = (...origin: ["given"] | []): number =>
      readWholeFile(new BatchBuilder(10), join(root, "gone.json"), "gone.json", 0, 10, ...origin);
    expect(() => read()).toThrow(expect.objectContaining({ code: "ERR_EXPORT_SOURCE_CHANGED" }));
    expect(() => read("given")).toThrow(expect.objectContaining({ code: "ERR_EXPORT_NOT_FOUND" }));
  });
});

describe("a source over files that change", () => {
  test("survey tells the size that was, read gives what is there", async () => {
    writeFileSync(file, "{}");
    writeFileSync(join(root, "b.json"), '{"b":1}');
    const source = new FileSource("x", root);
    const options = { limits: { ...DEFAULT_LIMITS, documentBytes: MIB } };
    expect(await source.survey(options)).toMatchObject({ documents: 2, bytes: 9 });
    // Grown over the bound between survey and read: no more of it is kept than the bound allows.
    truncateSync(file, 20 * MIB);
    const batches = [];
    for await (const { count, rejects, slab } of source.read(options))
      batches.push({ count, rejects: rejects.map(({ code, sourceDigest }) => [code, sourceDigest]), slabBytes: slab.length });
    expect(batches).toEqual([
      { count: 1, rejects: [["ERR_EXPORT_DOCUMENT_TOO_LARGE", digestOf(readFileSync(file))]], slabBytes: expect.any(Number) },
    ]);
    expect(batches[0]?.slabBytes).toBeLessThan(4 * MIB);
  });

  test("an empty file is a document, which a run rejects as cut off", async () => {
    writeFileSync(file, "");
    for await (const { count, starts, ends } of new FileSource("x", file).read({ limits: DEFAULT_LIMITS }))
      expect([count, starts[0], ends[0]]).toEqual([1, 0, 0]);
  });

  test("a name that nobody can read is FILE_UNSUPPORTED where it was asked for by name", async () => {
    writeFileSync(join(root, "a.txt"), "{}");
    const read = async (): Promise<void> => {
      for await (const _ of new FileSource("x", join(root, "a.txt")).read({ limits: DEFAULT_LIMITS }));
    };
    await expect(read()).rejects.toMatchObject({ code: "ERR_EXPORT_FILE_UNSUPPORTED" });
  });
});
