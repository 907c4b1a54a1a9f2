import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compareBytes } from "../../bytes.js";
import { ExportError } from "../../errors/export-error.js";
import { nodeFiles } from "../files.js";
import { BlockFile } from "./block-file.js";
import { Sorter } from "./sorter.js";

let folder: string;
let opened: BlockFile[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sorter-"));
  opened = [];
});

afterEach(() => {
  for (const file of opened) file.close();
  rmSync(folder, { recursive: true });
});

function open(name: string): BlockFile {
  const file = new BlockFile(nodeFiles, join(folder, name));
  opened.push(file);
  return file;
}

type Entry = readonly [key: Uint8Array, value: Uint8Array];

function sorted(sorter: Sorter, partition?: number): Entry[] {
  const merge = sorter.merge(partition);
  const entries: Entry[] = [];
  for (let top = merge.top; top !== undefined; merge.advance(), top = merge.top) {
    entries.push([top.key.slice(0, top.keyLength), top.block.slice(top.valueStart, top.valueEnd)]);
  }
  return entries;
}

const naive = (entries: readonly Entry[]): Entry[] => entries.toSorted((a, b) => compareBytes(a[0], b[0]) || compareBytes(a[1], b[1]));

/** Entries with equal keys may come in any order; their values are put in one before comparing. */
const hex = (entries: readonly Entry[]): string[] =>
  naive(entries).map(([key, value]) => `${Buffer.from(key).toString("hex")} ${Buffer.from(value).toString("hex")}`);

// Keys that share long beginnings are what records have, and what prefix compression can get wrong.
const key = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc
    .tuple(fc.constantFrom("advisory\0osv\0", "advisory\0osv\0a/", ""), fc.uint8Array({ maxLength: 4 }))
    .map(([head, tail]) => Buffer.concat([Buffer.from(head), tail])),
  // Digests behind an id: the same twice, nearly the same, or more than twice.
  fc
    .tuple(fc.constantFrom("id", "other", ""), fc.nat(2), fc.nat(2), fc.nat(2))
    .map(([id, a, b, c]) => Buffer.concat([Buffer.from(id), Buffer.alloc(32, a), Buffer.alloc(32, b), Buffer.alloc(c === 2 ? 32 : c, b)])),
);

test("any entries in any order come out in byte order, whatever the buffer", () => {
  let run = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(key, fc.uint8Array({ maxLength: 40 })), { maxLength: 300 }),
      fc.integer({ min: 1, max: 4000 }),
      (entries, bufferBytes) => {
        const sorter = new Sorter(open(`run-${run++}`), { bufferBytes });
        for (const [k, v] of entries) sorter.add(k, v);
        sorter.finish();
        const found = sorted(sorter);
        expect(found.map(([k]) => Buffer.from(k).toString("hex"))).toEqual(naive(entries).map(([k]) => Buffer.from(k).toString("hex")));
        expect(hex(found)).toEqual(hex(entries));
        expect(hex(sorted(sorter))).toEqual(hex(entries));
      },
    ),
    { numRuns: 300, seed: 20_261_124 },
  );
});

test("more runs than are merged at once are merged in steps", () => {
  const sorter = new Sorter(open("many"), { bufferBytes: 1 });
  const entries: Entry[] = [];
  for (let i = 1500; i > 0; i--) entries.push([Buffer.from(String(i).padStart(6, "0")), Buffer.from(`value ${i}`)]);
  for (const [k, v] of entries) sorter.add(k, v);
  sorter.finish();
  expect(hex(sorted(sorter))).toEqual(hex(entries));
});

test("a partition is read without the others", () => {
  const sorter = new Sorter(open("parts"), { bufferBytes: 64, partitionOf: (bytes, start) => bytes[start] as number });
  const entries: Entry[] = [];
  for (let i = 0; i < 300; i++) entries.push([Buffer.from([i % 3, 255 - (i >> 2)]), Buffer.from([i & 255])]);
  for (const [k, v] of entries) sorter.add(k, v);
  sorter.finish();
  for (const partition of [0, 1, 2, 3]) {
    expect(hex(sorted(sorter, partition))).toEqual(hex(entries.filter(([k]) => k[0] === partition)));
  }
});

test("one entry larger than the buffer and than a block passes", () => {
  const sorter = new Sorter(open("large"), { bufferBytes: 1024 });
  const large = new Uint8Array(1 << 20).fill(7);
  sorter.add(Buffer.from("b"), large);
  sorter.add(Buffer.from("a"), Buffer.from("small"));
  sorter.finish();
  expect(sorted(sorter).map(([k, v]) => [Buffer.from(k).toString(), v.length])).toEqual([
    ["a", 5],
    ["b", 1 << 20],
  ]);
});

// Values of more than 128 KiB lie outside the blocks; keys must not notice.
const SIZES = [0, 131_072, 131_073, 300_000];
const sized = (i: number): Uint8Array => new Uint8Array(SIZES[i % SIZES.length] as number).fill(i);

test("large values among small ones come out whole, from one run and from many, and of one partition", () => {
  for (const bufferBytes of [1, 1 << 26]) {
    const sorter = new Sorter(open(`mixed-${bufferBytes}`), { bufferBytes, partitionOf: (bytes, start) => bytes[start] as number });
    for (let i = 39; i >= 0; i--) sorter.add(Buffer.from([i >> 5, i]), sized(i));
    sorter.finish();
    const expected = Array.from({ length: 40 }, (_, i): Entry => [Buffer.from([i >> 5, i]), sized(i)]);
    const found = sorted(sorter);
    expect(found.map(([k, v]) => [...k, v.length])).toEqual(expected.map(([k, v]) => [...k, v.length]));
    expect(found.every(([, v], i) => compareBytes(v, sized(i)) === 0)).toBe(true);
    expect(sorted(sorter, 1).map(([k]) => k[1])).toEqual([32, 33, 34, 35, 36, 37, 38, 39]);
  }
});

test("large values survive that runs are merged in steps", () => {
  const sorter = new Sorter(open("steps"), { bufferBytes: 1 });
  for (let i = 600; i > 0; i--) sorter.add(Buffer.from(String(i).padStart(6, "0")), i % 100 === 0 ? sized(i + 3) : sized(0));
  sorter.finish();
  expect(sorted(sorter).flatMap(([k, v]) => (v.length === 0 ? [] : [[Buffer.from(k).toString(), v.length]]))).toEqual(
    [100, 200, 300, 400, 500, 600].map((i) => [String(i).padStart(6, "0"), 300_000]),
  );
});

test("a bit that flipped in a large value is an error, not a record", () => {
  const sorter = new Sorter(open("large-flipped"), { bufferBytes: 64 });
  sorter.add(Buffer.from("key"), sized(3));
  sorter.finish();
  const bytes = readFileSync(join(folder, "large-flipped"));
  bytes[150_000] = (bytes[150_000] as number) ^ 0x10;
  writeFileSync(join(folder, "large-flipped"), bytes);
  expect(() => sorted(sorter)).toThrow(expect.objectContaining({ code: "ERR_EXPORT_SPOOL_CORRUPT" }));
});

test("a bit that flipped on disk is an error, not a record", () => {
  const file = open("flipped");
  const sorter = new Sorter(file, { bufferBytes: 64 });
  for (let i = 0; i < 20; i++) sorter.add(Buffer.from(`key ${i}`), Buffer.from(`value ${i}`));
  sorter.finish();
  const bytes = readFileSync(join(folder, "flipped"));
  for (let i = 0; i < bytes.length; i++) {
    const damaged = Buffer.from(bytes);
    damaged[i] = (damaged[i] as number) ^ 0x10;
    writeFileSync(join(folder, "flipped"), damaged);
    expect(() => sorted(sorter)).toThrow(ExportError);
  }
  writeFileSync(join(folder, "flipped"), bytes.subarray(0, bytes.length - 1));
  expect(() => sorted(sorter)).toThrow(expect.objectContaining({ code: "ERR_EXPORT_SPOOL_CORRUPT" }));
});
