// Any tree comes back as it was, the checker finds nothing, and look-ups agree with the walk.
import fc from "fast-check";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { BoltBucket } from "./bolt-bucket.js";
import { checkBolt } from "./bolt-check.js";
import { openBolt } from "./bolt-reader.js";
import { memorySource } from "./byte-source.js";
import { fileSource } from "./file-bytes.js";
import { decodeTree, encodeTree, filler, latin1, type Tree } from "./tree-fixture.js";

/** Sizes around which the layout changes: inline limit, a page, two pages, with the bytes that headers take. */
const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 200 }) },
  { weight: 3, arbitrary: fc.integer({ min: 940, max: 1030 }) },
  { weight: 2, arbitrary: fc.integer({ min: 4020, max: 4110 }) },
  { weight: 1, arbitrary: fc.integer({ min: 8120, max: 8200 }) },
);
const shortKeys = fc.string({
  minLength: 1,
  maxLength: 12,
  unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
});
const keys = fc.oneof(
  { weight: 12, arbitrary: shortKeys },
  {
    weight: 1,
    arbitrary: fc.tuple(shortKeys, fc.constantFrom(1000, 2040, 4060, 4080, 16_384, 32_768)).map(([key, length]) => key.padEnd(length, "k")),
  },
);
const values = sizes.map((size) => filler(size, 1 + (size % 255)));
const { trees } = fc.letrec<{ trees: Tree; nodes: Tree | Uint8Array }>((tie) => ({
  nodes: fc.oneof({ depthSize: "small", withCrossShrink: true }, { weight: 3, arbitrary: values }, { weight: 1, arbitrary: tie("trees") }),
  trees: fc.dictionary(keys, tie("nodes"), { maxKeys: 40, noNullPrototype: true }) as fc.Arbitrary<Tree>,
}));
const files = fc.dictionary(keys, trees, { maxKeys: 6, noNullPrototype: true });

test("trees come back", () => {
  fc.assert(
    fc.property(files, (tree) => {
      const bytes = encodeTree(tree);
      expect(bytes.length % 4096).toBe(0);
      const check = checkBolt(memorySource(bytes));
      expect(check.problems).toEqual([]);
      expect([check.pages * 4096, check.freePages]).toEqual([bytes.length, 0]);
      expect(decodeTree(bytes)).toEqual(tree);
    }),
    { numRuns: 150 },
  );
});

test("look-ups and walks from a key agree with the tree", () => {
  fc.assert(
    fc.property(trees, fc.array(shortKeys, { maxLength: 20 }), (tree, others) => {
      const bucket = openBolt(memorySource(encodeTree({ all: tree }))).bucket(latin1("all")) as BoltBucket;
      const sorted = Object.keys(tree).toSorted((a, b) => (a < b ? -1 : 1));
      for (const key of [...sorted, ...others]) {
        const value = Object.hasOwn(tree, key) ? tree[key] : undefined;
        expect(bucket.get(latin1(key))).toEqual(value instanceof Uint8Array ? value : undefined);
        expect(bucket.bucket(latin1(key)) !== undefined).toBe(value !== undefined && !(value instanceof Uint8Array));
        const first = bucket.entries(latin1(key)).next();
        expect(first.done === true ? undefined : Buffer.from(first.value.key).toString("latin1")).toBe(
          sorted.find((other) => other >= key),
        );
      }
    }),
    { numRuns: 100 },
  );
});

test("a file is read as memory is", () => {
  const folder = mkdtempSync(join(tmpdir(), "bolt-"));
  // Values of 5000 bytes lie across the blocks that are read.
  const values = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [String(i).padStart(5, "0"), filler(i % 7 === 0 ? 5000 : 50, i)]),
  );
  const bytes = encodeTree({ a: values, b: { c: values } });
  writeFileSync(join(folder, "file.db"), bytes);
  const fd = openSync(join(folder, "file.db"), "r");
  try {
    const source = fileSource(fd);
    expect(checkBolt(source).problems).toEqual([]);
    const read = Array.from(openBolt(source).bucket(latin1("a"))?.entries() ?? [], ({ key, value }) => [
      Buffer.from(key).toString(),
      value,
    ]);
    expect(Object.fromEntries(read)).toEqual(values);
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
});
