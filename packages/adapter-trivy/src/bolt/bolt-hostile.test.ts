// Files that somebody damaged or forged: an error that names the place, in bounded time, or the content that was written.
import { describe, expect, test } from "vitest";
import { type BoltCheck, MAX_PROBLEMS } from "./bolt-check.js";
import { openBolt } from "./bolt-reader.js";
import { memorySource } from "./byte-source.js";
import { checked, failureOf, messagesOf, problemsOf, values } from "./damage-fixture.js";
import { fnv1a64 } from "./page-format.js";
import { decodeTree, encodeTree, filler, latin1, type Tree } from "./tree-fixture.js";

const PAGE = 4096;
const setU64 = (bytes: Uint8Array, at: number, value: number | bigint): void =>
  new DataView(bytes.buffer).setBigUint64(at, BigInt(value), true);
const setU32 = (bytes: Uint8Array, at: number, value: number): void => new DataView(bytes.buffer).setUint32(at, value, true);

/** Changes a field of both metas and makes their checksums right again. */
function forgeMetas(bytes: Uint8Array, field: number, value: number | bigint): void {
  for (const meta of [16, PAGE + 16]) {
    setU64(bytes, meta + field, value);
    setU64(bytes, meta + 56, fnv1a64(bytes.subarray(meta, meta + 56)));
  }
}

describe("a file that was cut", () => {
  const sound = encodeTree({ a: values(400, 200), b: values(1, 20_000) });

  test.each(Array.from({ length: sound.length / 1024 }, (_, i) => i * 1024))("to %i bytes", (sizeBytes) => {
    const cut = sound.subarray(0, sizeBytes);
    expect(problemsOf(cut)).toBeGreaterThan(0);
    expect(failureOf(() => decodeTree(cut))?.reason).toBe("damaged");
  });
});

describe("a broken meta", () => {
  const tree: Tree = { a: values(3, 10) };

  test.each([0, 1])("meta %i: the other one is read, and the checker says so", (id) => {
    const bytes = encodeTree(tree);
    (bytes[id * PAGE + 16] as number) ^= 1;
    expect(decodeTree(bytes)).toEqual(tree);
    const check = checked(bytes) as BoltCheck;
    expect(check.problems.map(({ place }) => place.pageId)).toEqual([id]);
  });

  test("both", () => {
    const bytes = encodeTree(tree);
    bytes[16] = bytes[PAGE + 16] = 0;
    expect(checked(bytes)).toMatchObject({ reason: "damaged", place: { pageId: 0, offset: 0 } });
    expect(failureOf(() => openBolt(memorySource(bytes)))?.reason).toBe("damaged");
  });

  test.each([
    ["root beyond the end", 16, 1000],
    ["root of 64 bits", 16, 2n ** 63n],
    ["root in a meta", 16, 1],
    ["root in the freelist", 16, 2],
    ["freelist beyond the end", 32, 1000],
    ["freelist in the root", 32, 4],
    ["pages beyond the end", 40, 2 ** 52],
    ["fewer pages than there are", 40, 3],
  ])("%s", (_, field, value) => {
    const bytes = encodeTree(tree);
    forgeMetas(bytes, field, value);
    expect(problemsOf(bytes)).toBeGreaterThan(0);
    failureOf(() => decodeTree(bytes));
  });

  test("a file without a freelist is sound", () => {
    const bytes = encodeTree(tree);
    forgeMetas(bytes, 32, 2n ** 64n - 1n);
    expect(messagesOf(bytes)).toEqual([]);
    expect(decodeTree(bytes)).toEqual(tree);
  });
});

describe("the freelist", () => {
  const withFree = (count: number, ...ids: number[]): Uint8Array => {
    const bytes = encodeTree({ a: values(3, 10) });
    new DataView(bytes.buffer).setUint16(2 * PAGE + 10, count, true);
    for (const [i, id] of ids.entries()) setU64(bytes, 2 * PAGE + 16 + 8 * i, id);
    return bytes;
  };

  test.each([
    ["a page in use", withFree(1, 3)],
    ["the freelist itself", withFree(1, 2)],
    ["a meta", withFree(1, 1)],
    ["a page beyond the end", withFree(1, 4)],
    ["more than fit", withFree(511)],
    ["a long list that is longer than its page", withFree(0xffff, 2 ** 40)],
  ])("%s", (_, bytes) => {
    expect(problemsOf(bytes)).toBeGreaterThan(0);
  });

  test("an empty long list is an empty list", () => {
    expect(messagesOf(withFree(0xffff, 0))).toEqual([]);
  });

  test("a page that is free is not missed, and one that is not free is", () => {
    const bytes = new Uint8Array(5 * PAGE);
    bytes.set(encodeTree({ a: {} }));
    forgeMetas(bytes, 40, 5);
    expect(problemsOf(bytes)).toBe(1);
    new DataView(bytes.buffer).setUint16(2 * PAGE + 10, 1, true);
    setU64(bytes, 2 * PAGE + 16, 4);
    expect(problemsOf(bytes)).toBe(0);
  });
});

describe("pages that refer to each other", () => {
  /** A branch page whose children all are `child`, with keys that ascend. */
  const writeBranch = (bytes: Uint8Array, id: number, children: readonly (readonly [string, number])[]): void => {
    const at = id * PAGE;
    bytes.fill(0, at, at + PAGE);
    const view = new DataView(bytes.buffer);
    setU64(bytes, at, id);
    view.setUint16(at + 8, 1, true);
    view.setUint16(at + 10, children.length, true);
    let keyAt = at + 16 + 16 * children.length;
    for (const [i, [key, child]] of children.entries()) {
      const element = at + 16 + 16 * i;
      setU32(bytes, element, keyAt - element);
      setU32(bytes, element + 4, key.length);
      setU64(bytes, element + 8, child);
      bytes.set(latin1(key), keyAt);
      keyAt += key.length;
    }
  };
  const roomFor = (pages: number): Uint8Array => {
    const bytes = new Uint8Array(pages * PAGE);
    bytes.set(encodeTree({}));
    forgeMetas(bytes, 40, pages);
    return bytes;
  };

  test("a branch over itself", () => {
    const bytes = roomFor(4);
    writeBranch(bytes, 3, [
      ["a", 3],
      ["b", 3],
    ]);
    expect(problemsOf(bytes)).toBeGreaterThan(0);
    for (const singlePass of [true, false])
      expect(failureOf(() => [...openBolt(memorySource(bytes), { singlePass }).entries()])?.reason).toBe("damaged");
    expect(failureOf(() => openBolt(memorySource(bytes)).get(latin1("a")))?.reason).toBe("damaged");
  });

  test("sixty levels of branches, each over the next one a hundred times", () => {
    const bytes = roomFor(64);
    for (let id = 3; id < 63; id++)
      writeBranch(
        bytes,
        id,
        Array.from({ length: 100 }, (_, i) => [i === 0 ? "a" : `b${String(i).padStart(3, "0")}`, id + 1] as const),
      );
    bytes.set(encodeTree({ a: {} }).subarray(3 * PAGE), 63 * PAGE);
    setU64(bytes, 63 * PAGE, 63);
    expect(problemsOf(bytes)).toBe(MAX_PROBLEMS);
    for (const singlePass of [true, false])
      expect(failureOf(() => [...openBolt(memorySource(bytes), { singlePass }).entries()])?.reason).toBe("damaged");
  });

  test("two buckets with one page", () => {
    const bytes = encodeTree({ a: values(50, 40), b: values(50, 40) });
    const root = bytes.length - PAGE;
    const firstOf = new DataView(bytes.buffer).getBigUint64(root + 16 + 32 + 1, true);
    setU64(bytes, root + 16 + 32 + 1 + 17, firstOf);
    const found = checked(bytes) as BoltCheck;
    expect(found.problems[0]?.place.pageId).toBe(Number(firstOf));
    expect(failureOf(() => decodeTree(bytes))?.reason).toBe("damaged");
  });

  test("a bucket that is its own bucket", () => {
    const bytes = encodeTree({ a: { b: { c: {} } } });
    const view = new DataView(bytes.buffer);
    setU64(bytes, 3 * PAGE + 16 + 16 + 1, 3);
    expect(view.getUint16(3 * PAGE + 8, true)).toBe(2);
    expect(problemsOf(bytes)).toBeGreaterThan(0);
    expect(failureOf(() => decodeTree(bytes))?.reason).toBe("damaged");
  });
});

test("garbage is no database", () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(15), filler(100), filler(65_536, 0xed), new Uint8Array(8192)]) {
    expect(checked(bytes)).toMatchObject({ reason: "damaged" });
    expect(failureOf(() => openBolt(memorySource(bytes)))?.place.offset).toBe(0);
  }
});
