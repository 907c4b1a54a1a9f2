// trivy:java-db as a whole: the promises of the seam, and the database as Trivy asks it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { decodeUtf8, ExportError, readTar } from "@stella-export/core";
import { adapterContract, type MemoryDocument, MemoryOutput, memoryRecords } from "@stella-export/testkit";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { trivyJavaDb } from "./trivy-java-db.js";

const sha1 = (seed: number): string => seed.toString(16).padStart(40, "0");
const row = (group: string, artifact: string, version: string, hash: string): object => ({
  group_id: group,
  artifact_id: artifact,
  version,
  sha1: hash,
});
const rows = (bodies: readonly object[]): MemoryDocument[] =>
  bodies.map((body, i) => ({ kind: "maven-artifact", source: "maven", path: "artifacts.csv", id: String(i), body }));
const sboms = (bodies: readonly object[]): MemoryDocument[] =>
  bodies.map((body, i) => ({ kind: "sbom", source: "sbom", path: `${i}.json`, id: String(i), body }));

const ROWS = [
  row("org.b", "two", "1.0", sha1(4)),
  row("org.a", "one", "2.0", sha1(2)),
  row("org.a", "one", "1.0", sha1(1)),
  row("org.a", "three", "1", sha1(3)),
];
const jar = (purl: string, hash: string): object => ({
  type: "library",
  purl,
  hashes: [
    { alg: "MD5", content: "0" },
    { alg: "SHA-1", content: hash },
  ],
});
const CYCLONEDX = {
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  metadata: { component: jar("pkg:maven/org.app/main@9", sha1(10)) },
  components: [
    {
      ...jar("pkg:maven/org.c/outer@1.0?type=jar", sha1(11)),
      components: [jar("pkg:maven/org.c/inner@1.1?classifier=sources&type=jar", sha1(12))],
    },
    jar("pkg:maven/org.c/droid@2?type=aar", sha1(13)),
    jar("pkg:maven/org.c/parent@2?type=pom", sha1(14)),
    jar("pkg:maven/org.c/site@2?type=war", sha1(17)),
    jar("pkg:maven/org.c/tests@2?classifier=tests&type=test-jar", sha1(18)),
    jar("pkg:npm/left-pad@1.0.0", sha1(15)),
    jar("pkg:maven/org.c/no-version", sha1(16)),
    jar("pkg:maven/org.c/no-hash@1", "abc"),
    { type: "library", purl: "pkg:maven/org.c/none@1" },
    null,
  ],
};
const SPDX = {
  spdxVersion: "SPDX-2.3",
  packages: [
    {
      checksums: [{ algorithm: "SHA1", checksumValue: sha1(20).toUpperCase() }],
      externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: "pkg:maven/org.s/spdx@3" }],
    },
    {
      checksums: [{ algorithm: "SHA256", checksumValue: sha1(21) }],
      externalRefs: [{ referenceType: "purl", referenceLocator: "pkg:maven/org.s/other@3" }],
    },
  ],
};

describe("the seam", () => {
  const cases = adapterContract({
    adapter: trivyJavaDb,
    documents: [...rows(ROWS), ...sboms([CYCLONEDX, SPDX])],
    options: { nextUpdateHours: 5 },
  });
  for (const { name, run } of cases) it(name, run);
});

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "java-"))));
afterAll(() => rmSync(folder, { recursive: true }));

async function rendered(documents: readonly MemoryDocument[], options: object = {}): Promise<Map<string, Uint8Array>> {
  const output = new MemoryOutput({ asOf: 1_767_323_045 });
  await trivyJavaDb.render(memoryRecords(documents), trivyJavaDb.parseOptions(options), output);
  const tar = output.files.get("trivy/javadb.tar");
  expect(tar).toMatchObject({ codec: "gzip", mediaType: "application/vnd.aquasec.trivy.javadb.layer.v1.tar", role: "payload" });
  const files = new Map<string, Uint8Array>();
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield tar?.bytes ?? new Uint8Array(0);
  }
  for await (const entry of readTar(chunks())) {
    const parts: Uint8Array[] = [];
    for await (const part of entry.chunks()) parts.push(part.slice());
    files.set(entry.path, Buffer.concat(parts));
  }
  return files;
}

async function opened<T>(documents: readonly MemoryDocument[], work: (database: DatabaseSync) => T): Promise<T> {
  const path = join(folder, "trivy-java.db");
  writeFileSync(path, (await rendered(documents)).get("trivy-java.db") ?? new Uint8Array(0));
  const database = new DatabaseSync(path);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const list = (database: DatabaseSync): string[] => {
  const sql =
    "SELECT group_id || ':' || artifacts.artifact_id || ':' || version || ':' || archive_type || ' ' || ltrim(lower(hex(sha1)), '0') AS line";
  const all = database.prepare(`${sql} FROM indices JOIN artifacts ON artifacts.id = indices.artifact_id ORDER BY indices.rowid`).all();
  return all.map(({ line }) => String(line));
};

test("the schema is trivy-java-db's, and SQLite finds nothing wrong", async () => {
  await opened(rows(ROWS), (database) => {
    const schema = database.prepare("SELECT sql FROM sqlite_schema ORDER BY rowid").all();
    expect(schema.map(({ sql }) => sql)).toEqual([
      "CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT)",
      "CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT, foreign key (artifact_id) references artifacts(id))",
      "CREATE UNIQUE INDEX artifacts_idx ON artifacts(artifact_id, group_id)",
      "CREATE INDEX indices_artifact_idx ON indices(artifact_id)",
      "CREATE UNIQUE INDEX indices_sha1_idx ON indices(sha1)",
    ]);
    expect(database.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
    expect(database.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
    expect(database.prepare("PRAGMA journal_mode").all()).toEqual([{ journal_mode: "delete" }]);
  });
});

test("rows by name, whatever the order of the records, and the same bytes", async () => {
  const lines = await opened(rows(ROWS), list);
  expect(lines).toEqual(["org.a:one:1.0:jar 1", "org.a:one:2.0:jar 2", "org.a:three:1:jar 3", "org.b:two:1.0:jar 4"]);
  const once = await rendered(rows(ROWS));
  const again = await rendered(rows(ROWS.toReversed()));
  expect([...once.keys()]).toEqual(["metadata.json", "trivy-java.db"]);
  expect(Buffer.from(once.get("trivy-java.db") ?? []).equals(again.get("trivy-java.db") ?? new Uint8Array(1))).toBe(true);
});

test("the version of SQLite does not stand in the header", async () => {
  const database = Buffer.from((await rendered(rows(ROWS))).get("trivy-java.db") ?? []);
  expect(database.readUInt32BE(96)).toBe(3_045_000);
  // SQLite trusts the size in the header only where these two agree.
  expect(database.readUInt32BE(92)).toBe(database.readUInt32BE(24));
  expect(database.readUInt32BE(28) * 4096).toBe(database.length);
});

test("bills of materials: Maven, with a SHA-1, and an archive", async () => {
  expect(await opened(sboms([CYCLONEDX, SPDX]), list)).toEqual([
    "org.app:main:9:jar a",
    "org.c:droid:2:aar d",
    "org.c:inner:1.1:jar c",
    "org.c:outer:1.0:jar b",
    "org.c:site:2:jar 11",
    "org.c:tests:2:jar 12",
    "org.s:spdx:3:jar 14",
  ]);
});

test("one file, several claims: the main archive's, then the smallest coordinates'", async () => {
  const same = sha1(7);
  const components = [jar("pkg:maven/org.a/one@1?classifier=shaded", same), jar("pkg:maven/org.z/last@1", same)];
  const claims = [
    ...sboms([{ bomFormat: "CycloneDX", components }]),
    ...rows([row("org.y", "middle", "2", same), row("org.y", "middle", "1", same.toUpperCase())]),
  ];
  expect(await opened(claims, list)).toEqual(["org.y:middle:1:jar 7"]);
});

test("no artifact at all is an empty database", async () => {
  expect(await opened(sboms([{ bomFormat: "CycloneDX", components: [] }]), list)).toEqual([]);
});

test("metadata counts from asOf", async () => {
  const metadata = async (options: object): Promise<unknown> =>
    JSON.parse(decodeUtf8((await rendered(rows(ROWS), options)).get("metadata.json") ?? new Uint8Array(0)));
  const expected = { Version: 1, UpdatedAt: "2026-01-02T03:04:05Z", DownloadedAt: "0001-01-01T00:00:00Z" };
  expect(await metadata({})).toEqual({ ...expected, NextUpdate: "2026-01-05T03:04:05Z" });
  expect(await metadata({ nextUpdateHours: 1 })).toEqual({ ...expected, NextUpdate: "2026-01-02T04:04:05Z" });
});

test.each([
  [{ schema: 2 }],
  [{ schema: "1" }],
  [{ nextUpdateHours: 0 }],
  [{ nextUpdateHours: 1.5 }],
  [{ nextUpdateHours: 1e6 }],
  [{ vex: "carry" }],
])("options %j are refused", (options) => {
  let error: unknown;
  try {
    trivyJavaDb.parseOptions(options);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ExportError);
  expect((error as ExportError).code).toBe("ERR_EXPORT_PROFILE_INVALID");
});
