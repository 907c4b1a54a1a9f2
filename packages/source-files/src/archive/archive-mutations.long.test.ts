// What becomes of sound archives when bytes in them change: either nothing, or a typed refusal; never another error, other documents, or a hang.
import { concatBytes, ExportError } from "@stella-export/core";
import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Reading, readingOf } from "./source-reading-fixture.js";
import { longName, paxHeader, tarBlock, tarMember, tarOf } from "./tar-fixture.js";
import { recordOf, u32, u64, WITH_DESCRIPTOR, zip64End, type ZipEntry, zipOf } from "./zip-fixture.js";

const root = mkdtempSync(join(tmpdir(), "archive-mutations-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const text = '{"some":"text text text text"}';
const zipEntry: ZipEntry = { name: "d/a.json", content: text };
const { checksum, compressedSize, size } = recordOf(zipEntry);
const descriptor = concatBytes([u32(0x08074b50), u32(checksum), u64(compressedSize), u64(size)]);
const zip = zipOf([
  { name: "d/", stored: true },
  zipEntry,
  { name: "b.json", content: text, stored: true },
  {
    name: "c.jsonl",
    content: "1\n2\n",
    local: WITH_DESCRIPTOR,
    central: WITH_DESCRIPTOR,
    descriptor: descriptorOf({ name: "c.jsonl", content: "1\n2\n" }),
  },
  { name: "e.txt", content: "passed over" },
]);
const zip64 = zipOf([{ ...zipEntry, local: WITH_DESCRIPTOR, central: WITH_DESCRIPTOR, descriptor }], {
  zip64: zip64End(),
  comment: new Uint8Array(20).fill(0x61),
});
const tar = tarOf(
  tarMember("d/", "", { type: "5" }),
  tarMember("d/a.json", text),
  paxHeader({ path: "p.json", mtime: "1" }),
  tarMember("x", "1"),
  longName("l.json"),
  tarMember("y", "2"),
);
const gz = gzipSync(tar);
const zst = zstdCompressSync(tar, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

const SOUND: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ["a.zip", zip],
  ["long.zip", zip64],
  ["a.tar.gz", gz],
  ["a.tar.zst", zst],
  ["in.zip", zipOf([{ name: "a.tar.gz", content: gz, stored: true }])],
  ["in.tar.zst", zstdCompressSync(tarOf(tarMember("a.zip", zip)), { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
];

function descriptorOf(entry: ZipEntry): Uint8Array {
  const record = recordOf(entry);
  return concatBytes([u32(record.checksum), u32(record.compressedSize), u32(record.size)]);
}

const requiresAll = process.env.STELLA_REQUIRE_ALL === "1";

/** Every byte changed in three ways, one at a time; unless everything is asked for, in one way each. */
function* withOneByteChanged(bytes: Uint8Array): Generator<{ at: number; changed: Uint8Array }> {
  for (let at = 0; at < bytes.length; at++) {
    for (const [way, mask] of [0x01, 0x80, 0xff].entries()) {
      if (!requiresAll && at % 3 !== way) continue;
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ mask;
      yield { at, changed };
    }
  }
}

/** What reading gives, or the refusal's code; throws what is neither. */
async function outcomeOf(name: string, bytes: Uint8Array): Promise<Reading | string> {
  writeFileSync(join(root, name), bytes);
  try {
    return await readingOf(join(root, name));
  } catch (error) {
    if (error instanceof ExportError && /^ERR_EXPORT_(ARCHIVE_|SOURCE_LIMIT)/.test(error.code)) return error.code;
    throw error;
  }
}

describe.each(SOUND)("%s", (name, bytes) => {
  let sound: Reading;
  beforeAll(async () => {
    sound = (await outcomeOf(name, bytes)) as Reading;
    expect(sound.documents.length).toBeGreaterThan(0);
  });

  it("with any one byte changed", { timeout: 120_000 }, async () => {
    const outcomes = { refused: 0, unchanged: 0 };
    for (const { at, changed } of withOneByteChanged(bytes)) {
      const outcome = await outcomeOf(name, changed);
      if (typeof outcome === "string") outcomes.refused++;
      else {
        outcomes.unchanged++;
        expect(outcome, `byte ${at}`).toEqual(sound);
      }
    }
    // Times, versions, hints to the decoder and comments are all that may change unseen.
    expect(outcomes.refused).toBeGreaterThan(outcomes.unchanged);
  });

  it("cut anywhere is refused", { timeout: 120_000 }, async () => {
    for (let length = 0; length < bytes.length; length++)
      expect(typeof (await outcomeOf(name, bytes.subarray(0, length))), `${length} bytes`).toBe("string");
  });

  it("with several bytes changed, taken out or put in", { timeout: 120_000 }, async () => {
    const place = fc.nat({ max: bytes.length });
    const edit = fc.record({ at: place, without: fc.nat({ max: 8 }), put: fc.uint8Array({ maxLength: 8 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        const changed = edits.reduce<Uint8Array>(
          (all, { at, without, put }) => concatBytes([all.subarray(0, at), put, all.subarray(at + without)]),
          bytes,
        );
        const outcome = await outcomeOf(name, changed);
        if (typeof outcome !== "string") expect(outcome).toEqual(sound);
      }),
      { numRuns: requiresAll ? 3000 : 200, seed: 20_260_101 },
    );
  });
});

// A plain tar has no checksum over contents: those may change unseen, headers may not.
it("a.tar with any one byte changed keeps its members or is refused", { timeout: 120_000 }, async () => {
  const pathsOf = ({ documents, rejects, ignored }: Reading): unknown => [
    documents.map((document) => document.slice(0, document.indexOf(":sha256"))),
    rejects,
    ignored,
  ];
  const sound = (await outcomeOf("a.tar", tar)) as Reading;
  for (const { at, changed } of withOneByteChanged(tar)) {
    const outcome = await outcomeOf("a.tar", changed);
    // The path of a pax header, and of a GNU one, is a content too.
    if (typeof outcome !== "string" && !isInNameContent(at)) expect(pathsOf(outcome), `byte ${at}`).toEqual(pathsOf(sound));
  }
});

function isInNameContent(at: number): boolean {
  const block = Math.floor(at / 512);
  return block === 4 || block === 8;
}

it("tar headers of any fields, with right checksums, are read or refused", { timeout: 120_000 }, async () => {
  const field = (length: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: length });
  const header = fc.record(
    {
      name: fc.oneof(field(100), fc.constantFrom("a.json", "a/b.jsonl", "c.tar", "d.zip", "e.csv")),
      size: fc.oneof(field(12), fc.constantFrom("00000000000\0", "00000000001\0", "00000001000\0")),
      type: fc.oneof(field(1), fc.constantFrom("0", "5", "x", "g", "L", "\0")),
      magic: fc.constantFrom("ustar\u000000", "ustar  \0"),
      prefix: fc.oneof(field(155), fc.constant("")),
    },
    { requiredKeys: ["magic"] },
  );
  const block = fc.oneof(
    { weight: 3, arbitrary: header.map(tarBlock) },
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 512, maxLength: 512 }) },
  );
  const pax = fc
    .dictionary(fc.constantFrom("path", "size", "mtime", "linkpath", "GNU.sparse.name"), field(20), { maxKeys: 3 })
    .map((records) => paxHeader(records));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(block, pax), { maxLength: 6 }), async (blocks) => {
      await outcomeOf("any.tar", tarOf(...blocks));
    }),
    { numRuns: requiresAll ? 20_000 : 1000, seed: 20_260_101 },
  );
});
