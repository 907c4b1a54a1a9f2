import { describe, expect, it } from "vitest";
import { concatBytes, encodeUtf8 } from "../bytes.js";
import { collect, END, forgedHeader, inPieces, member } from "./archive-fixture.js";
import { tarHeader } from "./header.js";
import { readTar } from "./tar-reader.js";
import { tarSizeBytes, writeTar } from "./tar-writer.js";

const SIZES = [0, 1, 511, 512, 513, 1023, 1024, 300_000];

function content(sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, i) => (i * 7 + sizeBytes) & 0xff);
}

const files = SIZES.map((size) => ({ path: `data/file-${size}.bin`, sizeBytes: size, chunks: () => inPieces(content(size), 1000) }));

async function readAll(archive: Uint8Array, pieces?: number): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for await (const entry of readTar(inPieces(archive, pieces))) found.set(entry.path, await collect(entry.chunks()));
  return found;
}

/** Outcome of reading: names seen, then the code and place of the refusal. */
async function outcome(archive: Uint8Array): Promise<string> {
  try {
    for await (const entry of readTar(inPieces(archive, 700))) for await (const _ of entry.chunks());
    return "accepted";
  } catch (error) {
    const { code, place } = error as { code: string; place: { path?: string } };
    return `${code.slice("ERR_EXPORT_".length)} ${place.path}`;
  }
}

describe("round trip", () => {
  it("gives back every size, however the bytes arrive", async () => {
    const archive = await collect(writeTar(files));
    expect(archive.length).toBe(tarSizeBytes(SIZES));
    for (const pieces of [undefined, 7, 511, 512, 513, 4096]) {
      const found = await readAll(archive, pieces);
      expect([...found.keys()]).toEqual(files.map((file) => file.path));
      for (const size of SIZES) expect(Buffer.compare(found.get(`data/file-${size}.bin`) as Uint8Array, content(size))).toBe(0);
    }
  });

  it("skips what is not read, and closes its source when the reader stops early", async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        yield* inPieces(await collect(writeTar(files)), 1000);
      } finally {
        closed = true;
      }
    }
    const names: string[] = [];
    for await (const entry of readTar(source())) {
      names.push(entry.path);
      if (entry.sizeBytes > 10) for await (const _ of entry.chunks()) break;
      if (names.length === 5) break;
    }
    expect(names).toEqual(files.slice(0, 5).map((file) => file.path));
    expect(closed).toBe(true);
  });

  it("leaves names that repeat to verification", async () => {
    const paths: string[] = [];
    for await (const entry of readTar(inPieces(concatBytes([member("a", "1"), member("a", "2"), END])))) paths.push(entry.path);
    expect(paths).toEqual(["a", "a"]);
  });

  it("refuses to read an entry twice, or after the next one was asked for", async () => {
    const entries = readTar(inPieces(concatBytes([member("a", "1"), member("b", "2"), END])));
    const first = (await entries.next()).value;
    if (first === undefined) throw new Error("no entry");
    await collect(first.chunks());
    await expect(collect(first.chunks())).rejects.toThrow(TypeError);
    const second = (await entries.next()).value;
    await entries.next();
    await expect(collect(second?.chunks() ?? inPieces(END))).rejects.toThrow(TypeError);
  });
});

describe("writer", () => {
  const one = (sizeBytes: number, bytes: string) => [{ path: "a", sizeBytes, chunks: () => inPieces(encodeUtf8(bytes)) }];
  it.each([
    ["shorter", 3, "ab"],
    ["longer", 1, "ab"],
    ["not empty", 0, "a"],
  ])("refuses a file that is %s than declared", async (_, sizeBytes, bytes) => {
    await expect(collect(writeTar(one(sizeBytes, bytes)))).rejects.toMatchObject({
      code: "ERR_EXPORT_SIZE_MISMATCH",
      place: { path: "a" },
    });
  });

  it("keeps order with chunks of all sizes", async () => {
    const sizes = [1, 262_143, 5, 262_144, 7, 262_145, 400_000, 1, 131_072, 131_073];
    const listed = sizes.map((sizeBytes, i) => ({ path: `f${i}`, sizeBytes, chunks: () => inPieces(content(sizeBytes)) }));
    const expected = concatBytes([...sizes.map((size, i) => member(`f${i}`, content(size))), END]);
    expect(Buffer.compare(await collect(writeTar(listed)), expected)).toBe(0);
  });

  it("gathers headers of many empty files", async () => {
    const listed = Array.from({ length: 2000 }, (_, i) => ({ path: `f${i}`, sizeBytes: 0, chunks: () => inPieces(new Uint8Array(0)) }));
    const sizes: number[] = [];
    for await (const chunk of writeTar(listed)) sizes.push(chunk.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(256 * 1024);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(tarSizeBytes(listed.map(() => 0)));
  });
});

const base256 = (bytes: readonly number[]): string => String.fromCharCode(...bytes);
const NEGATIVE = base256([0xff, ...Array.from({ length: 11 }, () => 0xff)]);
const LINK = "../../etc/passwd";

const HOSTILE: readonly (readonly [name: string, archive: Uint8Array, expected: string])[] = [
  ["a symbolic link", forgedHeader("x", 0, { type: "2", link: LINK }), "PATH_UNSAFE x"],
  ["a hard link", forgedHeader("x", 0, { type: "1", link: LINK }), "PATH_UNSAFE x"],
  ["a character device", forgedHeader("x", 0, { type: "3" }), "PATH_UNSAFE x"],
  ["a block device", forgedHeader("x", 0, { type: "4" }), "PATH_UNSAFE x"],
  ["a directory", forgedHeader("x", 0, { type: "5" }), "PATH_UNSAFE x"],
  ["a FIFO", forgedHeader("x", 0, { type: "6" }), "PATH_UNSAFE x"],
  ["a contiguous file", forgedHeader("x", 0, { type: "7" }), "MANIFEST_INVALID x"],
  ["a pax header", concatBytes([forgedHeader("x", 512, { type: "x" }), new Uint8Array(512)]), "MANIFEST_INVALID x"],
  ["a pax global header", concatBytes([forgedHeader("x", 512, { type: "g" }), new Uint8Array(512)]), "MANIFEST_INVALID x"],
  ["a GNU long name", forgedHeader("x", 200, { name: "././@LongLink\0", type: "L" }), "MANIFEST_INVALID ././@LongLink"],
  ["a GNU long link", forgedHeader("x", 200, { name: "././@LongLink\0", type: "K" }), "MANIFEST_INVALID ././@LongLink"],
  ["a GNU sparse file", forgedHeader("x", 0, { type: "S" }), "MANIFEST_INVALID x"],
  ["a GNU volume label", forgedHeader("x", 0, { type: "V" }), "MANIFEST_INVALID x"],
  ["an old regular file (type NUL)", forgedHeader("x", 0, { type: "\0" }), "MANIFEST_INVALID x"],
  ["an unknown type", forgedHeader("x", 0, { type: "Z" }), "MANIFEST_INVALID x"],
  ["an absolute path", forgedHeader("x", 0, { name: "/etc/passwd" }), "PATH_UNSAFE /etc/passwd"],
  ["a parent segment", forgedHeader("x", 0, { name: "data/../../x" }), "PATH_UNSAFE data/../../x"],
  ["a parent segment in the prefix", forgedHeader("x", 0, { prefix: ".." }), "PATH_UNSAFE ../x"],
  ["an absolute prefix", forgedHeader("x", 0, { prefix: "/etc" }), "PATH_UNSAFE /etc/x"],
  ["a dot segment", forgedHeader("x", 0, { name: "./x" }), "PATH_UNSAFE ./x"],
  ["an empty segment", forgedHeader("x", 0, { name: "a//b" }), "PATH_UNSAFE a//b"],
  ["a slash at the end", forgedHeader("x", 0, { name: "a/" }), "PATH_UNSAFE a/"],
  ["an empty name", forgedHeader("x", 0, { name: "\0" }), "PATH_UNSAFE "],
  ["a backslash", forgedHeader("x", 0, { name: "a\\b" }), "PATH_UNSAFE a\\b"],
  ["a control character", forgedHeader("x", 0, { name: "a\x1b[2Jb" }), "PATH_UNSAFE a\ufffd[2Jb"],
  ["a line feed", forgedHeader("x", 0, { name: "a\nb" }), "PATH_UNSAFE a\ufffdb"],
  ["a name that is not UTF-8", forgedHeader("x", 0, { name: "a\xffb" }), "PATH_UNSAFE a\ufffdb"],
  ["a NUL in the middle of a name", forgedHeader("abc", 0, { name: "a\0c" }), "MANIFEST_INVALID a"],
  ["a name and prefix split elsewhere", forgedHeader("x", 0, { prefix: "data" }), "MANIFEST_INVALID data/x"],
  ["another mode", forgedHeader("x", 0, { mode: "0000755" }), "MANIFEST_INVALID x"],
  ["an owner", forgedHeader("x", 0, { uid: "0001750" }), "MANIFEST_INVALID x"],
  ["a group", forgedHeader("x", 0, { gid: "0001750" }), "MANIFEST_INVALID x"],
  ["a time", forgedHeader("x", 0, { mtime: "14000000000" }), "MANIFEST_INVALID x"],
  ["a link name on a file", forgedHeader("x", 0, { link: LINK }), "MANIFEST_INVALID x"],
  ["an owner's name", forgedHeader("x", 0, { magic: "ustar\u000000root" }), "MANIFEST_INVALID x"],
  ["the GNU magic", forgedHeader("x", 0, { magic: "ustar  \0" }), "MANIFEST_INVALID x"],
  ["device numbers", forgedHeader("x", 0, { devices: "0000001" }), "MANIFEST_INVALID x"],
  ["a base-256 negative size", forgedHeader("x", 0, { size: NEGATIVE }), "MANIFEST_INVALID x"],
  [
    "a base-256 size that fits octal",
    forgedHeader("x", 0, { size: base256([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]) }),
    "MANIFEST_INVALID x",
  ],
  [
    "a base-256 size beyond 2^53",
    forgedHeader("x", 0, { size: base256([0x80, 0, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 1]) }),
    "MANIFEST_INVALID x",
  ],
  ["a size with spaces", forgedHeader("x", 0, { size: "         1 \0" }), "MANIFEST_INVALID x"],
  ["a size that is no number", forgedHeader("x", 0, { size: "9999999999\0" }), "MANIFEST_INVALID x"],
  ["a bad checksum", tarHeader("x", 0).map((byte, i) => (i === 150 ? byte ^ 1 : byte)), "MANIFEST_INVALID ok"],
  ["a checksum of spaces", tarHeader("x", 0).map((byte, i) => (i >= 148 && i < 156 ? 0x20 : byte)), "MANIFEST_INVALID ok"],
  ["bytes that are no header", encodeUtf8("#!/bin/sh\n".repeat(60)).subarray(0, 512), "MANIFEST_INVALID ok"],
];

describe("refusals", () => {
  it.each(HOSTILE.map(([name, header, expected]) => ({ name, header, expected })))("refuses $name", async ({ header, expected }) => {
    expect(await outcome(concatBytes([member("ok", "fine"), header, END]))).toBe(expected);
  });

  const good = concatBytes([member("a", content(600)), member("b", "x")]);
  it.each([
    ["nothing at all", new Uint8Array(0), "MANIFEST_INVALID "],
    ["no end", good, "MANIFEST_INVALID b"],
    ["half an end", concatBytes([good, END.subarray(0, 512)]), "MANIFEST_INVALID b"],
    ["an end of one block and a header", concatBytes([good, END.subarray(0, 512), tarHeader("c", 0), END]), "MANIFEST_INVALID b"],
    ["a byte after the end", concatBytes([good, END, Uint8Array.of(0)]), "MANIFEST_INVALID b"],
    ["further zero blocks", concatBytes([good, END, END]), "MANIFEST_INVALID b"],
    ["an archive after the end", concatBytes([good, END, good, END]), "MANIFEST_INVALID b"],
    [
      "padding that is not zero",
      concatBytes([tarHeader("a", 1), new Uint8Array(511).fill(1), Uint8Array.of(0), END]),
      "MANIFEST_INVALID a",
    ],
    [
      "padding whose last byte is not zero",
      concatBytes([tarHeader("a", 1), new Uint8Array(511), Uint8Array.of(1), END]),
      "MANIFEST_INVALID a",
    ],
    ["a size beyond the archive", concatBytes([tarHeader("a", 5000), END]), "MANIFEST_INVALID a"],
    ["a size of 8 EiB", concatBytes([tarHeader("a", Number.MAX_SAFE_INTEGER), END]), "MANIFEST_INVALID a"],
  ])("refuses %s", async (_, archive, expected) => {
    expect(await outcome(archive)).toBe(expected);
  });

  it("refuses a cut at every length", async () => {
    const archive = concatBytes([good, END]);
    expect(await outcome(archive)).toBe("accepted");
    for (let length = 0; length < archive.length; length++) {
      expect(await outcome(archive.subarray(0, length)), `cut at ${length}`).toMatch(/^MANIFEST_INVALID /);
    }
  });

  it("refuses every header with one bit flipped", async () => {
    const archive = concatBytes([member("data/a", "x"), END]);
    for (let bit = 0; bit < 512 * 8; bit++) {
      const forged = archive.slice();
      forged[bit >> 3] = (forged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(await outcome(forged), `bit ${bit}`).not.toBe("accepted");
    }
  });
});
