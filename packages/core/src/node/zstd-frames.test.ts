import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { constants, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { concatBytes, encodeUtf8 } from "../bytes.js";
import { collect, inPieces } from "../tar/archive-fixture.js";
import { compressFrames, decodeFrames, type DecodeOptions, ZSTD_VERSION } from "./zstd-frames.js";

const EMPTY_FRAME = "28b52ffd240001000099e9d851";
const SIZES = [0, 1, 255, 256, 257, 65_791, 65_792, 131_071, 131_072, 131_073, 1_000_000];

/** Text that compresses about as advisories do. */
function text(sizeBytes: number): Uint8Array {
  let line = "";
  for (let i = 0; line.length < sizeBytes; i++)
    line += `{"id":"GHSA-${(i * 2_654_435_761) % 4_294_967_296}","summary":"entry ${i % 97}"}\n`;
  return encodeUtf8(line).subarray(0, sizeBytes);
}

const decode = async (bytes: Uint8Array, options?: DecodeOptions, pieces?: number): Promise<Uint8Array> =>
  collect(decodeFrames(inPieces(bytes, pieces), options));
const compress = async (bytes: Uint8Array, frameBytes = 1 << 20): Promise<Uint8Array> =>
  concatBytes(await compressFrames(bytes, { level: 3, frameBytes }));
const oneShot = (bytes: Uint8Array, params: Record<number, number> = {}): Uint8Array => zstdCompressSync(bytes, { params });
const code = (name: string) => ({ code: `ERR_EXPORT_${name}` });

describe("compressFrames", () => {
  it.each(SIZES)("makes of %d bytes what one single-shot call makes", async (size) => {
    for (const bytes of [text(size), randomBytes(size), new Uint8Array(size)]) {
      for (const level of [1, 3, 9]) {
        const params = { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 };
        const [frame, ...rest] = await compressFrames(bytes, { level, frameBytes: 4 << 20 });
        expect(rest).toEqual([]);
        expect(Buffer.compare(frame as Uint8Array, zstdCompressSync(bytes, { params, chunkSize: size + 100_000 }))).toBe(0);
      }
    }
  });

  it("cuts by size, the last frame holding the rest", async () => {
    const bytes = text(10_000);
    const frames = await compressFrames(bytes, { level: 3, frameBytes: 4096 });
    const sizes = await Promise.all(frames.map(async (frame) => (await decode(frame)).length));
    expect(sizes).toEqual([4096, 4096, 1808]);
    expect((await compressFrames(bytes.subarray(0, 8192), { level: 3, frameBytes: 4096 })).length).toBe(2);
  });

  it("gives one empty frame for nothing", async () => {
    const frames = await compressFrames(new Uint8Array(0), { level: 3, frameBytes: 4096 });
    expect(frames.map((frame) => Buffer.from(frame).toString("hex"))).toEqual([EMPTY_FRAME]);
    expect((await decode(frames[0] as Uint8Array)).length).toBe(0);
  });

  it("gives the same bytes whatever the concurrency and whatever else runs", async () => {
    const bytes = text(3_000_000);
    const runs = await Promise.all(
      [1, 2, 3, 8, 2, 2].map((concurrency) => compressFrames(bytes, { level: 3, frameBytes: 65_536, concurrency })),
    );
    for (const frames of runs) expect(Buffer.compare(concatBytes(frames), concatBytes(runs[0] as Uint8Array[]))).toBe(0);
  });

  it.each([
    { frameBytes: 0, concurrency: 1 },
    { frameBytes: 1.5, concurrency: 1 },
    { frameBytes: 10, concurrency: 0 },
  ])("refuses $frameBytes bytes a frame, $concurrency at a time", async (options) => {
    await expect(compressFrames(text(10), { level: 3, ...options })).rejects.toThrow(TypeError);
  });

  it("names the version of zstd", () => {
    expect(ZSTD_VERSION).toMatch(/^1\.\d+\.\d+$/);
  });
});

describe("decodeFrames", () => {
  it.each([1, 3, 1000, undefined])("gives back what went in, in pieces of %s", async (pieces) => {
    for (const size of [0, 1, 40_000]) expect(await decode(await compress(text(size), 7000), {}, pieces)).toEqual(text(size));
  });

  it("copies what it keeps, so that the source may reuse its buffer", async () => {
    const stored = await compress(text(100_000), 9000);
    async function* reusing(): AsyncGenerator<Uint8Array, void, undefined> {
      const buffer = new Uint8Array(1000);
      for (let at = 0; at < stored.length; at += buffer.length) {
        const part = stored.subarray(at, at + buffer.length);
        buffer.set(part);
        yield buffer.subarray(0, part.length);
        buffer.fill(0xee);
      }
    }
    expect(await collect(decodeFrames(reusing()))).toEqual(text(100_000));
  });

  it("stops its source when the consumer stops", async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        yield* inPieces(await compress(text(100_000), 1000), 100);
      } finally {
        closed = true;
      }
    }
    for await (const _ of decodeFrames(source())) break;
    expect(closed).toBe(true);
  });

  it("reads frames of any level, without a checksum, and of raw or repeated bytes", async () => {
    for (const bytes of [text(500_000), randomBytes(300_000), new Uint8Array(300_000)]) {
      for (const level of [-5, 1, 19])
        expect(Buffer.compare(await decode(oneShot(bytes, { [constants.ZSTD_c_compressionLevel]: level })), bytes)).toBe(0);
    }
  });

  const frame = oneShot(text(1000), { [constants.ZSTD_c_checksumFlag]: 1 });
  const skippable = Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4);
  const announce = (sizeBytes: number): Uint8Array => {
    const header = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0);
    new DataView(header.buffer).setBigUint64(5, BigInt(sizeBytes), true);
    return header;
  };
  const rle = (announced: number, repeated: number): Uint8Array => {
    const block = (repeated << 3) | 0b011;
    return concatBytes([announce(announced), Uint8Array.of(block & 0xff, (block >> 8) & 0xff, block >> 16, 0x61)]);
  };
  const emptyBlocks = concatBytes([announce(0), new Uint8Array(600_000)]);

  it.each([
    ["nothing", new Uint8Array(0), "DIGEST_MISMATCH"],
    ["no zstd", encodeUtf8("{}\n{}\n"), "DIGEST_MISMATCH"],
    ["trailing bytes", concatBytes([frame, Uint8Array.of(0)]), "DIGEST_MISMATCH"],
    ["a second frame that is cut", concatBytes([frame, frame.subarray(0, 20)]), "DIGEST_MISMATCH"],
    ["a skippable frame", concatBytes([frame, skippable]), "DIGEST_MISMATCH"],
    ["a skippable frame at the start", concatBytes([skippable, frame]), "DIGEST_MISMATCH"],
    ["a frame without a content size", oneShot(text(1000), { [constants.ZSTD_c_contentSizeFlag]: 0 }), "DIGEST_MISMATCH"],
    ["a dictionary", frame.map((byte, i) => (i === 4 ? byte | 1 : byte)), "DIGEST_MISMATCH"],
    ["a reserved bit", frame.map((byte, i) => (i === 4 ? byte | 8 : byte)), "DIGEST_MISMATCH"],
    [
      "a window of 129 MiB",
      concatBytes([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x40, (17 << 3) | 1, 0, 0), new Uint8Array(64)]),
      "DIGEST_MISMATCH",
    ],
    ["a frame of 2^63 bytes", concatBytes([announce(2 ** 63), new Uint8Array(64)]), "DIGEST_MISMATCH"],
    ["a frame above 64 MiB", concatBytes([announce(64 * 2 ** 20 + 1), new Uint8Array(64)]), "DIGEST_MISMATCH"],
    ["a block of the reserved type", concatBytes([announce(10), Uint8Array.of(0b111, 0, 0)]), "DIGEST_MISMATCH"],
    ["a block larger than its window", rle(10, 11), "DIGEST_MISMATCH"],
    ["less than announced", rle(10, 9), "DIGEST_MISMATCH"],
    ["empty blocks without end", emptyBlocks, "DIGEST_MISMATCH"],
  ])("refuses %s", async (_, bytes, expected) => {
    await expect(decode(bytes)).rejects.toMatchObject(code(expected));
    await expect(decode(bytes, {}, 3)).rejects.toMatchObject(code(expected));
  });

  it("refuses more than it may decode, before decoding it", async () => {
    const stored = await compress(text(10_000), 1000);
    expect((await decode(stored, { maxBytes: 10_000 })).length).toBe(10_000);
    await expect(decode(stored, { maxBytes: 9999 })).rejects.toMatchObject(code("SIZE_MISMATCH"));
    await expect(decode(stored, { maxFrameBytes: 999 })).rejects.toMatchObject(code("DIGEST_MISMATCH"));
  });

  it("never takes damaged or cut bytes for the content", async () => {
    const stored = await compress(text(3000), 1000);
    for (let at = 0; at < stored.length; at++) {
      const damaged = stored.map((byte, i) => (i === at ? byte ^ 0x10 : byte));
      const outcome = await decode(damaged).catch((error: { code: string }) => error.code);
      if (typeof outcome !== "string") expect(outcome, `byte ${at}`).toEqual(text(3000)); // Unused header bits change nothing.
      const cut = await decode(stored.subarray(0, at)).catch((error: { code: string }) => error.code);
      if (typeof cut !== "string") expect([1000, 2000]).toContain(cut.length); // A cut between frames is what the manifest's sizes are for.
    }
  });
});

const hasZstd = spawnSync("zstd", ["--version"]).status === 0;

// Skipped only where the program is not installed.
describe.skipIf(!hasZstd)("the zstd program", () => {
  it("decodes our frames", async () => {
    const decoded = spawnSync("zstd", ["-dcq"], { input: await compress(text(3_000_000), 500_000), maxBuffer: 1 << 24 });
    expect(decoded.stderr.toString()).toBe("");
    expect(Buffer.compare(decoded.stdout, text(3_000_000))).toBe(0);
  });

  it("makes frames that we decode", async () => {
    const encoded = spawnSync("zstd", ["-cq", "-9", "--stream-size=300000"], { input: text(300_000), maxBuffer: 1 << 24 });
    expect(Buffer.compare(await decode(encoded.stdout), text(300_000))).toBe(0);
  });
});
