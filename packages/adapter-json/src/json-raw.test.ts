// What json:raw and json:policy write: the promises of the seam, then the files as the contract has them.
import { hash } from "node:crypto";
import { type Digest, encodeCanonical, equalBytes, folderOf, isCanonical, KINDS } from "@stella-export/core";
import { adapterContract, type MemoryDocument, MemoryOutput, memoryRecords, sampleDocuments } from "@stella-export/testkit";
import { describe, expect, it, test } from "vitest";
import { jsonPolicy } from "./json-policy.js";
import { jsonRaw } from "./json-raw.js";

describe.each([jsonRaw, jsonPolicy])("$name", (adapter) => {
  for (const { name, run } of adapterContract({ adapter, documents: sampleDocuments(KINDS, 20) })) it(name, run);
});

test("json:policy must carry a snapshot, json:raw carries none", () => {
  expect([jsonRaw.policySnapshotMode, jsonPolicy.policySnapshotMode]).toEqual([undefined, "required"]);
});

interface Shard {
  readonly path: string;
  readonly lines: readonly Buffer[];
  readonly index: readonly Record<string, unknown>[];
}

const sha256 = (bytes: Uint8Array | string): string => hash("sha256", bytes);

async function shardsOf(documents: readonly MemoryDocument[]): Promise<{ shards: Shard[]; output: MemoryOutput }> {
  const output = new MemoryOutput();
  await jsonRaw.render(memoryRecords(documents), {}, output);
  const payload = [...output.files].filter(([, { role }]) => role === "payload");
  const shards = payload.map(([path, { bytes, records }]): Shard => {
    const index = output.files.get(path.replace(/^data\//, "indexes/").replace(/\.jsonl$/, ".index.jsonl"));
    const lines = linesOf(bytes);
    const entries = linesOf(index?.bytes ?? new Uint8Array(0));
    expect([records, index?.records, index?.role]).toEqual([lines.length, entries.length, "index"]);
    for (const entry of entries) expect(isCanonical(entry)).toBe(true);
    return { path, lines, index: entries.map((entry) => JSON.parse(entry.toString("utf8")) as Record<string, unknown>) };
  });
  expect(output.files.size).toBe(2 * shards.length);
  return { shards, output };
}

/** Each line ends with LF. */
function linesOf(bytes: Uint8Array): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; start = end + 1, end = bytes.indexOf(10, start))
    lines.push(Buffer.from(bytes.subarray(start, end)));
  expect(start).toBe(bytes.length);
  return lines;
}

describe("the files", () => {
  const documents = sampleDocuments(KINDS, 30).map((document, i) => ({ path: `${i}.json`, ...document }));

  test("hold every record once, canonical, in key order, in the folder of its kind", async () => {
    const { shards } = await shardsOf(documents);
    expect(shards.map(({ path }) => path.split("/")[1])).toEqual(KINDS.map(folderOf));
    const keys = shards.flatMap(({ index }, i) =>
      index.map((entry) => [KINDS[i], entry.source, entry.path, entry.id, entry.digest].join("\0")),
    );
    expect(keys).toHaveLength(documents.length);
    expect(keys).toEqual(keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    for (const { lines } of shards) for (const line of lines) expect(isCanonical(line)).toBe(true);
  });

  test("are named by their first key", async () => {
    const { shards } = await shardsOf(documents);
    for (const [i, { path, index }] of shards.entries()) {
      const [first] = index;
      const key = [KINDS[i], first?.source, first?.path, first?.id, first?.digest].join("\0");
      expect(path).toBe(`data/${folderOf(KINDS[i] ?? "vex")}/${sha256(key).slice(0, 16)}.jsonl`);
    }
  });

  test("have an index whose entries lead to the bytes, and back to the source", async () => {
    const { shards, output } = await shardsOf(documents);
    const byDigest = new Map(documents.map((document) => [`sha256:${sha256(sourceBytes(document))}`, document]));
    for (const { path, lines, index } of shards) {
      const bytes = output.files.get(path)?.bytes ?? new Uint8Array(0);
      for (const [i, entry] of index.entries()) {
        const { file, offset, length, digest, sourceDigest } = entry as {
          file: string;
          offset: number;
          length: number;
          digest: Digest;
          sourceDigest: Digest;
        };
        expect(file).toBe(path);
        expect(equalBytes(bytes.subarray(offset, offset + length), lines[i] as Buffer)).toBe(true);
        expect(digest).toBe(`sha256:${sha256(lines[i] as Buffer)}`);
        const document = byDigest.get(sourceDigest);
        expect([entry.id, entry.source, entry.path, entry.aliases]).toEqual([
          document?.id,
          document?.source,
          document?.path,
          document?.aliases,
        ]);
      }
    }
  });

  test("an id or path with quotes, line ends or controls does not break its line", async () => {
    const { shards } = await shardsOf([{ kind: "vex", id: 'a"\\\n\u0001\u2028😀', path: 'p"\\.json', aliases: ['"\n'], body: { a: 1 } }]);
    expect(shards[0]?.index[0]).toMatchObject({ id: 'a"\\\n\u0001\u2028😀', path: 'p"\\.json', aliases: ['"\n'] });
  });
});

function sourceBytes({ body }: MemoryDocument): Uint8Array | string {
  return body instanceof Uint8Array ? body : JSON.stringify(body);
}

describe("shards of many records", () => {
  const MIB = 1 << 20;
  const filler = "lorem ipsum dolor sit amet ".repeat(70);
  const record = (path: string): MemoryDocument => ({ kind: "advisory", path, body: { id: path, details: `${sha256(path)} ${filler}` } });
  const RECORDS = Array.from({ length: 14_000 }, (_, i) => record(`${String(i).padStart(6, "0")}.json`));

  const digests = async (documents: readonly MemoryDocument[]): Promise<Map<string, string>> => {
    const output = new MemoryOutput();
    await jsonRaw.render(memoryRecords(documents), {}, output);
    return new Map(
      [...output.files].filter(([path]) => path.startsWith("data/")).map(([path, { bytes }]) => [path, `${sha256(bytes)} ${bytes.length}`]),
    );
  };

  test("are 1 to 16 MiB, and a record more or less moves its own shard and at most the next", async () => {
    const before = await digests(RECORDS);
    const sizes = [...before.values()].map((value) => Number(value.split(" ")[1]));
    expect(sizes.length).toBeGreaterThan(4);
    for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThanOrEqual(MIB);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(16 * MIB);

    const changes = [RECORDS.toSpliced(7000, 0, record("007000-new.json")), RECORDS.toSpliced(3, 1), [record("-first.json"), ...RECORDS]];
    for (const changed of changes) {
      const after = await digests(changed);
      const fresh = [...after].filter(([path, value]) => before.get(path) !== value);
      expect(fresh.length).toBeGreaterThanOrEqual(1);
      expect(fresh.length).toBeLessThanOrEqual(2);
    }
  }, 120_000);

  test("a record larger than a shard is one of its own", async () => {
    const large: MemoryDocument = { kind: "advisory", path: "005000-large.json", body: { text: "x".repeat(17 * MIB) } };
    const { shards } = await shardsOf([...RECORDS.slice(4000, 6000), large]);
    const [alone] = shards.filter(({ lines }) => lines.some((line) => line.length > 16 * MIB));
    expect(alone?.lines).toHaveLength(1);
    expect(alone?.lines[0]?.equals(encodeCanonical(large.body))).toBe(true);
  });
});
