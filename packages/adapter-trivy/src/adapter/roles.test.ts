// Roles of sources: what becomes of the rows, and what the reports say of it; the database read back with our own bbolt reader.
import { adapterContract, type MemoryDocument, sampleDocuments } from "@stella-export/testkit";
import { describe, expect, it, test } from "vitest";
import { type AffectedFixture, fixedIn, osvDocument } from "../mapping/rows-fixture.js";
import { OPTIONS, OSV, PUBLIC, PUBLIC_VALUE, record, rendered } from "./roles-fixture.js";
import { trivyDb } from "./trivy-db.js";

describe("languages", () => {
  test("private: a source of its own, whatever its ids look like; nothing public is hidden", async () => {
    const own = [record("acme", "GHSA-1", ["CVE-1"], "npm", [fixedIn("1.2.9")]), record("acme", "ACME-2", [], "npm", [fixedIn("3.0.0")])];
    const { advisories, decisions, unmappable } = await rendered([OSV, ...own]);
    expect(advisories).toEqual({
      [PUBLIC]: PUBLIC_VALUE,
      "npm::acme | widget | ACME-2": { PatchedVersions: ["3.0.0"], VulnerableVersions: ["<3.0.0"] },
      "npm::acme | widget | CVE-1": { PatchedVersions: ["1.2.9"], VendorIDs: ["GHSA-1"], VulnerableVersions: ["<1.2.9", "<1.2.5"] },
    });
    expect(decisions).toEqual([
      "private acme ACME-2.json npm::acme widget ACME-2 added",
      "private acme GHSA-1.json npm::acme widget CVE-1 added",
    ]);
    expect(unmappable).toEqual([]);
  });

  test("override: the public record is gone, also where only an alias is the same", async () => {
    const { advisories, decisions } = await rendered([OSV, record("fixes", "FIX-1", ["GHSA-1"], "npm", [fixedIn("1.2.1")])]);
    expect(advisories).toEqual({
      "npm::fixes | widget | FIX-1": { PatchedVersions: ["1.2.1"], VendorIDs: ["GHSA-1"], VulnerableVersions: ["<1.2.1"] },
    });
    expect(decisions).toEqual([
      `override fixes FIX-1.json npm::GitHub Security Advisory npm widget CVE-1 replaced`,
      "override fixes FIX-1.json npm::fixes widget FIX-1 added",
    ]);
  });

  test("override: what may be withdrawn replaces nothing", async () => {
    const own = record("fixes", "FIX-1", ["CVE-1"], "npm", [fixedIn("1.0.0")]);
    for (const withdrawn of [true, "no", "2099-01-01T00:00:00Z"]) {
      const { advisories, unmappable } = await rendered([OSV, { ...own, body: { ...(own.body as object), withdrawn } }]);
      expect(advisories).toMatchObject({ [PUBLIC]: PUBLIC_VALUE });
      expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_NOTHING fixes FIX-1.json FIX-1 "]);
    }
  });

  test("override: it replaces whatever its severity says", async () => {
    const own = record("fixes", "FIX-1", ["CVE-1"], "npm", [fixedIn("1.0.0")]);
    const severity = [{ type: "CVSS_V3", score: "severe" }];
    const { advisories, unmappable } = await rendered([OSV, { ...own, body: { ...(own.body as object), severity } }]);
    expect(Object.keys(advisories)).toEqual(["npm::fixes | widget | CVE-1"]);
    expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_SEVERITY fixes FIX-1.json FIX-1 "]);
  });

  test("override: what cannot be said replaces nothing", async () => {
    const { advisories, unmappable } = await rendered([OSV, record("fixes", "FIX-1", ["CVE-1"], "npm", [fixedIn("not a version")])]);
    expect(advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_RANGE fixes FIX-1.json FIX-1 <not a version"]);
  });

  test.each([
    ["npm", [{ introduced: "0" }, { fixed: "*" }]],
    ["npm", [{ introduced: "0" }, { fixed: "2.x" }]],
    ["npm", [{ introduced: "0" }, { fixed: "9.0.0, <0" }]],
    ["PyPI", [{ introduced: "0" }, { fixed: "9.0.0, <0" }]],
    ["npm", [{ introduced: "0" }, { fixed: "1.0.0" }, { introduced: 3 }]],
    ["npm", [{ introduced: "0" }, { fixed: "1.0.0" }, { introducd: "3.0.0" }]],
    ["Rocky Linux:9", [{ introduced: "0" }, { fixed: "*" }]],
  ])("override: %s %j is malformed and replaces nothing", async (ecosystem, events) => {
    const open = record("osv", "OSV-1", ["CVE-1"], ecosystem, [fixedIn("9.0.0")]);
    const { advisories, unmappable, decisions } = await rendered([open, record("fixes", "FIX-1", ["CVE-1"], ecosystem, [events as never])]);
    expect(JSON.stringify(advisories)).toMatch(/"FixedVersion":"9\.0\.0"|"<9\.0\.0"/);
    expect(decisions.filter((line) => line.endsWith("replaced"))).toEqual([]);
    expect(unmappable.map((line) => line.split(" ", 4).join(" "))).toEqual(["ERR_EXPORT_UNMAPPABLE_RANGE fixes FIX-1.json FIX-1"]);
  });

  test.each([
    ["spelled otherwise", "PyPI", "Widget_x", "PyPI", "widget-x", [fixedIn("not a version")], {}],
    ["of a release spelled otherwise", "Debian:12", "widget", "Debian:12.1", "widget", [[{ introduced: "0" }, { last_affected: "3" }]], {}],
    ["of which a version is beyond the range", "Debian:12", "widget", "Debian:12", "widget", [fixedIn("1")], { versions: ["3"] }],
  ])("override: what cannot be said of a package %s replaces nothing", async (_, ecosystem, name, otherEcosystem, other, ranges, more) => {
    const sayable = { ecosystem, name, ranges: [fixedIn("1")] };
    const open = osvDocument([{ ...sayable, ranges: [fixedIn("9")] }], { id: "CVE-2025-1" });
    const own = osvDocument([sayable, { ecosystem: otherEcosystem, name: other, ranges, ...more }], { id: "CVE-2025-1" });
    const document = (source: string, body: object) => ({
      kind: "advisory" as const,
      source,
      path: "CVE-2025-1.json",
      id: "CVE-2025-1",
      body,
    });
    const { decisions, unmappable } = await rendered([document("osv", open), document("fixes", own)]);
    expect(decisions.map((line) => line.split(" ").at(-1))).toEqual(["added"]);
    expect(unmappable).toHaveLength(1);
  });

  test.each([
    ["without ranges", undefined, {}, "removed"],
    ["from the first version on", [[{ introduced: "0" }]], {}, "removed"],
    ["some", [[{ introduced: "1.0.0" }, { fixed: "1.1.0" }]], { UnaffectedVersions: [">=1.0.0, <1.1.0"] }, "narrowed"],
    ["a range of nothing", [[]], {}, undefined],
    ["one", [[{ introduced: "1.0.0" }, { last_affected: "1.0.0" }]], { UnaffectedVersions: ["=1.0.0"] }, "narrowed"],
  ])("suppress: %s", async (_, ranges, more, what) => {
    const { advisories, decisions, unmappable } = await rendered([OSV, record("quiet", "QUIET-1", ["GHSA-1"], "npm", ranges)]);
    expect(advisories).toEqual(what === "removed" ? {} : { [PUBLIC]: { ...PUBLIC_VALUE, ...more } });
    const decision = `suppress quiet QUIET-1.json npm::GitHub Security Advisory npm widget CVE-1 ${what}`;
    expect(decisions).toEqual(what === undefined ? [] : [decision]);
    expect(unmappable).toHaveLength(what === undefined ? 1 : 0);
  });

  test("public: a record that takes its number back takes nothing from others", async () => {
    const { body, ...other } = record("corp", "CORP-1", ["CVE-1"], "npm", [fixedIn("9.9.9")]);
    const { advisories, unmappable } = await rendered([OSV, { ...other, body: { ...(body as object), details: "** REJECT ** our note" } }]);
    expect(advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_REJECTED corp CORP-1.json CORP-1 "]);
  });

  test.each([
    [{ withdrawn: true }, "NOTHING"],
    [{ withdrawn: "no" }, "NOTHING"],
    [{ withdrawn: "2099-01-01T00:00:00Z" }, "NOTHING"],
    [{ affected: [null] }, "NOTHING"],
    [{ affected: {} }, "NOTHING"],
    [{ affected: [{ package: { ecosystem: "npm", name: "widget" }, ranges: {} }] }, "RANGE"],
  ])("suppress: malformed, it takes nothing: %j", async (members, code) => {
    const { body, ...quiet } = record("quiet", "QUIET-1", ["CVE-1"], "npm", undefined);
    const { advisories, decisions, unmappable } = await rendered([OSV, { ...quiet, body: { ...(body as object), ...members } }]);
    expect([advisories, decisions]).toEqual([{ [PUBLIC]: PUBLIC_VALUE }, []]);
    expect(unmappable).toEqual([`ERR_EXPORT_UNMAPPABLE_${code} quiet QUIET-1.json QUIET-1 `]);
  });

  test.each([
    ["NuGet", "Acme.Widget", "acme.WIDGET", ["Acme.Widget", "acme.widget"]],
    ["PyPI", "acme.widget", "acme-widget", ["acme-widget", "acme.widget"]],
  ])("suppress: a package of %s in whatever spelling", async (ecosystem, name, other, keys) => {
    const own = osvDocument([{ ecosystem, name, versions: ["1.0.0"] }], { id: "X-1", aliases: ["CVE-1"] });
    const quiet = osvDocument([{ ecosystem, name: other }], { id: "Q-1", aliases: ["CVE-1"] });
    const [x, q] = [
      { ...OSV, body: own },
      { ...OSV, source: "quiet", path: "q.json", body: quiet },
    ];
    const keysOf = async (...documents: MemoryDocument[]) =>
      [...(await rendered(documents)).values.keys()].filter((place) => place.endsWith(" | CVE-1")).map((place) => place.split(" | ")[1]);
    expect(await keysOf(x)).toEqual([...keys, "CVE-1"]);
    // Details stay, without an advisory.
    expect(await keysOf(x, q)).toEqual(["CVE-1"]);
  });

  test("suppress: neither another package nor another id", async () => {
    const other = record("quiet", "QUIET-1", ["CVE-2"], "npm", undefined);
    const { advisories, decisions } = await rendered([OSV, other, record("quiet", "QUIET-2", ["CVE-1"], "PyPI", undefined)]);
    expect(advisories).toEqual({ [PUBLIC]: PUBLIC_VALUE });
    expect(decisions).toEqual([]);
  });
});

describe("a record of several CVEs", () => {
  const TWO = record("osv", "GO-1", ["CVE-2025-1", "CVE-2025-2", "GHSA-1", "GHSA-2"], "Go", [fixedIn("9.0.0")]);
  const ids = (advisories: object) => Object.keys(advisories).map((place) => place.split(" | ").at(-1));

  test("a name that they share takes out none, which is reported", async () => {
    const { advisories, decisions, unmappable } = await rendered([TWO, record("quiet", "GHSA-1", [], "Go", undefined)]);
    expect(ids(advisories)).toEqual(["CVE-2025-1", "CVE-2025-2"]);
    expect(decisions.map((line) => line.split(" ").at(-1))).toEqual(["kept", "kept"]);
    expect(unmappable).toEqual([
      "ERR_EXPORT_UNMAPPABLE_BOUND quiet GHSA-1.json GHSA-1 ",
      "ERR_EXPORT_UNMAPPABLE_BOUND quiet GHSA-1.json GHSA-1 ",
    ]);
  });

  test("beside a CVE it is of that one", async () => {
    const { advisories, unmappable } = await rendered([TWO, record("quiet", "GHSA-1", ["CVE-2025-1"], "Go", undefined)]);
    expect(ids(advisories)).toEqual(["CVE-2025-2"]);
    expect(unmappable).toEqual([]);
  });

  test("another record of one CVE says of which it is", async () => {
    const one = record("osv", "GHSA-1", ["CVE-2025-1"], "Go", [fixedIn("9.0.0")]);
    const { advisories } = await rendered([TWO, one, record("quiet", "QUIET-1", ["GHSA-1"], "Go", undefined)]);
    expect(ids(advisories)).toEqual(["CVE-2025-2"]);
  });

  test("an override replaces none by it", async () => {
    const { advisories, unmappable } = await rendered([TWO, record("fixes", "FIX-1", ["GHSA-1"], "Go", [fixedIn("1.0.0")])]);
    expect(ids(advisories)).toEqual(["CVE-2025-1", "CVE-2025-2", "FIX-1"]);
    expect(unmappable).toHaveLength(2);
  });

  test("the spelling of a distribution is of one CVE", async () => {
    const usn = record("osv", "USN-1", ["UBUNTU-CVE-2025-1", "UBUNTU-CVE-2025-2"], "Ubuntu:22.04:LTS", [fixedIn("9")]);
    for (const source of ["quiet", "fixes"]) {
      const own = record(source, "UBUNTU-CVE-2025-1", [], "Ubuntu:22.04:LTS", source === "quiet" ? undefined : [fixedIn("5")]);
      const { advisories } = await rendered([usn, own]);
      expect(advisories).toHaveProperty(["ubuntu 22.04 | widget | CVE-2025-2"], { FixedVersion: "9" });
      if (source === "quiet") expect(ids(advisories)).toEqual(["CVE-2025-2"]);
    }
  });
});

describe("operating systems", () => {
  const DEBIAN = record("osv", "DEBIAN-CVE-1999-1", ["CVE-1999-1"], "Debian:12", [fixedIn("5")]);
  const PLACE = "debian 12 | widget | CVE-1999-1";

  test("private: the highest fix, in the family's bucket", async () => {
    const { advisories, decisions, values } = await rendered([
      DEBIAN,
      record("acme", "ACME-1", ["CVE-1999-1"], "Debian:12", [fixedIn("7")]),
    ]);
    expect(advisories).toEqual({ [PLACE]: { FixedVersion: "7" } });
    expect(decisions).toEqual(["private acme ACME-1.json debian 12 widget CVE-1999-1 added"]);
    expect(values.get("data-source | debian 12")).toMatchObject({ ID: "debian" });
  });

  test("override replaces, also with a lower fix", async () => {
    const { advisories } = await rendered([DEBIAN, record("fixes", "DEBIAN-CVE-1999-1", [], "Debian:12", [fixedIn("3")])]);
    expect(advisories).toEqual({ [PLACE]: { FixedVersion: "3" } });
  });

  const several = (source: string, id: string, affected: Omit<AffectedFixture, "name">, summary = "") => {
    const body = osvDocument([{ name: "widget", ranges: [fixedIn("1-9.module_el8")], ...affected }], { id, summary });
    return { kind: "advisory" as const, source, path: `${id}.json`, id, body };
  };
  const replacedOf = (decisions: readonly string[]) =>
    decisions.filter((line) => line.endsWith("replaced")).map((line) => line.split(" ").slice(-3).join(" "));
  const keysOf = (values: object) => Object.keys(values).filter((place) => / \| \S*(?:widget|libwidget\d) \| /.test(place));

  test("of several modules: an override replaces the package under each, what suppresses does not guess", async () => {
    const of = (source: string) => several(source, "CVE-2025-1", { ecosystem: "AlmaLinux:8" }, "a:1 and a-devel:1 update");
    const overridden = await rendered([of("osv"), of("fixes")]);
    expect(replacedOf(overridden.decisions)).toEqual(["a-devel:1::widget CVE-2025-1 replaced", "a:1::widget CVE-2025-1 replaced"]);
    const suppressed = await rendered([of("osv"), of("quiet")]);
    expect([suppressed.decisions, suppressed.unmappable]).toEqual([[], ["ERR_EXPORT_UNMAPPABLE_NAME quiet CVE-2025-1.json CVE-2025-1 "]]);
  });

  test.each([
    ["from the first version on", [{ introduced: "0" }], ["a:1::widget removed", "widget removed"], []],
    ["from a version of the module on", [{ introduced: "1-1.module_el8" }], ["a:1::widget narrowed"], ["a:1::widget", "widget"]],
    ["up to a limit of the module", [{ introduced: "0" }, { limit: "2-1.module_el8" }], ["a:1::widget removed"], ["widget"]],
  ])("of a module: what suppresses %s is looked for there", async (_, events, expected, left) => {
    const of = (source: string, id: string, ranges: readonly (typeof events)[]) =>
      several(source, id, { ecosystem: "AlmaLinux:8", ranges }, "a:1 update");
    const plain = { ...of("osv", "CVE-2025-1", [fixedIn("1-9.el8") as typeof events]), path: "plain.json" };
    const { decisions, values, unmappable } = await rendered([
      plain,
      of("osv", "CVE-2025-1", [fixedIn("1-9.module_el8") as typeof events]),
      of("quiet", "CVE-2025-1", [events]),
    ]);
    expect(keysOf(Object.fromEntries(values))).toEqual(left.map((key) => `alma 8 | ${key} | CVE-2025-1`));
    expect(decisions.map((line) => line.split(" ").slice(-3).join(" ").replace("CVE-2025-1 ", ""))).toEqual(expected);
    expect(unmappable).toEqual([]);
  });

  test("of several modules: what suppresses all versions takes out what is of none, and tells of the others", async () => {
    const of = (source: string, fixed: string, path: string) => ({
      ...several(
        source,
        "CVE-2025-1",
        { ecosystem: "AlmaLinux:8", ranges: fixed === "" ? [[{ introduced: "0" }]] : [fixedIn(fixed)] },
        "a:1, b:1",
      ),
      path,
    });
    const documents = [of("osv", "1-9.el8", "1.json"), of("osv", "1-9.module_el8", "2.json"), of("quiet", "", "3.json")];
    const { values, unmappable } = await rendered(documents);
    expect(keysOf(Object.fromEntries(values))).toEqual(["a:1", "b:1"].map((module) => `alma 8 | ${module}::widget | CVE-2025-1`));
    expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_NAME quiet 3.json CVE-2025-1 "]);
  });

  test("of a source with binary packages: an override replaces each, what suppresses only what it is named for", async () => {
    const more = { ecosystem_specific: { binaries: [{ libwidget1: "1-9" }] } };
    const of = (source: string) => several(source, "SUSE-SU-1", { ecosystem: "SUSE:Linux Enterprise Server 15 SP5", more });
    const overridden = await rendered([of("osv"), of("fixes")]);
    expect(replacedOf(overridden.decisions)).toEqual(["libwidget1 SUSE-SU-1 replaced", "widget SUSE-SU-1 replaced"]);
    const suppressed = await rendered([of("osv"), of("quiet")]);
    expect(keysOf(Object.fromEntries(suppressed.values))).toEqual(["SUSE Linux Enterprise 15.5 | libwidget1 | SUSE-SU-1"]);
    expect(suppressed.decisions).toHaveLength(1);
    expect(suppressed.unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_BOUND quiet SUSE-SU-1.json SUSE-SU-1 "]);
  });

  test("suppress: parts that only together can be said are", async () => {
    const parts = [
      [{ introduced: "2" }, { fixed: "4" }],
      [{ introduced: "4" }, { fixed: "5" }],
    ];
    const { advisories, unmappable } = await rendered([DEBIAN, record("quiet", "QUIET-1", ["CVE-1999-1"], "Debian:12", parts)]);
    expect(advisories).toEqual({ [PLACE]: { FixedVersion: "2" } });
    expect(unmappable).toEqual([]);
  });

  test("suppress: what cannot be said is kept and reported, or stops the run", async () => {
    const documents = [DEBIAN, record("quiet", "QUIET-1", ["CVE-1999-1"], "Debian:12", [fixedIn("3")])];
    const { advisories, decisions, unmappable } = await rendered(documents);
    expect(advisories).toEqual({ [PLACE]: { FixedVersion: "5" } });
    expect(decisions).toEqual(["suppress quiet QUIET-1.json debian 12 widget CVE-1999-1 kept"]);
    expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_BOUND quiet QUIET-1.json QUIET-1 >=0, <3"]);
    await expect(rendered(documents, { ...OPTIONS, onUnmappable: "fail" })).rejects.toThrow(
      expect.objectContaining({ code: "ERR_EXPORT_UNMAPPABLE_BOUND" }),
    );
  });

  describe("Red Hat: one product, one vulnerability", () => {
    const APPSTREAM = "Red Hat:enterprise_linux:9::appstream";
    const errata = record("osv", "RHSA-1", ["CVE-1999-1", "CVE-1999-2"], APPSTREAM, [fixedIn("5")]);
    /** Ids and fixes of each entry. */
    const of = async (...documents: MemoryDocument[]) => {
      const { advisories, decisions, unmappable } = await rendered([errata, ...documents]);
      const entries = Object.entries(advisories).map(([place, value]) => {
        const { Entries } = value as { Entries: { FixedVersion?: string; Cves: { ID?: string }[] }[] };
        return [place, ...Entries.map(({ FixedVersion, Cves }) => `${Cves.map(({ ID }) => ID).join("+")} <${FixedVersion}`)];
      });
      return { entries, whats: decisions.map((line) => line.split(" ").at(-1)), unmappable };
    };
    const PLACE_OF_ERRATUM = "Red Hat | widget | RHSA-1";

    test("suppress one of its vulnerabilities", async () => {
      const { entries, whats } = await of(record("quiet", "QUIET-1", ["CVE-1999-1"], APPSTREAM, undefined));
      expect(entries).toEqual([[PLACE_OF_ERRATUM, "CVE-1999-2 <5"]]);
      expect(whats).toEqual(["narrowed"]);
    });

    test("suppress all of it, by the product's whole family", async () => {
      const { entries, whats } = await of(record("quiet", "QUIET-1", ["RHSA-1"], "Red Hat:enterprise_linux:9", undefined));
      expect(entries).toEqual([]);
      expect(whats).toEqual(["removed"]);
    });

    test("suppress from a version on", async () => {
      const { entries } = await of(record("quiet", "QUIET-1", ["CVE-1999-1"], APPSTREAM, [[{ introduced: "3" }]]));
      expect(entries).toEqual([[PLACE_OF_ERRATUM, "CVE-1999-2 <5", "CVE-1999-1 <3"]]);
    });

    test("what cannot be said is kept", async () => {
      const { entries, whats, unmappable } = await of(record("quiet", "QUIET-1", ["CVE-1999-1"], APPSTREAM, [fixedIn("3")]));
      expect(entries).toEqual([[PLACE_OF_ERRATUM, "CVE-1999-1+CVE-1999-2 <5"]]);
      expect(whats).toEqual(["kept"]);
      expect(unmappable).toHaveLength(1);
    });

    test("what no comparer reads takes nothing", async () => {
      const endless = [fixedIn("1".repeat(2000))];
      const { entries, whats, unmappable } = await of(record("quiet", "QUIET-1", ["CVE-1999-1"], APPSTREAM, endless));
      expect(entries).toEqual([[PLACE_OF_ERRATUM, "CVE-1999-1+CVE-1999-2 <5"]]);
      expect(whats).toEqual([]);
      expect(unmappable[0]).toContain("ERR_EXPORT_UNMAPPABLE_RANGE quiet QUIET-1.json");
    });

    test("another product stands", async () => {
      const { entries, whats } = await of(record("quiet", "QUIET-1", ["CVE-1999-1"], "Red Hat:enterprise_linux:9::crb", undefined));
      expect(entries).toEqual([[PLACE_OF_ERRATUM, "CVE-1999-1+CVE-1999-2 <5"]]);
      expect(whats).toEqual([]);
    });

    test("override one of its vulnerabilities", async () => {
      const { entries, whats } = await of(record("fixes", "FIX-1", ["CVE-1999-1"], APPSTREAM, [fixedIn("3")]));
      expect(entries).toEqual([
        ["Red Hat | widget | FIX-1", "CVE-1999-1 <3"],
        [PLACE_OF_ERRATUM, "CVE-1999-2 <5"],
      ]);
      expect(whats).toEqual(["added", "replaced"]);
    });
  });
});

describe("the seam", () => {
  const sources = ["osv", "acme", "fixes", "quiet"];
  const documents = sources.flatMap((source, i) => [
    record(source, `${source}-1`, ["CVE-1"], "npm", [[{ introduced: String(i) }, { fixed: "9.0.0" }]]),
    record(source, `${source}-2`, ["CVE-1999-1"], "Debian:12", [fixedIn(String(i + 5))]),
  ]);
  const carried = sampleDocuments(["vex", "policy-evaluation"], 2);
  const options = { ...OPTIONS, vex: "apply", policy: "apply" };
  const cases = adapterContract({ adapter: trivyDb, documents: [...documents, ...carried], options });
  for (const { name, run } of cases) it(name, run);
});
