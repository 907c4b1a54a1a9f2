// Packages of a module by what their versions tell: whichever event names one, and what to do where none does.
import { describe, expect, test } from "vitest";
import { systemKeys } from "./module-keys.js";
import { osvDocument, rowsOf } from "./rows-fixture.js";

const OF_MODULE = "5-1.module+el9";
const SUMMARY = "Important: nodejs:20 security update";

type Events = readonly Readonly<Record<string, string>>[];

function rows(ecosystem: string, events: Events, summary = SUMMARY) {
  const document = osvDocument([{ ecosystem, name: "n", ranges: [events] }], { id: "RHSA-2026:1", upstream: ["CVE-2026-1"], summary });
  const { systems, redHat, problems } = rowsOf(document);
  const fixes = redHat.map(({ packageKey, entries }) => [packageKey, ...entries.map(({ fixedVersion }) => fixedVersion)]);
  return {
    rows: [...systems.map(({ packageKey, value }) => [packageKey, value.FixedVersion]), ...fixes],
    problems: problems.map(({ code, range }) => `${code.slice("ERR_EXPORT_UNMAPPABLE_".length)} ${range}`.trim()),
  };
}

test.each(["AlmaLinux:9", "Rocky Linux:9", "Red Hat:enterprise_linux:9::appstream"])("%s: a limit tells, as a fix does", (ecosystem) => {
  const expected = { rows: [["nodejs:20::n", OF_MODULE]], problems: [] };
  expect(rows(ecosystem, [{ introduced: "0" }, { limit: OF_MODULE }])).toEqual(expected);
  expect(rows(ecosystem, [{ introduced: "0" }, { fixed: OF_MODULE }, { limit: "*" }])).toEqual(expected);
});

describe("Red Hat, without a fix in the end", () => {
  const of = (events: Events, summary?: string) => rows("Red Hat:enterprise_linux:9::appstream", events, summary);

  test.each<[Events, readonly string[]]>([
    [[{ introduced: "3-1.module+el9" }], ["BOUND >=3-1.module+el9"]],
    [[{ introduced: "0" }, { fixed: OF_MODULE }, { introduced: "7-1.module+el9" }], ["BOUND >=7-1.module+el9"]],
    [[{ introduced: "0" }, { fixed: "5-1" }, { introduced: "7-1.module+el9" }], ["BOUND >=7-1.module+el9"]],
  ])("%j is of the module", (events, problems) => {
    expect(of(events)).toEqual({ rows: [["nodejs:20::n", ""]], problems });
  });

  test.each<[Events, readonly string[]]>([
    [[{ introduced: "0" }], []],
    [[{ introduced: "3-1" }], ["BOUND >=3-1"]],
  ])("%j may be of the module or of none: both, which is told", (events, problems) => {
    expect(of(events)).toEqual({
      rows: [
        ["n", ""],
        ["nodejs:20::n", ""],
      ],
      problems: [...problems, "BOUND"],
    });
    expect(of(events, "A security update")).toEqual({ rows: [["n", ""]], problems });
  });

  test("an end that is of no module is of the plain package", () => {
    expect(of([{ introduced: "0" }, { fixed: "5-1.el9" }, { introduced: "7-1.el9" }]).rows).toEqual([["n", ""]]);
  });
});

describe("a summary that names very many modules", () => {
  const summary = (count: number) => Array.from({ length: count }, (_, i) => `m${i}:1`).join(" ");

  test("is told, and nothing is written", () => {
    expect(rows("AlmaLinux:9", [{ introduced: "0" }, { fixed: OF_MODULE }], summary(16)).rows).toHaveLength(16);
    const expected = { rows: [], problems: ["NAME"] };
    expect(rows("AlmaLinux:9", [{ introduced: "0" }, { fixed: OF_MODULE }], summary(17))).toEqual(expected);
    expect(rows("Red Hat:enterprise_linux:9::appstream", [{ introduced: "0" }], summary(17))).toEqual(expected);
    expect(rows("AlmaLinux:9", [{ introduced: "0" }, { fixed: "5-1.el9" }], summary(17)).rows).toEqual([["n", "5-1.el9"]]);
  });

  test("is read once, however many packages there are", () => {
    const ranges = [[{ introduced: "", fixed: OF_MODULE, lastAffected: "", limit: "" }]];
    const long = `${"12:30 ".repeat(300_000)}nodejs:20`;
    const start = performance.now();
    for (let i = 0; i < 1000; i++) expect(systemKeys({ name: `p${i}`, ranges }, true, long).keys).toEqual([`nodejs:20::p${i}`]);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
