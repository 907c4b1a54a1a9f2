// The 25 oddities found in real evidence (reference/data.md, by their numbers there), and what becomes of each in a bundle: the index of all
// tests about them. What a format says of one document is in packages/formats/src/oddities.test.ts, what the archives do in source-files.
// Every sample is written by us.
import { expect, test } from "vitest";
import { bundleOf } from "./evidence-bundle-fixture.js";

const MODIFIED = "2025-01-01T00:00:00Z";
const osv = (id: string, more: object = {}): object => ({ id, modified: MODIFIED, summary: "s", ...more });
const vex = (more: object = {}): object => ({
  "@context": "https://openvex.dev/ns/v0.2.0",
  "@id": "https://example.org/shared",
  author: "a",
  timestamp: MODIFIED,
  statements: [{ vulnerability: { name: "CVE-2025-0001" }, products: [{ "@id": "pkg:oci/a" }], status: "not_affected" }],
  ...more,
});
const csaf = (more: object = {}): object => ({
  document: { category: "csaf_vex", csaf_version: "2.0", tracking: { id: "CVE-2025-0001", current_release_date: MODIFIED } },
  ...more,
});
const bom = (more: object = {}): object => ({
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  components: [],
  metadata: { timestamp: MODIFIED },
  ...more,
});

test("1: thirty OpenVEX documents with one @id are thirty records; the same bytes at three paths are three", async () => {
  const different = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p${i}/vex.json`, vex({ author: `author ${i}` })]));
  const { counts, entries, traced } = await bundleOf(
    { ...different, "x/1.json": vex(), "x/2.json": vex(), "x/3.json": vex() },
    { trace: ["https://example.org/shared"] },
  );
  expect(counts).toEqual(["vex 33 33 0 0 0"]);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(1);
  expect(traced).toEqual([33]);
});

test("2: one OSV id in two files, or twice in one with another content, is two records; the very same line again is a duplicate", async () => {
  const line = JSON.stringify(osv("ALSA-1"));
  const { counts, traced } = await bundleOf(
    {
      "8/a.json": osv("ALSA-1", { details: "8" }),
      "9/a.json": osv("ALSA-1", { details: "9" }),
      "b.jsonl": `${line}\n${line}\n${line.replace('"s"', '"t"')}\n`,
    },
    { trace: ["ALSA-1"] },
  );
  expect(counts).toEqual(["advisory 5 4 1 0 0"]);
  expect(traced).toEqual([4]);
});

test("3: two revisions of one CSAF document are two records, and an advisory about it is another kind", async () => {
  const advisory = {
    document: {
      category: "csaf_security_advisory",
      csaf_version: "2.0",
      tracking: { id: "CVE-2025-0001", current_release_date: MODIFIED },
    },
  };
  const { counts, traced } = await bundleOf(
    { "1.json": csaf({ revision: 1 }), "2.json": csaf({ revision: 2 }), "3.json": advisory },
    { trace: ["cve-2025-0001"] },
  );
  expect(counts).toEqual(["advisory 1 1 0 0 0", "vex 2 2 0 0 0"]);
  expect(traced).toEqual([3]);
});

test("4: repeated aliases stay, and are found in any case", async () => {
  const { entries, traced } = await bundleOf(
    { "a.json": osv("A-1", { aliases: ["ghsa-xxxx", "CVE-1", "CVE-1"] }) },
    { trace: ["GHSA-XXXX", "cve-1", "a-1", "CVE-2"] },
  );
  expect(entries[0]?.aliases).toEqual(["ghsa-xxxx", "CVE-1", "CVE-1"]);
  expect(traced).toEqual([1, 1, 1, 0]);
});

test("5: an SBOM with repeated purls and without serial number, bom-ref and version is one record, whole", async () => {
  const components = [
    { name: "a", purl: "pkg:npm/a@1" },
    { name: "a", purl: "pkg:npm/a@1" },
    { name: "os", type: "operating-system" },
  ];
  const { counts, records, entries } = await bundleOf({
    "a.json": bom({ components, metadata: { timestamp: MODIFIED, tools: { components: [] } } }),
  });
  expect(counts).toEqual(["sbom 1 1 0 0 0"]);
  expect(entries[0]?.id).toBe("");
  expect(JSON.parse(records[0] ?? "")).toMatchObject({ components });
});

test("6: a date of the year 1 stays and counts for nothing: not for asOf, not for a window of time", async () => {
  const files = {
    "a.json": osv("A-1", { modified: "0001-01-01T00:00:00Z" }),
    "b.json": osv("A-2", { modified: "2024-05-06T07:08:09.999Z" }),
  };
  const all = await bundleOf(files);
  expect(all.asOf).toBe("2024-05-06T07:08:09Z");
  expect(all.records.join()).toContain('"0001-01-01T00:00:00Z"');
  expect((await bundleOf(files, { selectors: { since: "2024-01-01T00:00:00Z" } })).counts).toEqual(["advisory 2 2 0 0 0"]);
  await expect(bundleOf({ "a.json": files["a.json"] })).rejects.toMatchObject({ code: "ERR_EXPORT_AS_OF_MISSING", exitCode: 2 });
});

test("7: nine digits of a second stay as they are, and decide which document is the newest", async () => {
  const { asOf, records } = await bundleOf({
    "a.json": osv("A-1", { modified: "2025-01-01T00:00:00.690079200Z" }),
    "b.json": osv("A-2", { modified: "2025-01-01T00:00:00.69Z" }),
    "c.json": osv("A-3", { modified: "2025-01-01T00:00:01Z" }),
  });
  expect(asOf).toBe("2025-01-01T00:00:01Z");
  expect(records[0]).toContain('"2025-01-01T00:00:00.690079200Z"');
});

test("8: of nine spellings of a date those with a zone and a T count, as instants; all stay", async () => {
  const dates = [
    "2025-01-01T00:00:00Z",
    "2025-01-01T00:00:00+00:00",
    "2025-01-01T04:00:01+04:00",
    "2024-12-31T21:00:02-03:00",
    "2026-02-02T12:56:18.824770",
    "2026-02-09 19:15:56+01:00",
    "2026-02-18 10:29:55 +0100",
    "Wed, 18 Mar 2026 08:58:10 GMT",
    "2026-03-18",
  ];
  const { asOf, counts, records } = await bundleOf(
    Object.fromEntries(dates.map((modified, i) => [`${i}.json`, osv(`A-${i}`, { modified })])),
  );
  expect(counts).toEqual(["advisory 9 9 0 0 0"]);
  expect(asOf).toBe("2025-01-01T00:00:02Z");
  expect(records.map((record) => (JSON.parse(record) as { modified: string }).modified)).toEqual(dates);
});

test("9: a document that was published after its last change goes by that change", async () => {
  const files = { "a.json": osv("A-1", { published: "2026-01-01T00:00:00Z" }), "b.json": osv("A-2", { modified: "2025-07-01T00:00:00Z" }) };
  const { asOf, entries } = await bundleOf(files, { selectors: { since: "2025-06-01T00:00:00Z" } });
  expect(asOf).toBe("2025-07-01T00:00:00Z");
  expect(entries.map(({ id }) => id)).toEqual(["A-2"]);
});

test("10: names and versions that look like dates are names and versions", async () => {
  const affected = [
    { package: { ecosystem: "PyPI", name: "13-pkg-1313" }, versions: ["2013-08-12T21:48:56+0200", "2026-01-01T00:00:00Z"] },
  ];
  const { asOf, records } = await bundleOf({ "a.json": osv("A-1", { affected }) });
  expect(asOf).toBe(MODIFIED);
  expect(JSON.parse(records[0] ?? "")).toMatchObject({ affected });
});

test("11: numbers that no double holds stay digit for digit", async () => {
  const numbers = "[12956636075206043460,14517067005933136034,-9223372036854775807,8040020210811063000]";
  const { records } = await bundleOf(
    { "a.json": `{"checks":${numbers},"id":"A","modified":"${MODIFIED}","details":"d"}`, "b.json": `{"modulus":${"7".repeat(600)}}` },
    { acceptUnknown: true },
  );
  expect(records[0]).toContain(`"checks":${numbers}`);
  expect(records[1]).toBe(`{"modulus":${"7".repeat(600)}}`);
});

test("12: 7.0 becomes 7 and 7e-05 becomes 0.00007, which are the same numbers; a spelling that would not be stays", async () => {
  const { records } = await bundleOf(
    { "a.json": `{"a":7.0,"b":10.0,"c":7e-05,"d":0.10000000000000000001}`, "b.json": osv("A-1") },
    { acceptUnknown: true },
  );
  expect(records).toContain('{"a":7,"b":10,"c":0.00007,"d":0.10000000000000000001}');
});

test("13: look-alike letters, invisible ones, NUL, escape sequences and formulas stay what they are, in texts and in paths", async () => {
  const texts = [
    "Nеwtonsoft.Jsоn",
    "Ծ",
    "𝄞",
    "a\u200bb",
    "\u202eabc",
    "a\rb",
    "\u0085",
    "<script>",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@x",
    "\ufffd",
    "a\u0000b",
    "\u001b[31mred\u001b[0m",
    "\u009b31m",
  ];
  const paths = ["Nеwtonsoft.Jsоn.json", "=cmd|' C calc'!A0.json", "a\u200bb.json", "\u202eabc.json"];
  const { counts, records, entries, traced } = await bundleOf(
    { ...Object.fromEntries(paths.map((path) => [path, osv(path)])), "texts.json": osv("texts", { aliases: texts, references: texts }) },
    { trace: texts },
  );
  expect(counts).toEqual(["advisory 5 5 0 0 0"]);
  expect(entries.map(({ path }) => path).toSorted()).toEqual([...paths, "texts.json"].toSorted());
  expect(
    records.some((record) => JSON.stringify((JSON.parse(record) as { references?: string[] }).references) === JSON.stringify(texts)),
  ).toBe(true);
  // In an alias too, NUL and controls included.
  expect(traced).toEqual(texts.map(() => 1));
});

test("13: a path with a control character is a reject that shows it, and steers no terminal", async () => {
  const { counts, rejects } = await bundleOf({
    "a\u001b[31m.json": osv("A-1"),
    "b\u009b.json": osv("A-2"),
    "c\nd.json": osv("A-3"),
    "ok.json": osv("A-4"),
  });
  expect(counts).toEqual(["advisory 1 1 0 0 0", "unknown 3 0 0 3 0"]);
  expect(rejects.map(({ code }) => code)).toEqual(["ERR_EXPORT_PATH_INVALID", "ERR_EXPORT_PATH_INVALID", "ERR_EXPORT_PATH_INVALID"]);
  for (const { path, message } of rejects) expect(path + message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

test("14: texts of 53,029 characters, nesting of 17 and lists of 22,677 pass, whole", async () => {
  const licence = "é".repeat(53_029);
  const list = Array.from({ length: 22_677 }, (_, i) => ({ name: `p-${i}` }));
  const nested = JSON.parse(`${'{"a":'.repeat(17)}1${"}".repeat(17)}`) as object;
  const { records } = await bundleOf({ "a.json": osv("A-1", { licence, list, nested }) });
  expect(JSON.parse(records[0] ?? "")).toEqual(osv("A-1", { licence, list, nested }));
});

test("15: keys that look like integers are ordered as texts", async () => {
  const { records } = await bundleOf(
    { "a.json": '{"9":1,"10":2,"1":{"2":0,"11":0},"a":3}', "b.json": osv("A-1") },
    { acceptUnknown: true },
  );
  expect(records).toContain('{"1":{"11":0,"2":0},"10":2,"9":1,"a":3}');
});
