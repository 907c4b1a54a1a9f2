// Sizes at which the layout changes: what bbolt would do there is written in etcd-io/bbolt node.go and bucket.go.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checkBolt } from "./bolt-check.js";
import { BoltError } from "./bolt-error.js";
import { openBolt } from "./bolt-reader.js";
import { BoltWriter } from "./bolt-writer.js";
import { memorySource } from "./byte-source.js";
import { decodeTree, encodeTree, filler, latin1, type Tree } from "./tree-fixture.js";

const PAGE = 4096;
const numbered = (count: number, value: Uint8Array): Tree =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [String(i).padStart(6, "0"), value]));
const inputError = (work: (writer: BoltWriter) => void): BoltError | undefined => {
  try {
    work(new BoltWriter({ write: () => {} }));
  } catch (error) {
    if (error instanceof BoltError) return error;
    throw error;
  }
  return undefined;
};

/** Pages of the file beyond metas and freelist. */
const pagesOf = (tree: Tree): number => encodeTree(tree).length / PAGE - 3;

describe("the layout", () => {
  test("an empty file is the one that bbolt 1.3, 1.4 and 1.5 make when they open a new file", () => {
    const digest = createHash("sha256").update(encodeTree({})).digest("hex");
    expect(digest).toBe("f80ea184425737cdc7de57b1c8d4797e8a57ccee797991395e3800cd4ed0ac1e");
  });

  // A bucket is inline while header, elements and data of its page take 1024 bytes: 16 + 16 + key 3 + value.
  test.each([
    [1024 - 35, 1],
    [1024 - 34, 2],
  ])("a bucket with one value of %i bytes: %i pages", (valueBytes, pages) => {
    const tree = { bucket: { key: filler(valueBytes) } };
    expect(pagesOf(tree)).toBe(pages);
    expect(decodeTree(encodeTree(tree))).toEqual(tree);
  });

  test("an empty bucket is inline: 32 bytes", () => {
    const bytes = encodeTree({ a: {} });
    expect(new DataView(bytes.buffer).getUint32(3 * PAGE + 16 + 12, true)).toBe(32);
    expect(decodeTree(bytes)).toEqual({ a: {} });
  });

  test("a bucket that holds a bucket has a page of its own, however small", () => {
    expect(pagesOf({ a: { b: {} } })).toBe(2);
    expect(pagesOf({ a: { b: {}, c: { d: {} } } })).toBe(3);
  });

  // One value: 16 + 16 + 1 + value bytes on its page.
  test.each([
    [PAGE - 33, 2],
    [PAGE - 32, 3],
    [2 * PAGE - 33, 3],
    [2 * PAGE - 32, 4],
    [300 * PAGE - 33, 301],
    [300 * PAGE - 32, 302],
  ])("a value of %i bytes: %i pages", (valueBytes, pages) => {
    const tree = { a: { b: filler(valueBytes) } };
    expect(pagesOf(tree)).toBe(pages);
    expect(decodeTree(encodeTree(tree))).toEqual(tree);
  });

  // A page of 4096 bytes holds 16 + 4 × (16 + 1 + 1003) exactly.
  test.each([
    [1003, 2],
    [1004, 4],
  ])("four values of %i bytes: %i pages", (valueBytes, pages) => {
    const value = filler(valueBytes);
    expect(pagesOf({ bucket: { a: value, b: value, c: value, d: value } })).toBe(pages);
  });

  test.each([1, 2, 4064, 4080, 8160, 32_768])("keys of %i bytes", (keyBytes) => {
    const key = (last: string): string => "k".repeat(keyBytes - 1) + last;
    const values = { [key("a")]: filler(1), [key("b")]: filler(PAGE), [key("c")]: filler(0), [key("d")]: filler(2 * PAGE) };
    const tree = { first: values, [key("a")]: { [key("z")]: values }, [key("b")]: {} };
    const bytes = encodeTree(tree);
    expect(checkBolt(memorySource(bytes)).problems).toEqual([]);
    expect(decodeTree(bytes)).toEqual(tree);
  });

  test.each([240, 241, 65_534, 65_535, 65_536])("a bucket of %i keys", (count) => {
    const tree = { bucket: numbered(count, filler(0)) };
    const bytes = encodeTree(tree);
    expect(checkBolt(memorySource(bytes)).problems).toEqual([]);
    expect(decodeTree(bytes)).toEqual(tree);
    const bucket = openBolt(memorySource(bytes)).bucket(latin1("bucket"));
    expect(bucket?.get(latin1("000077"))).toEqual(filler(0));
    expect(bucket?.get(latin1("0000770"))).toBeUndefined();
  });

  // A leaf of one such entry each; a branch page takes 101 of these keys, the last one of a full page goes to the next.
  test.each([100, 101, 102, 103, 201, 202, 203, 10_100, 10_101, 10_102])("a branch over %i leaves has two children everywhere", (count) => {
    const entries = Array.from({ length: count }, (_, i) => [String(i).padStart(24, "0"), filler(3000)] as const);
    expect(checkBolt(memorySource(encodeTree({ a: Object.fromEntries(entries) }))).problems).toEqual([]);
  });

  test.each([0, 1, 2, 127, 128])("buckets nested %i deep in a bucket", (depth) => {
    const nest = (left: number): Tree => (left === 0 ? {} : { b: nest(left - 1), c: filler(1) });
    const tree = { a: nest(Math.max(0, depth - 1)) };
    const bytes = encodeTree(tree);
    expect(checkBolt(memorySource(bytes)).problems).toEqual([]);
    expect(decodeTree(bytes)).toEqual(tree);
  });
});

describe("what no file can hold", () => {
  const a = latin1("a");
  test.each([
    ["an empty key", (w: BoltWriter) => (w.openBucket(a), w.put(new Uint8Array(0), a))],
    ["an empty name", (w: BoltWriter) => w.openBucket(new Uint8Array(0))],
    ["a key of 32769 bytes", (w: BoltWriter) => (w.openBucket(a), w.put(filler(32_769), a))],
    ["a key twice", (w: BoltWriter) => (w.openBucket(a), w.put(a, a), w.put(a, a))],
    ["a key below the last", (w: BoltWriter) => (w.openBucket(a), w.put(latin1("ab"), a), w.put(a, a))],
    ["a bucket of a key's name", (w: BoltWriter) => (w.openBucket(a), w.put(a, a), w.openBucket(a))],
    ["a key of a bucket's name", (w: BoltWriter) => (w.openBucket(a), w.openBucket(a), w.closeBucket(), w.put(a, a))],
    ["a bucket below the last", (w: BoltWriter) => (w.openBucket(latin1("b")), w.closeBucket(), w.openBucket(a))],
    ["a value in the root", (w: BoltWriter) => w.put(a, a)],
    ["buckets 129 deep", (w: BoltWriter) => Array.from({ length: 129 }, () => w.openBucket(a))],
  ])("%s", (_, work) => {
    expect(inputError(work)?.reason).toBe("input");
  });

  test("a key below the last one of a page that was written and given back", () => {
    const error = inputError((writer) => {
      writer.openBucket(a);
      writer.put(latin1("m"), filler(1 << 21));
      writer.put(latin1("n"), filler(1));
      writer.put(latin1("m"), filler(1));
    });
    expect(error?.reason).toBe("input");
  });

  test("calls out of turn are mistakes of the program", () => {
    const writer = new BoltWriter({ write: () => {} });
    expect(() => writer.closeBucket()).toThrow(TypeError);
    writer.openBucket(a);
    expect(() => writer.finish()).toThrow(TypeError);
  });
});

test.each(["Uint8Array", "Buffer"])("what is written does not depend on the arrays that were given: %s", (type) => {
  const inner = numbered(3, filler(20));
  const once = encodeTree({
    a: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`bucket ${String(i).padStart(3, "0")}`, inner])),
  });
  const room = (length: number): Uint8Array => (type === "Buffer" ? Buffer.alloc(length) : new Uint8Array(length));
  const [name, key, value, bytes] = [room(10), room(6), room(20), new Uint8Array(once.length)];
  const writer = new BoltWriter({ write: (part, position) => bytes.set(part, position) });
  writer.openBucket(latin1("a"));
  for (let i = 0; i < 300; i++) {
    name.set(latin1(`bucket ${String(i).padStart(3, "0")}`));
    writer.openBucket(name);
    name.fill(0xff);
    for (let k = 0; k < 3; k++) {
      key.set(latin1(String(k).padStart(6, "0")));
      value.fill(0x61);
      writer.put(key, value);
      key.fill(0xff);
      value.fill(0xff);
    }
    writer.closeBucket();
  }
  writer.closeBucket();
  writer.finish();
  expect(Buffer.from(bytes).equals(once)).toBe(true);
});
