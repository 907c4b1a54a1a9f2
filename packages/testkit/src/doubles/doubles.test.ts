// The doubles are what they stand for: records and views as a run makes them, an output as strict as a run's or stricter.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Adapter, builtinProfile, type CanonicalDocument, encodeUtf8, KINDS, type RecordSet, type Source } from "@stella-export/core";
import { run } from "@stella-export/core/node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { canonicalDocument } from "./canonical-view.js";
import type { MemoryDocument } from "./memory-document.js";
import { MemoryOutput } from "./memory-output.js";
import { memoryRecords } from "./memory-records.js";
import { memorySource } from "./memory-source.js";
import { sampleDocuments } from "./sample-documents.js";

const AS_OF = 1_780_272_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doubles-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Everything that an adapter can see of its records. */
async function seen(records: RecordSet): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const kind of records.kinds) {
    for await (const batch of records.batches(kind)) {
      for (let i = 0; i < batch.count; i++) {
        const body = Buffer.from(batch.body(i)).toString("utf8");
        const names = [batch.source(i), batch.path(i), batch.id(i), batch.digest(i), batch.sourceDigest(i)];
        all.push([batch.kind, ...names, batch.aliases(i), body, batch.value(i)]);
      }
    }
  }
  return all;
}

/** What an adapter sees of the sources in a run. */
async function seenInRun(sources: readonly Source[]): Promise<unknown[]> {
  let all: unknown[] = [];
  const looking: Adapter = {
    name: "test:looking",
    version: "1",
    kinds: KINDS,
    parseOptions: () => ({}),
    async render(records) {
      all = await seen(records);
    },
  };
  await run({ profile: builtinProfile(looking.name, [looking]), adapters: [looking], sources, out: join(folder, "out"), asOf: AS_OF });
  return all;
}

describe("memoryRecords", () => {
  test("are the records of a run over the same documents", async () => {
    const documents = sampleDocuments().map((document, i) => ({ path: `${i % 50}.json`, ...document }));
    const again = documents.slice(0, 20).map((document) => ({ ...document, body: respelled(document.body) }));
    const all = [...documents, ...again].toReversed();
    const of = (name: string): MemoryDocument[] => all.filter(({ source }) => source === name);
    const inRun = await seenInRun(["first", "second"].map((name) => memorySource(of(name), { name, batchSize: 7 })));
    expect(inRun.length).toBe(documents.length);
    for (const batchSize of [1, 4, 1000]) expect(await seen(memoryRecords(all, { batchSize }))).toEqual(inRun);
  });

  test("overwrite a batch as soon as the next one is asked for, or the iteration is left", async () => {
    const records = memoryRecords(sampleDocuments(["vex"], 4), { batchSize: 1 });
    const kept: Uint8Array[] = [];
    for await (const batch of records.batches("vex")) {
      for (const body of kept) expect(body.every((byte) => byte === 0xff)).toBe(true);
      kept.push(batch.body(0));
      expect(batch.id(0)).not.toBe("");
      if (kept.length === 3) break;
    }
    expect(kept[2]?.every((byte) => byte === 0xff)).toBe(true);
    // After it was left, another iteration may begin.
    expect(await seen(records)).toHaveLength(4);
  });

  test("are iterated one at a time, hold nothing of other kinds, and have kinds that exist", async () => {
    const records = memoryRecords(sampleDocuments(["vex"], 2));
    expect(records.kinds).toEqual(["vex"]);
    for await (const _ of records.batches("sbom")) expect.unreachable();
    for await (const _ of records.batches("vex")) await expect(seen(records)).rejects.toThrow(TypeError);
    expect(() => memoryRecords([{ kind: "gossip" as "vex", body: {} }])).toThrow(TypeError);
  });
});

/** Another spelling of the same document. */
function respelled(body: unknown): Uint8Array {
  return encodeUtf8(` ${body instanceof Uint8Array ? Buffer.from(body).toString("utf8") : JSON.stringify(body)}\n`);
}

test("canonicalDocument is the view that describe gets in a run", async () => {
  const source = memorySource(sampleDocuments(["advisory"], 8));
  const look = (document: CanonicalDocument): unknown[] => {
    const members = ["id", "summary", "modified", "number", "nested", "absent", "constructor", "__proto__"];
    return [
      Buffer.from(document.bytes),
      document.isObject,
      ...members.map((name) => [document.has(name), document.text(name), document.value(name)]),
    ];
  };
  let views = 0;
  await seenInRun([
    {
      ...source,
      describe(document) {
        views++;
        expect(look(canonicalDocument(document.bytes.slice()))).toEqual(look(document));
        return source.describe(document);
      },
    },
  ]);
  expect(views).toBe(8);
  expect(look(canonicalDocument([1]))).toEqual(look(canonicalDocument(encodeUtf8(" [1]"))));
  expect(canonicalDocument(encodeUtf8('{"__proto__":1}')).value("__proto__")).toBe(1);
  expect(() => canonicalDocument(encodeUtf8("{"))).toThrow(/./);
});

describe("MemoryOutput", () => {
  const PAYLOAD = { role: "payload", mediaType: "text/plain" } as const;
  const text = encodeUtf8("text");

  test("keeps what was written and what was said about it", async () => {
    const output = new MemoryOutput();
    const content = await output.write("data/a.txt", text, { ...PAYLOAD, records: 3, compressible: false });
    expect(content).toMatchObject({ path: "data/a.txt", role: "payload", records: 3, sizeBytes: 4, contentSizeBytes: 4 });
    await output.write(
      "b",
      (async function* () {
        yield text;
        yield text;
      })(),
      PAYLOAD,
    );
    expect([...output.files]).toEqual([
      ["data/a.txt", { bytes: text, role: "payload", mediaType: "text/plain", records: 3, compressible: false, codec: null }],
      ["b", { bytes: encodeUtf8("texttext"), role: "payload", mediaType: "text/plain", records: null, compressible: true, codec: null }],
    ]);
    expect([output.writes, output.pending]).toEqual([2, 0]);
  });

  test.each([
    "",
    "/a",
    "a/",
    "a//b",
    "../a",
    "a/../b",
    "./a",
    "a b",
    "ä",
    "a\\b",
    "a.zst",
    "export.json",
    "signatures/x",
    "README.md",
    "x".repeat(201),
  ])("refuses the path %j", async (path) => {
    await expect(new MemoryOutput().write(path, text, PAYLOAD)).rejects.toThrow(TypeError);
  });

  test("refuses a path twice, also while the first write is under way or after it failed", async () => {
    const output = new MemoryOutput({ delay: () => 2, fail: (write) => (write === 0 ? new Error("first") : undefined) });
    const first = output.write("a", text, PAYLOAD);
    await expect(output.write("a", text, PAYLOAD)).rejects.toThrow(TypeError);
    await expect(first).rejects.toThrow("first");
    await expect(output.write("a", text, PAYLOAD)).rejects.toThrow(TypeError);
  });

  test("sees bytes that change before the write is settled, whole or in chunks", async () => {
    const bytes = text.slice();
    const whole = new MemoryOutput({ delay: () => 1 }).write("a", bytes, PAYLOAD);
    bytes.fill(0);
    await expect(whole).rejects.toThrow(TypeError);
    const reused = async function* (): AsyncGenerator<Uint8Array, void> {
      const chunk = text.slice();
      yield chunk;
      chunk.fill(1);
      yield chunk;
    };
    await expect(new MemoryOutput().write("a", reused(), PAYLOAD)).rejects.toThrow(/chunk 0/);
  });

  test("stops with the signal's reason", async () => {
    const reason = new Error("stop");
    await expect(new MemoryOutput({ signal: AbortSignal.abort(reason) }).write("a", text, PAYLOAD)).rejects.toBe(reason);
  });
});
