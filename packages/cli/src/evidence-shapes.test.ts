// Oddities 16 to 25 of real evidence (see evidence-oddities.test.ts): shapes, names of files, and what is no evidence. Every sample is
// written by us.
import { expect, test } from "vitest";
import { bundleOf } from "./evidence-bundle-fixture.js";

const MODIFIED = "2025-01-01T00:00:00Z";
const osv = (id: string, more: object = {}): object => ({ id, modified: MODIFIED, summary: "s", ...more });
const EVERY_SELECTOR = { ecosystems: ["npm"], products: ["pkg:npm/x"], severities: ["critical" as const] };

test("16: a withdrawn advisory without packages is a record, and no selector drops it", async () => {
  const withdrawn = { id: "BELL-1", modified: MODIFIED, withdrawn: MODIFIED };
  const { counts, records } = await bundleOf({ "a.json": withdrawn }, { selectors: EVERY_SELECTOR });
  expect(counts).toEqual(["advisory 1 1 0 0 0"]);
  expect(JSON.parse(records[0] ?? "")).toEqual(withdrawn);
});

test("17: what says nothing of severity is kept by a selector of severities; null and empty lists say nothing", async () => {
  const npm = { package: { ecosystem: "npm", name: "x" } };
  const { counts, entries } = await bundleOf(
    {
      "none.json": osv("none", { affected: [npm] }),
      "null.json": osv("null", { affected: [npm], severity: null }),
      "word.json": osv("word", { affected: [npm], database_specific: { severity: "CRITICAL" } }),
      "low.json": osv("low", {
        affected: [{ ...npm, severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L" }] }],
      }),
    },
    { selectors: EVERY_SELECTOR },
  );
  expect(counts).toEqual(["advisory 4 3 0 0 1"]);
  expect(entries.map(({ id }) => id)).toEqual(["none", "null", "word"]);
});

test("18: absent and null fields stay absent and null", async () => {
  const document = {
    id: "A-1",
    modified: MODIFIED,
    aliases: null,
    nvd_published_at: null,
    affected: [{ cvss: null, package: { ecosystem: "crates.io", name: "a" } }],
    details: "",
  };
  const { records, entries } = await bundleOf({ "a.json": document });
  expect(JSON.parse(records[0] ?? "")).toEqual(document);
  expect(entries[0]?.aliases).toEqual([]);
});

test("19: ranges are carried as they are: open, by commit, of 118 events, none at all, 1,132 versions", async () => {
  const events = Array.from({ length: 59 }, (_, i) => [{ introduced: `${i}.0` }, { fixed: `${i}.9` }]).flat();
  const affected = [
    { ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] },
    { ranges: [{ type: "ECOSYSTEM", events }] },
    { ranges: [{ type: "GIT", repo: "https://example.org/x.git", events: [{ introduced: "0" }, { last_affected: "c0ffee" }] }] },
    { versions: Array.from({ length: 1132 }, (_, i) => `1.${i}`) },
    {},
  ];
  const { records } = await bundleOf({ "a.json": osv("A-1", { affected }) });
  expect(JSON.parse(records[0] ?? "")).toEqual(osv("A-1", { affected }));
});

test("20: an ecosystem with a suffix is selected with it and by its name, and its colons and slashes are part of it", async () => {
  const of = (ecosystem: string): object => osv(ecosystem, { affected: [{ package: { ecosystem, name: "a/b" } }] });
  const drupal = "Packagist:https://packages.drupal.org/8";
  const files = {
    "1.json": of("AlmaLinux:9"),
    "2.json": of("AlmaLinux:8"),
    "3.json": of(drupal),
    "4.json": of("Alpaquita:stream"),
    "5.json": of("Packagist"),
  };
  const kept = async (...ecosystems: string[]): Promise<string[]> =>
    (await bundleOf(files, { selectors: { ecosystems } })).entries.map(({ id }) => id);
  expect(await kept("AlmaLinux:9")).toEqual(["AlmaLinux:9"]);
  expect(await kept("AlmaLinux")).toEqual(["AlmaLinux:9", "AlmaLinux:8"]);
  expect(await kept(drupal)).toEqual([drupal]);
  expect(await kept("Packagist")).toEqual([drupal, "Packagist"]);
});

test("21: colons, folders like `https:` and `x.git`, letters beyond ASCII and paths of 274 bytes are paths, and found by them", async () => {
  const long = `${"d".repeat(90)}/${"e".repeat(90)}/${"f".repeat(87)}.json`;
  const paths = ["ALSA-2025:9318.json", "https:/github.com/x.git/a.json", "包/ä.json", long];
  const { entries, traced } = await bundleOf(Object.fromEntries(paths.map((path) => [path, osv("A-1")])), { trace: paths });
  expect(long).toHaveLength(274);
  expect(entries.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
  expect(traced).toEqual([1, 1, 1, 1]);
});

test("22: a missing last line end, indents and the order of keys change the source's digest and not the record", async () => {
  const document = { id: "A-1", modified: MODIFIED, summary: "s" };
  const files = {
    "a.json": JSON.stringify(document),
    "b.json": `${JSON.stringify(document)}\n`,
    "c.json": JSON.stringify(document, null, 4),
    "d.json": `{"summary":"s","modified":"${MODIFIED}","id":"A-1"}`,
  };
  const { records, entries } = await bundleOf(files);
  expect(new Set(records)).toEqual(new Set([`{"id":"A-1","modified":"${MODIFIED}","summary":"s"}`]));
  expect(new Set(entries.map(({ sourceDigest }) => sourceDigest)).size).toBe(4);
});

test("23: no scores, null or absent results, the bare array of an old Trivy and a tool without a version are reports", async () => {
  const results = [{ Target: "a", Type: "npm", Vulnerabilities: null }];
  const { counts } = await bundleOf({
    "date.json": osv("A-1"),
    "csaf.json": { document: { category: "csaf_vex", csaf_version: "2.0", tracking: { id: "C-1" } }, vulnerabilities: [{ cve: "CVE-1" }] },
    "trivy-null.json": { SchemaVersion: 2, ArtifactName: "a", Results: null },
    "trivy-absent.json": { SchemaVersion: 2, ArtifactName: "b" },
    "trivy-clean.json": { SchemaVersion: 2, ArtifactName: "c", Results: [{ Target: "t" }] },
    "trivy-old.json": results,
    "grype.json": { matches: [], descriptor: { name: "grype", version: "[not provided]" } },
  });
  expect(counts).toEqual(["advisory 1 1 0 0 0", "finding 5 5 0 0 0", "vex 1 1 0 0 0"]);
});

test("24: reports of other shapes are named as rejects, or kept as findings where that is asked for; never taken for what they resemble", async () => {
  const files = {
    "trivy-report.json": { ClusterName: "c", Vulnerabilities: [{ Results: [] }] },
    "trivy-operator.json": { apiVersion: "aquasecurity.github.io/v1alpha1", kind: "VulnerabilityReport", report: { vulnerabilities: [] } },
    "osv-scanner.json": { results: [{ packages: [{ vulnerabilities: [osv("A-1")] }] }] },
    "policy-report.json": { apiVersion: "wgpolicyk8s.io/v1alpha2", kind: "PolicyReport", results: [] },
    "date.json": osv("A-2"),
  };
  const { counts, rejects } = await bundleOf(files);
  expect(counts).toEqual(["advisory 1 1 0 0 0", "unknown 4 0 0 4 0"]);
  expect(rejects.map(({ path, code }) => [path, code])).toEqual(
    ["osv-scanner.json", "policy-report.json", "trivy-operator.json", "trivy-report.json"].map((path) => [
      path,
      "ERR_EXPORT_SHAPE_UNKNOWN",
    ]),
  );
  expect((await bundleOf(files, { acceptUnknown: true })).counts).toEqual(["advisory 1 1 0 0 0", "finding 4 4 0 0 0"]);
});

test("25: a bzip2 beside the evidence is passed over and counted, and refused as a source of its own; nothing unpacks it", async () => {
  const files = { "bomb.bz2": "BZh9", "bomb.json.bz2": "BZh9", "a.json": osv("A-1") };
  const { counts, ignored } = await bundleOf(files);
  expect([counts, ignored]).toEqual([["advisory 1 1 0 0 0"], 2]);
  await expect(bundleOf(files, { file: "bomb.bz2" })).rejects.toMatchObject({ code: "ERR_EXPORT_FILE_UNSUPPORTED", exitCode: 2 });
});
