// Red Hat's records in a whole database: what Trivy looks at together, and what the report says of it.
import { decodeUtf8 } from "@stella-export/core";
import { type MemoryDocument, MemoryOutput, memoryRecords } from "@stella-export/testkit";
import { expect, test } from "vitest";
import { fixedIn, osvDocument } from "../mapping/rows-fixture.js";
import { databaseOf } from "./database-fixture.js";
import { trivyDb } from "./trivy-db.js";

type Events = readonly Readonly<Record<string, string>>[];

const OPEN: Events = [{ introduced: "0" }];
const record = (id: string, ...affected: readonly (readonly [product: string, events: Events])[]): MemoryDocument => ({
  kind: "advisory",
  source: "acme",
  path: `${id}.json`,
  id,
  body: osvDocument(
    affected.map(([product, events]) => ({ ecosystem: `Red Hat:enterprise_linux:${product}`, name: "curl", ranges: [events] })),
    { id, upstream: ["CVE-2026-1"] },
  ),
});

async function rendered(given: readonly MemoryDocument[]): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  await trivyDb.render(memoryRecords(given), trivyDb.parseOptions({}), output);
  return output;
}

/** Rows of curl, with the products that each fixed version is for (empty: open), and the lines of the report. */
async function written(...given: readonly MemoryDocument[]) {
  const output = await rendered(given);
  const database = await databaseOf(output.files.get("trivy/db.tar")?.bytes ?? new Uint8Array(0));
  const products = (numbers: readonly number[]) => numbers.map((number) => String(database.get(`Red Hat CPE | cpe | ${number}`)));
  const rows = [...database].flatMap(([place, value]) => {
    const key = /^Red Hat \| curl \| (.*)$/.exec(place)?.[1];
    if (key === undefined) return [];
    const entries = (value as { Entries: { FixedVersion?: string; Affected: number[] }[] }).Entries;
    return entries.map(({ FixedVersion = "", Affected }) => [
      key,
      FixedVersion,
      ...products(Affected).filter((cpe) => cpe.includes("/a:")),
    ]);
  });
  const report = decodeUtf8(output.files.get("reports/unmappable.jsonl")?.bytes ?? new Uint8Array(0));
  return {
    rows,
    report: report
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as unknown),
  };
}

test("of a record and of another the open statement wins over the fix, wherever a host can have both", async () => {
  const cpe = (product: string) => `cpe:/a:redhat:enterprise_linux:${product}`;
  const same = await written(record("RHSA-2026:1", ["9::appstream", fixedIn("5-1")], ["9::appstream", OPEN]));
  expect(same).toEqual({ rows: [["CVE-2026-1", "", cpe("9::appstream")]], report: [] });
  const other = await written(record("RHSA-2026:1", ["9::appstream", fixedIn("5-1")]), record("CVE-2026-1", ["9::appstream", OPEN]));
  expect(other).toEqual(same);
  const apart = await written(record("RHSA-2026:1", ["8::appstream", fixedIn("5-1")]), record("CVE-2026-1", ["9::appstream", OPEN]));
  expect(apart).toEqual({
    rows: [
      ["CVE-2026-1", "", cpe("9::appstream")],
      ["RHSA-2026:1", "5-1", cpe("8::appstream")],
    ],
    report: [],
  });
  const beside = await written(record("RHSA-2026:1", ["9::appstream", fixedIn("5-1")], ["9::baseos", OPEN]));
  expect(beside).toEqual({
    rows: [["CVE-2026-1", "", cpe("9::appstream"), cpe("9::baseos")]],
    report: [
      {
        code: "ERR_EXPORT_UNMAPPABLE_BOUND",
        ecosystem: "Red Hat:enterprise_linux:9::appstream",
        id: "RHSA-2026:1",
        message: expect.stringContaining("CVE-2026-1 is open in another product") as string,
        package: "curl",
        path: "RHSA-2026:1.json",
        range: "<5-1",
        source: "acme",
      },
    ],
  });
});

test("who asks for an erratum that gave way is led to what is open", async () => {
  const given = [record("RHSA-2026:1", ["9::appstream", fixedIn("5-1")]), record("CVE-2026-1", ["9::appstream", OPEN])];
  const lines = [...(await rendered(given)).files].flatMap(([path, { bytes }]) =>
    path.startsWith("indexes/trivy/") ? decodeUtf8(bytes).split("\n") : [],
  );
  expect(lines).toContain('{"id":"rhsa-2026:1","key":"CVE-2026-1"}');
  const sources = lines.filter((line) => line.includes('"key":"CVE-2026-1"')).join("");
  expect([sources.includes("RHSA-2026:1.json"), sources.includes("CVE-2026-1.json")]).toEqual([true, true]);
});
