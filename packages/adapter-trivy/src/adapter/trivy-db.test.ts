// trivy:db as a whole: the promises of the seam, and the files of a bundle, the database read back with our own bbolt reader.
import { decodeUtf8 } from "@stella-export/core";
import { adapterContract, type MemoryDocument, MemoryOutput, memoryRecords, sampleDocuments } from "@stella-export/testkit";
import { describe, expect, it, test } from "vitest";
import { openBolt } from "../bolt/bolt-reader.js";
import { memorySource } from "../bolt/byte-source.js";
import { fixedIn, osvDocument } from "../mapping/rows-fixture.js";
import { databaseOf, unpacked } from "./database-fixture.js";
import { trivyDb } from "./trivy-db.js";

const NPM = osvDocument([{ ecosystem: "npm", name: "widget", ranges: [fixedIn("1.2.5")] }], {
  id: "GHSA-1",
  aliases: ["CVE-2026-1"],
  summary: "one",
});
const DEBIAN = osvDocument([{ ecosystem: "Debian:12", name: "widget", ranges: [fixedIn("1.2-3")] }], { id: "CVE-2026-1", summary: "two" });
const ALPAQUITA = osvDocument([{ ecosystem: "Alpaquita:23", name: "widget", ranges: [fixedIn("1")] }], { id: "BELL-1" });

const documents = (bodies: readonly object[]): MemoryDocument[] =>
  bodies.map((body, i) => ({ kind: "advisory", source: "acme", path: `${i}.json`, id: String((body as { id?: unknown }).id), body }));

describe("the seam", () => {
  const cases = adapterContract({
    adapter: trivyDb,
    documents: [...documents([NPM, DEBIAN, ALPAQUITA, NPM]), ...sampleDocuments(["vex", "policy-evaluation"], 5)],
    options: { nextUpdateHours: 6 },
  });
  for (const { name, run } of cases) it(name, run);
});

async function rendered(bodies: readonly object[], options: object = {}) {
  const output = new MemoryOutput({ asOf: 1_767_323_045 });
  await trivyDb.render(memoryRecords(documents(bodies)), trivyDb.parseOptions(options), output);
  return output.files;
}

/** Every value of the database, by the names of its buckets and its key. */
async function database(bodies: readonly object[]): Promise<Map<string, unknown>> {
  return await databaseOf((await rendered(bodies)).get("trivy/db.tar")?.bytes ?? new Uint8Array(0));
}

test("advisories, details and sources are where Trivy looks for them", async () => {
  const values = await database([NPM, DEBIAN]);
  expect([...values].filter(([place]) => !place.startsWith("Red Hat CPE | "))).toEqual([
    [
      "data-source | debian 12",
      { ID: "debian", Name: "Debian Security Tracker", URL: "https://salsa.debian.org/security-tracker-team/security-tracker" },
    ],
    [
      "data-source | npm::GitHub Security Advisory npm",
      { ID: "ghsa", Name: "GitHub Security Advisory npm", URL: "https://github.com/advisories?query=type%3Areviewed+ecosystem%3Anpm" },
    ],
    ["debian 12 | widget | CVE-2026-1", { FixedVersion: "1.2-3" }],
    [
      "npm::GitHub Security Advisory npm | widget | CVE-2026-1",
      { PatchedVersions: ["1.2.5"], VendorIDs: ["GHSA-1"], VulnerableVersions: ["<1.2.5"] },
    ],
    ["vulnerability | CVE-2026-1", { Title: "two", Severity: "UNKNOWN" }],
  ]);
});

test("an empty database still has the buckets that Trivy opens unasked", async () => {
  const archive = (await rendered([])).get("trivy/db.tar");
  const bytes = (await unpacked(archive?.bytes ?? new Uint8Array(0))).get("trivy.db") ?? new Uint8Array(0);
  expect([...openBolt(memorySource(bytes)).entries()].map(({ key }) => decodeUtf8(key))).toEqual([
    "Red Hat CPE",
    "data-source",
    "vulnerability",
  ]);
});

test("the archive is gzip for Trivy, its dates come from asOf", async () => {
  const files = await rendered([NPM], { nextUpdateHours: 6 });
  expect(files.get("trivy/db.tar")).toMatchObject({
    role: "payload",
    codec: "gzip",
    mediaType: "application/vnd.aquasec.trivy.db.layer.v1.tar",
  });
  const members = await unpacked(files.get("trivy/db.tar")?.bytes ?? new Uint8Array(0));
  expect([...members.keys()]).toEqual(["metadata.json", "trivy.db"]);
  expect(JSON.parse(decodeUtf8(members.get("metadata.json") ?? new Uint8Array(0)))).toEqual({
    Version: 2,
    NextUpdate: "2026-01-02T09:04:05Z",
    UpdatedAt: "2026-01-02T03:04:05Z",
    DownloadedAt: "0001-01-01T00:00:00Z",
  });
});

test("indexes lead to the evidence, without places in shards that are not there", async () => {
  const files = await rendered([NPM]);
  const [index] = [...files].filter(([path]) => path.startsWith("indexes/advisories/"));
  const entry = JSON.parse(decodeUtf8(index?.[1].bytes ?? new Uint8Array(0))) as object;
  expect(Object.keys(entry)).toEqual(["aliases", "digest", "id", "path", "source", "sourceDigest"]);
  expect([...files.keys()].filter((path) => path.startsWith("data/"))).toEqual([]);
});

test("what is not in the database is in the report, or stops the run", async () => {
  const report = (await rendered([NPM, ALPAQUITA])).get("reports/unmappable.jsonl");
  expect(report).toMatchObject({ role: "report", records: 1, compressible: false });
  expect(JSON.parse(decodeUtf8(report?.bytes ?? new Uint8Array(0)))).toEqual({
    source: "acme",
    path: "1.json",
    ecosystem: "Alpaquita:23",
    package: "widget",
    id: "BELL-1",
    range: "",
    code: "ERR_EXPORT_UNMAPPABLE_ECOSYSTEM",
    message: expect.any(String) as string,
  });
  await expect(rendered([NPM, ALPAQUITA], { onUnmappable: "fail" })).rejects.toThrow(
    expect.objectContaining({
      code: "ERR_EXPORT_UNMAPPABLE_ECOSYSTEM",
      place: expect.objectContaining({ source: "acme", path: "1.json" }) as object,
    }),
  );
});

test("what is no version is told by its beginning, which ends between two characters", async () => {
  const odd = osvDocument([{ ecosystem: "npm", name: "widget", more: { versions: [[`${"x".repeat(97)}😀`]] } }]);
  const report = (await rendered([odd])).get("reports/unmappable.jsonl");
  const { range } = JSON.parse(decodeUtf8(report?.bytes ?? new Uint8Array(0))) as { range: string };
  expect(range).toBe(`=no version: ["${"x".repeat(97)}\ufffd`);
});
