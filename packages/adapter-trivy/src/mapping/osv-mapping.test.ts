// What becomes of one OSV document: buckets, keys, values and what is told about what could not become anything.
import { describe, expect, test } from "vitest";
import { fixedIn, osvDocument, rowsOf } from "./rows-fixture.js";

describe("packages of languages", () => {
  test.each([
    ["npm", "@Acme/Widget", "npm", ["@acme/widget"]],
    ["PyPI", "Acme_Widget", "pip", ["acme-widget"]],
    ["PyPI", "Acme.Widget_x", "pip", ["acme-widget-x", "acme.widget-x"]],
    ["PyPI", "Acme__Widget", "pip", ["acme-widget", "acme--widget"]],
    ["Go", "acme.test/Widget", "go", ["acme.test/Widget"]],
    ["crates.io", "acme", "cargo", ["acme"]],
    ["Maven", "test.acme:Widget", "maven", ["test.acme:widget"]],
    ["RubyGems", "acme", "rubygems", ["acme"]],
    ["NuGet", "Acme.Widget", "nuget", ["acme.widget", "Acme.Widget"]],
    ["NuGet", "acme", "nuget", ["acme"]],
    ["Packagist", "Acme/Widget", "composer", ["acme/widget"]],
    ["Packagist:https://packages.drupal.org/8", "drupal/acme", "composer", ["drupal/acme"]],
    ["Hex", "acme", "erlang", ["acme"]],
    ["Pub", "acme", "pub", ["acme"]],
    ["SwiftURL", "https://acme.test/Widget.git", "swift", ["acme.test/Widget"]],
    ["SwiftURL", "http://acme.test/Widget/", "swift", ["acme.test/Widget", "http://acme.test/Widget/"]],
    ["npm", " acme ", "npm", ["acme"]],
    ["purl-type:swift", "acme.test/widget", "swift", ["acme.test/widget"]],
    ["CocoaPods", "AcmeWidget", "cocoapods", ["AcmeWidget"]],
    ["ConanCenter", "acme", "conan", ["acme"]],
    ["Julia", "AcmeWidget", "julia", ["AcmeWidget"]],
    ["Bitnami", "Acme", "bitnami", ["acme"]],
    ["Kubernetes", "k8s.io/acme", "k8s", ["k8s.io/acme"]],
    ["NPM", "acme", "npm", ["acme"]],
  ])("%s: %s goes to %s", (ecosystem, name, target, keys) => {
    const { languages, problems } = rowsOf(osvDocument([{ ecosystem, name, ranges: [fixedIn("1.2.3")] }]));
    expect(problems).toEqual([]);
    expect(languages.map((row) => [row.ecosystem, [row.packageKey, ...(row.spellings ?? [])], row.id, row.source.Name])).toEqual([
      [target, keys, "ACME-1", "acme"],
    ]);
    for (const { value } of languages) expect(value).toEqual({ PatchedVersions: ["1.2.3"], VulnerableVersions: ["<1.2.3"] });
  });

  test.each([
    ["GHSA-aaaa-bbbb-cccc", "npm", "ghsa", "GitHub Security Advisory npm"],
    ["GHSA-aaaa-bbbb-cccc", "crates.io", "ghsa", "GitHub Security Advisory Rust"],
    ["GHSA-aaaa-bbbb-cccc", "ConanCenter", "acme", "acme"],
    ["GO-2026-0001", "Go", "govulndb", "The Go Vulnerability Database"],
    ["GO-2026-0001", "npm", "acme", "acme"],
    ["BIT-acme-2026-1", "Bitnami", "bitnami", "Bitnami Vulnerability Database"],
    ["JLSEC-2026-1", "Julia", "julia", "Julia Ecosystem Security Advisories"],
    ["PYSEC-2026-1", "PyPI", "osv", "Python Packaging Advisory Database"],
    ["RUSTSEC-2026-0001", "crates.io", "osv", "RustSec Advisory Database"],
    ["MAL-2026-1", "npm", "osv", "OpenSSF Malicious Packages"],
    ["DRUPAL-CONTRIB-2026-001", "Packagist", "osv", "Drupal Advisory Database"],
    ["CVE-2026-1", "Kubernetes", "k8s", "Official Kubernetes CVE Feed"],
    ["ACME-1", "npm", "acme", "acme"],
    ["-1", "npm", "acme", "acme"],
    ["constructor-1", "npm", "acme", "acme"],
    ["__proto__-1", "npm", "acme", "acme"],
  ])("%s of %s comes from %s", (id, ecosystem, source, name) => {
    const { languages, vulnerabilities } = rowsOf(osvDocument([{ ecosystem, name: "x", ranges: [fixedIn("2")] }], { id }));
    expect(languages.map((row) => [row.source.ID, row.source.Name])).toEqual([[source, name]]);
    expect(vulnerabilities.map((row) => [row.id, row.source])).toEqual([[id, source]]);
  });
});

describe("ids", () => {
  const of = (members: object) => {
    const { languages } = rowsOf(osvDocument([{ ecosystem: "npm", name: "x", ranges: [fixedIn("2")] }], members));
    return languages.map(({ id, value }) => [id, value.VendorIDs]);
  };

  test("a record is found under each of its CVEs, with its other ids beside them", () => {
    const members = { id: "GHSA-a", aliases: ["CVE-2026-1", "PYSEC-1", "CVE-2026-1"], upstream: ["CVE-2026-2", "PYSEC-1"] };
    expect(of(members)).toEqual([
      ["CVE-2026-1", ["PYSEC-1", "GHSA-a"]],
      ["CVE-2026-2", ["PYSEC-1", "GHSA-a"]],
    ]);
  });

  test("a record without a CVE is found under its own id", () => {
    expect(of({ id: "MAL-1", aliases: ["SNYK-1"] })).toEqual([["MAL-1", ["SNYK-1"]]]);
    expect(of({ id: "MAL-1" })).toEqual([["MAL-1", undefined]]);
  });

  test("the case of an alias does not matter, nor blanks around it", () => {
    expect(of({ aliases: ["cve-2026-1"] })).toEqual([["CVE-2026-1", ["ACME-1"]]]);
    expect(of({ aliases: [" CVE-2026-1 "] })).toEqual([["CVE-2026-1", ["ACME-1"]]]);
    expect(of({ id: "CVE-2026-1 " })).toEqual([["CVE-2026-1", undefined]]);
  });

  test("what only begins like a CVE does not take the place of the record's own id", () => {
    expect(of({ aliases: ["CVE-ABC"] })).toEqual([["ACME-1", ["CVE-ABC"]]]);
  });

  test("a CVE that is only related is not that of the record", () => {
    expect(of({ related: ["CVE-2026-1"] })).toEqual([["ACME-1", undefined]]);
  });
});

describe("packages of operating systems", () => {
  test.each([
    ["Alpine:v3.18", "1.2-r3", "alpine 3.18"],
    ["Alpine:edge", "1.2-r3", "alpine edge"],
    ["Debian:12", "1:1.2-3", "debian 12"],
    ["Ubuntu:22.04:LTS", "1.2-3", "ubuntu 22.04"],
    ["Ubuntu:24.10", "1.2-3", "ubuntu 24.10"],
    ["Ubuntu:Pro:18.04:LTS", "1.2-3", "ubuntu 18.04-ESM"],
    ["AlmaLinux:9", "1.2-3.el9", "alma 9"],
    ["Rocky Linux:8", "1.2-3.el8", "rocky 8"],
    ["Oracle Linux:9", "1.2-3.el9", "Oracle Linux 9"],
    ["Amazon Linux:2023", "1.2-3.amzn2023", "amazon linux 2023"],
    ["Amazon Linux:2018.03", "1.2-3", "amazon linux 1"],
    ["SUSE:Linux Enterprise Server 15 SP5", "1.2-3", "SUSE Linux Enterprise 15.5"],
    ["SUSE:Linux Enterprise Module for Basesystem 15 SP6", "1.2-3", "SUSE Linux Enterprise 15.6"],
    ["SUSE:Linux Enterprise Server 12 SP4-LTSS", "1.2-3", "SUSE Linux Enterprise 12.4"],
    ["SUSE:Linux Enterprise Micro 5.4", "1.2-3", "SUSE Linux Enterprise Micro 5.4"],
    ["SUSE:Linux Enterprise Micro for Rancher 5.4", "1.2-3", "SUSE Linux Enterprise Micro 5.4"],
    ["SUSE:Linux Micro 6.0", "1.2-3", "SUSE Linux Enterprise Micro 6.0"],
    ["openSUSE:Leap 15.5", "1.2-3", "openSUSE Leap 15.5"],
    ["openSUSE:Tumbleweed", "1.2-3", "openSUSE Tumbleweed"],
    ["Photon OS:5.0", "1.2-3.ph5", "Photon OS 5.0"],
    ["Azure Linux:3", "1.2-3.azl3", "Azure Linux 3.0"],
    ["Azure Linux:2", "1.2-3.cm2", "CBL-Mariner 2.0"],
    ["CBL-Mariner:2.0", "1.2-3.cm2", "CBL-Mariner 2.0"],
    ["Wolfi", "1.2-r3", "wolfi"],
    ["Chainguard", "1.2-r3", "chainguard"],
    ["MinimOS", "1.2-r3", "minimos"],
    ["Echo", "1.2-3", "echo"],
    ["Bottlerocket", "1.2-3", "bottlerocket"],
  ])("%s fixed in %s goes to %s", (ecosystem, fixed, bucket) => {
    const { systems, problems } = rowsOf(osvDocument([{ ecosystem, name: "acme", ranges: [fixedIn(fixed)] }], { id: "CVE-2026-1" }));
    expect(problems).toEqual([]);
    expect(systems.map((row) => [row.bucket, row.packageKey, row.value])).toEqual([[bucket, "acme", { FixedVersion: fixed }]]);
  });

  test.each([
    ["openSUSE:Leap Micro 5.5", "openSUSE Leap Micro 5.5"],
    ["Ubuntu:Pro:22.04:LTS", "ubuntu 22.04-ESM"],
    ["Ubuntu:Pro:24.04:LTS", "ubuntu 24.04-ESM"],
  ])("no detector asks for %s so far, which is told", (ecosystem, bucket) => {
    const { systems, problems } = rowsOf(osvDocument([{ ecosystem, name: "acme", ranges: [fixedIn("1.2-3")] }]));
    expect(systems.map((row) => row.bucket)).toEqual([bucket]);
    expect(problems.map(({ code, package: name }) => [code, name])).toEqual([["ERR_EXPORT_UNMAPPABLE_ECOSYSTEM", "acme"]]);
  });

  test("a package that a record names more than once has the lowest first version, which is told", () => {
    const of = (...ranges: readonly (readonly [string, string])[]) => {
      const affected = ranges.map(([introduced, fixed]) => ({
        ecosystem: "Alpine:v3.18",
        name: "x",
        ranges: [[{ introduced }, { fixed }]],
      }));
      const { systems, problems } = rowsOf(osvDocument(affected));
      return [systems.map(({ value }) => [value.AffectedVersion, value.FixedVersion]), problems.map(({ code, range }) => [code, range])];
    };
    const bound = (range: string) => [["ERR_EXPORT_UNMAPPABLE_BOUND", range]];
    expect(of(["7", "9"], ["3", "5"])).toEqual([[["3", "9"]], bound(">=3")]);
    expect(of(["0", "5"], ["7", "9"])).toEqual([[[undefined, "9"]], bound(">=0")]);
    expect(of(["7", "9"], ["0", "5"])).toEqual([[[undefined, "9"]], bound(">=0")]);
    expect(of(["3", "5"], ["3", "6"])).toEqual([[["3", "6"]], []]);
  });

  test("a listed version that is no text is told, also where the comparer reads every text", () => {
    const { problems } = rowsOf(osvDocument([{ ecosystem: "AlmaLinux:9", name: "x", ranges: [fixedIn("5-1")], more: { versions: [4] } }]));
    expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_RANGE"]);
  });

  test("a version that is listed and not before the fix is told", () => {
    const versions = ["4-1", "5-1", "7-1"];
    const { systems, problems } = rowsOf(osvDocument([{ ecosystem: "Debian:12", name: "x", ranges: [fixedIn("5-1")], versions }]));
    expect(systems.map((row) => row.value.FixedVersion)).toEqual(["5-1"]);
    expect(problems.map(({ code, range }) => [code, range])).toEqual([
      ["ERR_EXPORT_UNMAPPABLE_RANGE", "=5-1"],
      ["ERR_EXPORT_UNMAPPABLE_RANGE", "=7-1"],
    ]);
  });

  test.each([
    "Alpine",
    "Alpine:3",
    "Debian",
    "Debian:sid",
    "Ubuntu:Pro:FIPS:16.04:LTS",
    "AlmaLinux",
    "SUSE:Manager Server 4.3",
    "SUSE:Linux Enterprise Storage 7",
    "SUSE:Linux Enterprise Micro for Nobody 5.4",
    "Wolfi:1",
    "Amazon Linux:3",
    "Alpaquita:23",
    "OSS-Fuzz",
    "Red Hat",
    "",
  ])("no detector reads %s, which is told", (ecosystem) => {
    const { systems, languages, vulnerabilities, problems } = rowsOf(osvDocument([{ ecosystem, name: "acme", ranges: [fixedIn("1")] }]));
    expect([systems, languages, vulnerabilities]).toEqual([[], [], []]);
    expect(problems.map(({ code, package: name }) => [code, name])).toEqual([["ERR_EXPORT_UNMAPPABLE_ECOSYSTEM", "acme"]]);
  });

  const ids = (members: object, ecosystem = "AlmaLinux:9") => {
    const { systems, problems } = rowsOf(osvDocument([{ ecosystem, name: "x", ranges: [fixedIn("1-2")] }], members));
    return [systems.map((row) => row.id), problems.map(({ code }) => code)];
  };

  test("an erratum is found under the CVEs that it names, wherever it does", () => {
    expect(ids({ id: "ALSA-2026:1", related: ["CVE-2026-1", "CVE-2026-2"] })).toEqual([["CVE-2026-1", "CVE-2026-2"], []]);
    expect(ids({ id: "DEBIAN-CVE-2026-3", upstream: ["CVE-2026-3"] }, "Debian:12")).toEqual([["CVE-2026-3"], []]);
    expect(ids({ id: "UBUNTU-CVE-2026-4" }, "Ubuntu:22.04:LTS")).toEqual([["CVE-2026-4"], []]);
    expect(ids({ id: "ALSA-2026:5" })).toEqual([["ALSA-2026:5"], []]);
  });

  test("a fix that is no text is told, also where the comparer would read every text", () => {
    const affected = { package: { ecosystem: "AlmaLinux:9", name: "acme" }, ranges: [{ type: "ECOSYSTEM", events: [{ fixed: 1.5 }] }] };
    const { systems, problems } = rowsOf({ id: "ALSA-2026:1", affected: [affected] });
    expect([systems, problems.map(({ code }) => code)]).toEqual([[], ["ERR_EXPORT_UNMAPPABLE_RANGE"]]);
  });

  test("SUSE is known by the ids of its errata", () => {
    expect(ids({ id: "SUSE-SU-2026:1-1", upstream: ["CVE-2026-1"] }, "SUSE:Linux Enterprise Server 15 SP5")).toEqual([
      ["SUSE-SU-2026:1-1"],
      [],
    ]);
  });

  test("a bug fix is no vulnerability, which is told", () => {
    expect(ids({ id: "ALBA-2026:1" })).toEqual([[], ["ERR_EXPORT_UNMAPPABLE_ERRATUM"]]);
  });

  const module = "1:2.0.8-8.module_el8.5.0+2609+b30d9eec";
  const keysOf = (summary: string, ecosystem = "AlmaLinux:8", fixed = module) => {
    const rows = rowsOf(osvDocument([{ ecosystem, name: "mod_md", ranges: [fixedIn(fixed)] }], { id: "RHSA-2026:1", summary }));
    return [...rows.systems, ...rows.redHat].map((row) => row.packageKey).concat(rows.problems.map(({ code }) => code));
  };
  const REPORTED = "ERR_EXPORT_UNMAPPABLE_NAME";

  test.each(["AlmaLinux:8", "Rocky Linux:8", "Red Hat:enterprise_linux:8::appstream"])(
    "a package of a module has the module in its name, of %s too",
    (ecosystem) => {
      expect(keysOf("Moderate: httpd:2.4 security update", ecosystem)).toEqual(["httpd:2.4::mod_md"]);
      expect(keysOf("Red Hat Security Advisory: httpd:2.4 security update", ecosystem)).toEqual(["httpd:2.4::mod_md"]);
      expect(keysOf("A security update", ecosystem)).toEqual([REPORTED]);
    },
  );

  test("where the summary names several modules, the package may be of each", () => {
    const both = ["python39:3.9::mod_md", "python39-devel:3.9::mod_md"];
    expect(keysOf("Important: python39:3.9 and python39-devel:3.9 security update")).toEqual(both);
    expect(keysOf("python39:3.9, python39-devel:3.9")).toEqual(both);
    expect(keysOf("python39:3.9 and python39-devel:3.9", "AlmaLinux:8", "1-2.el8")).toEqual(["mod_md"]);
  });

  test.each([
    ["new module: php:7.4", ["php:7.4::mod_md"]],
    ["ALSA-2022:5468: php:8.0 security update (Important)", ["php:8.0::mod_md"]],
    ["Important: httpd:2.4/mod_http2 security update.", ["httpd:2.4::mod_md"]],
    ["RHEL 8 idm:DL1 update", ["idm:DL1::mod_md"]],
    ["Update of 12:30, see bug:1234, https://example.org/a:b and RHSA-2026:1", [REPORTED]],
  ])("modules of %s", (summary, expected) => {
    expect(keysOf(summary)).toEqual(expected);
  });

  describe("binary packages that a record of SUSE names beside the source", () => {
    const of = (binaries: unknown, ecosystem = "SUSE:Linux Enterprise Server 15 SP5") => {
      const more = { ecosystem_specific: { binaries } };
      const { systems, problems } = rowsOf(osvDocument([{ ecosystem, name: "curl", ranges: [fixedIn("8.0-4.1")], more }]));
      return {
        rows: systems.map(({ packageKey, value }) => [packageKey, value.FixedVersion]),
        problems: problems.map(({ code }) => code.replace("ERR_EXPORT_UNMAPPABLE_", "")),
      };
    };

    test.each(["SUSE:Linux Enterprise Server 15 SP5", "openSUSE:Leap 15.5"])("have rows of their own: %s", (ecosystem) => {
      expect(of([{ curl: "8.0-4.1", libcurl4: "8.0-4.1" }, { "libcurl-devel": "8.0-5.1" }], ecosystem)).toEqual({
        rows: [
          ["curl", "8.0-4.1"],
          ["libcurl4", "8.0-4.1"],
          ["libcurl-devel", "8.0-5.1"],
        ],
        problems: [],
      });
    });

    test("elsewhere the source's name is the one that is asked for", () => {
      expect(of([{ libcurl4: "8.0-4.1" }], "Debian:12")).toEqual({ rows: [["curl", "8.0-4.1"]], problems: [] });
    });

    test("what of them cannot be read is told, and the rest stands", () => {
      expect(of([{ libcurl4: "8.0-4.1", "": "1", odd: 7 }, "x"])).toEqual({
        rows: [
          ["curl", "8.0-4.1"],
          ["libcurl4", "8.0-4.1"],
        ],
        problems: ["NAME", "RANGE", "NAME"],
      });
      expect(of({ libcurl4: "8.0-4.1" }).rows).toEqual([
        ["curl", "8.0-4.1"],
        ["libcurl4", "8.0-4.1"],
      ]);
    });
  });

  test("Debian's urgency, end of life and announcements stand in the advisory", () => {
    const of = (urgency: string, ranges: readonly (readonly Readonly<Record<string, string>>[])[]) =>
      rowsOf(
        osvDocument([{ ecosystem: "Debian:12", name: "x", ranges, more: { ecosystem_specific: { urgency } } }], {
          id: "DSA-1-1",
          upstream: ["CVE-2026-1"],
        }),
      ).systems[0]?.value;
    const open = [[{ introduced: "0" }]];
    expect(of("unimportant", open)).toEqual({ Severity: 1, Status: 2, VendorIDs: ["DSA-1-1"] });
    expect(of("end-of-life", open)).toEqual({ Status: 7, VendorIDs: ["DSA-1-1"] });
    expect(of("high**", [fixedIn("1-2")])).toEqual({ FixedVersion: "1-2", Severity: 3, VendorIDs: ["DSA-1-1"] });
  });
});

describe("records that say nothing", () => {
  const affected = [{ ecosystem: "npm", name: "x", ranges: [fixedIn("2")] }];

  test("a withdrawn record gives no row", () => {
    const rows = rowsOf(osvDocument(affected, { withdrawn: "2026-01-01T00:00:00Z" }));
    expect(rows).toEqual({ languages: [], systems: [], redHat: [], vulnerabilities: [], problems: [] });
  });

  test.each(["no", "not a date", "", "2025-02-30T00:00:00Z", "0001-01-01T00:00:00Z", false, {}, 7])(
    "`withdrawn` that is no date withdraws nothing, which is told: %j",
    (withdrawn) => {
      const { languages, problems } = rowsOf(osvDocument(affected, { withdrawn }));
      expect(languages).toHaveLength(1);
      expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_BOUND"]);
    },
  );

  test.each(["2099-01-01T00:00:00Z", "2026-01-02T03:04:06Z", null])("a record that is not withdrawn yet stands: %j", (withdrawn) => {
    const { languages, problems } = rowsOf(osvDocument(affected, { withdrawn }));
    expect([languages.length, problems]).toEqual([1, []]);
  });

  test.each(["** REJECT ** DO NOT USE", "Rejected reason: not a vulnerability", "\nDO NOT USE THIS CANDIDATE NUMBER."])(
    "what was taken back gives nothing, which is told: %s",
    (details) => {
      const { languages, vulnerabilities, problems } = rowsOf(osvDocument(affected, { details, aliases: ["CVE-2026-1"] }));
      expect([languages, vulnerabilities]).toEqual([[], []]);
      expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_REJECTED"]);
      expect(rowsOf(osvDocument(affected, { details }), "acme", "private").languages).toHaveLength(1);
    },
  );

  test.each(["A parser that prints ** REJECT ** overflows", "Rejected: DO NOT USE THIS CANDIDATE NUMBER in production"])(
    "a text that speaks of taking back is not taken back: %s",
    (details) => {
      const { languages, problems } = rowsOf(osvDocument(affected, { details }));
      expect([languages.length, problems]).toEqual([1, []]);
    },
  );

  test.each([
    [{ severity: [{ type: "CVSS_V3", score: "severe" }] }, '"severe" stands'],
    [{ severity: [{ type: "CVSS_V3", score: "severe" }], database_specific: { severity: "LOW" } }, '"severe" stands'],
    [{ database_specific: { severity: "severe" } }, '"severe" stands'],
    [{ database_specific: { severity: ["HIGH"] } }, '["HIGH"] stands'],
    [{ database_specific: { severity: `${"x".repeat(98)}😀` } }, `"${"x".repeat(98)}\ufffd stands`],
  ])("a severity that cannot be read is told, and the advisory stands: %j", (members, message) => {
    const { languages, problems } = rowsOf(osvDocument(affected, members));
    expect(languages).toHaveLength(1);
    expect(problems.map((each) => each.code)).toEqual(["ERR_EXPORT_UNMAPPABLE_SEVERITY"]);
    expect(problems[0]?.message).toContain(message);
  });

  test("nor of a severity where the record gives nothing", () => {
    const { problems } = rowsOf(osvDocument([{ ecosystem: "npm", name: "" }], { database_specific: { severity: "severe" } }));
    expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_NAME"]);
  });

  test.each([
    { database_specific: { severity: "Unknown" } },
    { database_specific: { severity: "None" } },
    { database_specific: { severity: null } },
    { severity: [{ type: "Ubuntu", score: "untriaged" }] },
    { severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N" }] },
  ])("a severity that says nothing is none to tell of: %j", (members) => {
    expect(rowsOf(osvDocument(affected, members)).problems).toEqual([]);
  });

  test.each([undefined, null, [], {}, "x", ["x"], [null]])("`affected` without a package is told: %j", (packages) => {
    const { problems } = rowsOf(osvDocument([], { affected: packages }));
    expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_NOTHING"]);
  });

  test("what is no package among packages is told", () => {
    const { languages, problems } = rowsOf(
      osvDocument([], { affected: [null, { package: { ecosystem: "npm", name: "x" }, versions: ["1.0.0"] }] }),
    );
    expect(languages).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_NOTHING"]);
  });

  test.each([
    ["no ranges", {}],
    ["ranges of commits", { ranges: [{ type: "GIT", events: [{ introduced: "0" }] }] }],
  ])("%s: told", (_, more) => {
    for (const ecosystem of ["npm", "Debian:12"]) {
      const { problems } = rowsOf(osvDocument([{ ecosystem, name: "x", more }]));
      expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_NOTHING"]);
    }
  });

  test.each(["", "a\0b", "x".repeat(5000)])("a name that cannot be a key is told", (name) => {
    for (const ecosystem of ["npm", "Debian:12"]) {
      const { languages, systems, problems } = rowsOf(osvDocument([{ ecosystem, name, ranges: [fixedIn("1")] }]));
      expect([languages, systems]).toEqual([[], []]);
      expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_NAME"]);
    }
  });

  test.each(["test.acme/widget", "widget", ":widget", "test.acme:"])("a Maven package without group or artifact is told: %s", (name) => {
    const { languages, problems } = rowsOf(osvDocument([{ ecosystem: "Maven", name, ranges: [fixedIn("1")] }]));
    expect([languages, problems.map(({ code }) => code)]).toEqual([[], ["ERR_EXPORT_UNMAPPABLE_NAME"]]);
  });

  test("documents of the wrong shape are taken for empty", () => {
    for (const document of [
      {},
      { affected: [null, 1, {}] },
      { id: 1, affected: { package: {} } },
      { affected: [{ package: null, ranges: [{ events: "x" }] }] },
    ])
      expect(rowsOf(document).languages).toEqual([]);
  });
});
