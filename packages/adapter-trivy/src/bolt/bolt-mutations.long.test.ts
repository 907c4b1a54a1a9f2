// Every byte of a small file changed, one after the other.
import { describe, expect, test } from "vitest";
import { checkBolt } from "./bolt-check.js";
import { memorySource } from "./byte-source.js";
import { failureOf, problemsOf, values } from "./damage-fixture.js";
import { decodeTree, encodeTree, type Tree } from "./tree-fixture.js";

const PAGE = 4096;

describe("one byte changed", () => {
  // Inline buckets, pages of their own below a branch, an empty one.
  const tree: Tree = { a: { inline: values(2, 10), own: values(60, 90) }, c: {} };
  const sound = encodeTree(tree);
  const content = placesOfContent(sound);
  const unguarded = placesWithoutGuard(sound);

  test("the checker says no, or the content is as it was but for that byte", () => {
    let found = 0;
    for (let at = 0; at < sound.length; at++) {
      if (at < 3 * PAGE && at % PAGE > 128) at += 60; // metas and freelist are small
      const bytes = sound.slice();
      (bytes[at] as number) ^= [0x01, 0x80, 0xff][at % 3] as number;
      if (problemsOf(bytes) > 0) {
        found++;
        failureOf(() => decodeTree(bytes)); // nothing else may come of it
      } else if (!content.has(at) && !unguarded.has(at)) {
        expect([at, flat(decodeTree(bytes))]).toEqual([at, flat(tree)]);
      }
    }
    // Every byte of a page behind its last entry, most of its elements, and the metas.
    expect(found).toBeGreaterThan(5000);
  });

  function flat(node: Tree): string {
    const entries = Object.entries(node).map(([key, value]) =>
      value instanceof Uint8Array ? `${key}=${Buffer.from(value).toString("latin1")}` : `${key}{${flat(value)}}`,
    );
    return entries.join();
  }

  /** Offsets of the bytes of keys and values: no checksum guards them, what they mean is for the checker of shapes. */
  function placesOfContent(bytes: Uint8Array): Set<number> {
    const places = new Set<number>();
    const mark = (start: number, length: number): void => {
      for (let i = 0; i < length; i++) places.add(start + i);
    };
    checkBolt(memorySource(bytes), {
      openBucket: (name, offset) => mark(offset - name.length, name.length),
      value: (key, value, offset) => mark(offset - key.length, key.length + value.length),
      closeBucket: () => {},
    });
    return places;
  }

  /**
   * Flags of inline buckets, which are values as well; sizes of a page's last entry, which may reach into the zeros behind it; the sequence of
   * a bucket is no content.
   */
  function placesWithoutGuard(bytes: Uint8Array): Set<number> {
    const places = new Set<number>();
    const view = new DataView(bytes.buffer);
    for (let page = 3 * PAGE; page < bytes.length; page += PAGE) {
      const isLeaf = view.getUint16(page + 8, true) === 2;
      const count = view.getUint16(page + 10, true);
      for (let i = 0; i < count; i++) {
        const element = page + 16 + i * 16;
        if (i === count - 1) for (let at = element + 4; at < element + 16; at++) places.add(at);
        const valueAt = element + view.getUint32(element + 4, true) + view.getUint32(element + 8, true);
        if (isLeaf && view.getUint32(element, true) === 1 && view.getBigUint64(valueAt, true) === 0n) places.add(element);
      }
    }
    return places;
  }
});
