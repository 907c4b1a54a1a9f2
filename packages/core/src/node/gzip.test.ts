// One gzip member that zlib reads back, whose bytes do not hang on chunks or concurrency, with nothing of the moment in its header.
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { concatBytes } from "../bytes.js";
import { gzip } from "./gzip.js";

const MIB = 1 << 20;

async function zipped(bytes: Uint8Array, chunkBytes: number, concurrency = 2): Promise<Uint8Array> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(chunkBytes);
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      const part = bytes.subarray(at, at + chunkBytes);
      buffer.set(part);
      yield buffer.subarray(0, part.length);
    }
  }
  const parts: Uint8Array[] = [];
  for await (const part of gzip(chunks(), concurrency)) parts.push(part.slice());
  return concatBytes(parts);
}

const text = (length: number): Uint8Array => {
  const words = "the quick brown fox jumps over the lazy dog ";
  return Buffer.from(Array.from({ length }, (_, i) => words.charCodeAt((i * i + (i >> 7)) % words.length)));
};

test.each([0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 17])("%i bytes come back", async (length) => {
  const bytes = text(length);
  expect(gunzipSync(await zipped(bytes, 100_000)).equals(bytes)).toBe(true);
});

test("the bytes hang on the input alone", async () => {
  const bytes = text(2 * MIB + 5);
  const expected = Buffer.from(await zipped(bytes, 65_536, 1));
  for (const [chunk, concurrency] of [
    [MIB, 4],
    [1_500_000, 2],
    [4097, 8],
  ] as const)
    expect(expected.equals(await zipped(bytes, chunk, concurrency))).toBe(true);
});

test("the header tells no time, name or system", async () => {
  expect([...(await zipped(text(10), 10)).subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
});
