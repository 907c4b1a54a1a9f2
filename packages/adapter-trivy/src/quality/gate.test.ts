// The gate within a render: what it reads of the bundle before, what it writes, and that nothing of a refused database is written after it.
import { ExportError, type Comparison, type Manifest, type PreviousBundle } from "@stella-export/core";
import { type MemoryDocument, MemoryOutput, memoryRecords } from "@stella-export/testkit";
import { describe, expect, test } from "vitest";
import { trivyDb } from "../adapter/trivy-db.js";
import { fixedIn, osvDocument } from "../mapping/rows-fixture.js";

const documents = (count: number, members: object = {}): MemoryDocument[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: "advisory",
    source: "acme",
    path: `${i}.json`,
    id: `GHSA-${i}`,
    body: osvDocument(
      [
        { ecosystem: "npm", name: `widget-${i}`, ranges: [fixedIn("1.2.5")] },
        { ecosystem: "Debian:12", name: `widget-${i}`, ranges: [fixedIn("1.2-5")], more: { ecosystem_specific: { urgency: "high" } } },
      ],
      { id: `GHSA-${i}`, aliases: [`CVE-2026-${i}`], database_specific: { severity: "HIGH" }, ...members },
    ),
  }));

async function rendered(given: readonly MemoryDocument[], comparison?: Comparison): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  await trivyDb.render(memoryRecords(given), trivyDb.parseOptions({}), output, comparison);
  return output;
}

/** What was rendered, as a bundle; `without` leaves out a file, `change` alters one. */
function asPrevious(output: MemoryOutput, { without = "", report }: { without?: string; report?: string } = {}): PreviousBundle {
  const { files } = output;
  return {
    manifest: { exportId: "exp-0", contentDigest: "sha256:0", sequence: 7, tool: { adapterVersion: trivyDb.version } } as Manifest,
    chunks(path) {
      const file = files.get(path);
      if (file === undefined || path === without) return undefined;
      const bytes = path.startsWith("reports/") && report !== undefined ? new TextEncoder().encode(report) : file.bytes;
      return (async function* () {
        for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
      })();
    },
  };
}

const reportOf = (output: MemoryOutput): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(output.files.get("reports/quality.json")?.bytes)) as Record<string, unknown>;
const asProbes = (...lines: (object | string)[]): Comparison["probes"] => ({
  path: "probes.jsonl",
  bytes: new TextEncoder().encode(lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n")),
});
async function refusal(given: readonly MemoryDocument[], comparison: Comparison): Promise<string> {
  const output = new MemoryOutput();
  const error: unknown = await trivyDb.render(memoryRecords(given), trivyDb.parseOptions({}), output, comparison).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExportError)) throw error;
  expect([...output.files.keys()].filter((path) => !path.startsWith("indexes/"))).toEqual([]);
  return `${error.code}: ${error.message}`;
}

const NUMBERS = {
  buckets: [
    { name: "debian 12", packages: 10, records: 10, ranged: 10, fixed: 10, rated: 10 },
    { name: "npm::GitHub Security Advisory npm", packages: 10, records: 10, ranged: 10, fixed: 10, rated: 0 },
  ],
  sources: [
    { name: "debian", packages: 10, records: 10, ranged: 10, fixed: 10, rated: 10 },
    { name: "ghsa", packages: 10, records: 10, ranged: 10, fixed: 10, rated: 0 },
  ],
  total: { packages: 20, records: 20, ranged: 20, fixed: 20, rated: 10 },
  severities: { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 10, CRITICAL: 0 },
  vendorRated: 10,
};

describe("the report", () => {
  test("without anything to hold it against", async () => {
    const output = await rendered(documents(10));
    const schema = "https://stellaops.io/export-center/trivy-quality/v1";
    expect(reportOf(output)).toEqual({ schema, verdict: "not-compared", now: NUMBERS, before: null, previous: null, probes: [] });
    expect(output.files.get("reports/quality.json")).toMatchObject({ role: "report", mediaType: "application/json", compressible: false });
    expect(reportOf(await rendered([]))).toMatchObject({ verdict: "empty", now: { buckets: [], total: { records: 0 } } });
  });

  test("the numbers before, from the report, or from the database where there is none that can be read", async () => {
    const before = await rendered(documents(10));
    for (const given of [{}, { without: "reports/quality.json" }, { report: "{" }, { report: '{"schema":"other","now":{}}' }]) {
      const report = reportOf(await rendered(documents(11), { previous: asPrevious(before, given) }));
      expect(report).toMatchObject({ verdict: "passed", before: NUMBERS, previous: { exportId: "exp-0", sequence: 7 } });
    }
    const lies = JSON.stringify({ ...reportOf(before), now: { ...NUMBERS, total: { ...NUMBERS.total, records: 99 } } });
    expect(await refusal(documents(10), { previous: asPrevious(before, { report: lies }) })).toContain("all: records 99 -> 20");
  });

  test("the probes, each with its answer", async () => {
    const probe = { purl: "pkg:npm/widget-3@1.2.4", vulnerabilityId: "CVE-2026-3", found: true };
    expect(reportOf(await rendered(documents(10), { probes: asProbes(probe, "") }))).toMatchObject({
      verdict: "passed",
      probes: [{ ...probe, asExpected: true }],
    });
  });
});

test("a database that lost half is refused before anything of it is written", async () => {
  const previous = asPrevious(await rendered(documents(10)));
  const half = "records 10 -> 5 (at least 6), packages 10 -> 5 (at least 6), ranged 10 -> 5 (at least 6), fixed 10 -> 5 (at least 6)";
  expect(await refusal(documents(5), { previous })).toBe(
    "ERR_EXPORT_QUALITY_GATE: the quality gate refuses the database: all: records 20 -> 10 (at least 16), " +
      "packages 20 -> 10 (at least 16), ranged 20 -> 10 (at least 16), fixed 20 -> 10 (at least 16), rated 10 -> 5 (at least 6); " +
      `source debian: ${half}, rated 10 -> 5 (at least 6); source ghsa: ${half}; ` +
      "severity known: vulnerabilities 10 -> 5 (at least 6); severity by a source: vulnerabilities 10 -> 5 (at least 6); " +
      "severity HIGH: vulnerabilities 10 -> 5 (at least 6); " +
      `bucket debian 12: ${half}, rated 10 -> 5 (at least 6); bucket npm::GitHub Security Advisory npm: ${half}`,
  );
  expect(await refusal([], { previous })).toContain("the database holds no advisory");
  expect(await refusal(documents(10, { database_specific: {} }), { previous })).toContain("severity known: vulnerabilities 10 -> 0");
  const bare = { ...previous, chunks: () => undefined };
  expect(await refusal(documents(10), { previous: bare })).toMatch(/^ERR_EXPORT_FILE_MISSING: the bundle before has no trivy\.db/);
});

test("an erratum that mends many vulnerabilities which were open is no loss, whoever counted the day before", async () => {
  const of = (id: string, cves: readonly number[], events: readonly Readonly<Record<string, string>>[]): MemoryDocument => ({
    kind: "advisory",
    source: "acme",
    path: `${id}.json`,
    id,
    body: osvDocument([{ ecosystem: "Red Hat:enterprise_linux:9::baseos", name: "kernel", ranges: [events] }], {
      id,
      upstream: cves.map((n) => `CVE-2026-${n}`),
      database_specific: { severity: "HIGH" },
    }),
  });
  const numbers = Array.from({ length: 8 }, (_, n) => n);
  const before = await rendered(numbers.map((n) => of(`CVE-2026-${n}`, [n], [{ introduced: "0" }])));
  const fixed = [of("RHSA-2026:1", numbers, fixedIn("5-1"))];
  expect(reportOf(await rendered(fixed, { previous: asPrevious(before) }))).toMatchObject({
    verdict: "passed",
    before: { total: { records: 8, fixed: 0, rated: 8 } },
    now: { total: { records: 8, fixed: 8, rated: 8 } },
  });
  const errata = { name: "Red Hat", packages: 1, records: 1, ranged: 1, fixed: 1, rated: 1 };
  const old = { ...reportOf(before), now: { ...NUMBERS, buckets: [errata] } };
  const previous = { ...asPrevious(before, { report: JSON.stringify(old) }), manifest: { tool: { adapterVersion: "3" } } as Manifest };
  expect(reportOf(await rendered(fixed, { previous }))).toMatchObject({ before: { total: { records: 8 } } });
});

test("what a record writes several times counts once: a name spelled otherwise, a summary of one module less, is no loss", async () => {
  const of = (spell: (name: string) => string, summary: string): MemoryDocument[] =>
    Array.from({ length: 12 }, (_, i) => ({
      kind: "advisory",
      source: "acme",
      path: `${i}.json`,
      id: `GHSA-${i}`,
      body: osvDocument(
        [
          { ecosystem: "NuGet", name: spell(`Acme.Pkg${i}`), ranges: [fixedIn("1.2.5")] },
          { ecosystem: "PyPI", name: spell(`Acme.Pkg${i}`), ranges: [fixedIn("1.2.5")] },
          { ecosystem: "AlmaLinux:9", name: `n${i}`, ranges: [fixedIn("5-1.module_el9")] },
          { ecosystem: "Red Hat:enterprise_linux:9::appstream", name: `n${i}`, ranges: [fixedIn("5-1.module_el9")] },
        ],
        { id: `GHSA-${i}`, aliases: [`CVE-2026-${i}`], upstream: [`CVE-2026-${i}`], summary },
      ),
    }));
  const before = await rendered(of(String, "Important: a:1 and b:1 update"));
  const now = of((name) => name.toLowerCase().replaceAll(".", "-"), "Important: a:1 update");
  const report = reportOf(await rendered(now, { previous: asPrevious(before) }));
  const all = { packages: 48, records: 48, ranged: 48, fixed: 48 };
  expect(report).toMatchObject({ verdict: "passed", before: { total: all }, now: { total: all } });
});

test("what another version of the adapter counted is counted anew", async () => {
  const before = await rendered(documents(10));
  const doubled = NUMBERS.buckets.map((counts) => ({ ...counts, records: 20 }));
  const report = JSON.stringify({ ...reportOf(before), now: { ...NUMBERS, buckets: doubled } });
  const previous = asPrevious(before, { report });
  await expect(refusal(documents(10), { previous })).resolves.toContain("records 20 -> 10");
  const other = { ...previous, manifest: { tool: { adapterVersion: "0" } } as Manifest };
  expect(reportOf(await rendered(documents(10), { previous: other }))).toMatchObject({ verdict: "passed", before: NUMBERS });
});

test("a database whose advisories are all suppressed is refused, with the number", async () => {
  const previous = asPrevious(await rendered(documents(10)));
  const suppressed = documents(10).map((document, i) => ({
    ...document,
    source: "ours",
    body: osvDocument([{ ecosystem: "npm", name: `widget-${i}`, ranges: [[{ introduced: "0.0.0-0" }]] }], {
      id: `GHSA-${i}`,
    }),
  }));
  const output = new MemoryOutput();
  const options = trivyDb.parseOptions({ sources: { ours: { role: "suppress" } } });
  const run = trivyDb.render(memoryRecords([...documents(10), ...suppressed]), options, output, { previous });
  await expect(run).rejects.toThrow("source ghsa: records 10 -> 0 (at least 6)");
});

test("a probe that is answered otherwise is refused, with its numbers or none", async () => {
  const lost = { purl: "pkg:deb/debian/widget-30@1.2-4?distro=debian-12", vulnerabilityId: "CVE-2026-30", found: true };
  const wrong = { purl: "pkg:npm/widget-3@1.2.4", vulnerabilityId: "CVE-2026-3", found: false };
  expect(await refusal(documents(10), { probes: asProbes(lost, wrong) })).toBe(
    "ERR_EXPORT_QUALITY_GATE: the quality gate refuses the database: " +
      "probe pkg:deb/debian/widget-30@1.2-4?distro=debian-12 CVE-2026-30: found expected, not found; " +
      "probe pkg:npm/widget-3@1.2.4 CVE-2026-3: not found expected, found",
  );
  expect(await refusal([], { probes: asProbes({ ...wrong, found: false }) })).toContain("the database holds no advisory");
});

test.each([
  ["", "the file has no probe"],
  ["{", "line 1: it is no JSON"],
  ["\n[]", "line 2: a probe is an object {purl, vulnerabilityId, found}"],
  ['{"purl":"pkg:npm/a","vulnerabilityId":"X","found":true}', "line 1: purl is a package URL with a version"],
  ['{"purl":"pkg:npm/a@1","vulnerabilityId":"","found":true}', "line 1: vulnerabilityId is the id that Trivy reports"],
  ['{"purl":"pkg:npm/a@1","vulnerabilityId":"X","found":"yes"}', "line 1: found is true or false"],
  ['{"purl":"pkg:npm/a@1","vulnerabilityId":"X","found":true,"more":1}', 'line 1: a probe has no member "more"'],
])("probes %s", async (text, message) => {
  expect(await refusal(documents(1), { probes: asProbes(text) })).toBe(`ERR_EXPORT_PROBES_INVALID: ${message}`);
});
