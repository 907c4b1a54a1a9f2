// Branches against OSV's own evaluation: no version that it calls affected is outside of them, whatever the order of the events.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toOsvRecord } from "./osv-record.js";
import { osvDocument } from "./rows-fixture.js";
import { branchesOf } from "./system-branches.js";
import { type SystemTarget, targetOf } from "./target.js";
import type { Problem } from "./problem.js";

type Events = readonly Readonly<Record<string, string>>[];

function branches(events: Events, ecosystem = "Debian:12") {
  const [affected] = toOsvRecord(osvDocument([{ ecosystem, name: "x", ranges: [events] }]) as Record<string, unknown>).affected;
  if (affected === undefined) throw new Error("there is one");
  const problems: Problem[] = [];
  const found = branchesOf(affected, targetOf(ecosystem) as SystemTarget, problems);
  return [
    found.map(({ from, fixed }) => `${from}..${fixed}`),
    problems.map(({ code, range }) => `${code.slice("ERR_EXPORT_UNMAPPABLE_".length)} ${range}`),
  ];
}

const ORDERED: Events = [{ introduced: "0" }, { fixed: "2" }, { introduced: "4" }, { fixed: "6" }];

test("the order of the events does not matter", () => {
  const orders = permutations(ORDERED);
  expect(orders).toHaveLength(24);
  for (const order of orders) expect(branches(order)).toEqual([["0..2", "4..6"], []]);
});

describe("one range", () => {
  test.each<[string, Events, readonly string[], readonly string[]]>([
    ["a fix before what it fixes", [{ fixed: "5-1" }, { introduced: "0" }], ["0..5-1"], []],
    ["a fix alone", [{ fixed: "5-1" }], ["0..5-1"], []],
    ["begun twice", [{ introduced: "1" }, { introduced: "3" }, { fixed: "5" }], ["1..5"], []],
    ["fixed twice", [{ introduced: "0" }, { fixed: "5" }, { fixed: "7" }], ["0..5", "0..7"], ["BOUND <7"]],
    [
      "fixed and introduced in one version",
      [{ introduced: "0" }, { fixed: "5" }, { introduced: "5" }, { fixed: "7" }],
      ["0..5", "5..7"],
      [],
    ],
    ["two members in one event", [{ introduced: "0", fixed: "5" }], ["0..5"], []],
    ["a last affected version", [{ last_affected: "5" }, { introduced: "0" }], [], ["RANGE <=5"]],
    ["a limit", [{ introduced: "0" }, { limit: "5-1" }], ["0..5-1"], []],
    ["the highest limit", [{ introduced: "0" }, { limit: "5" }, { limit: "10" }, { fixed: "20" }], ["0..10"], []],
    ["a limit above the fix", [{ introduced: "0" }, { fixed: "3" }, { limit: "5" }], ["0..3"], []],
    ["no limit", [{ introduced: "0" }, { limit: "*" }, { limit: "5" }], ["0.."], []],
    ["a limit that is no version", [{ introduced: "0" }, { limit: "no" }], ["0.."], ["BOUND <no"]],
    ["a begin that is no version", [{ introduced: "no" }, { fixed: "5" }, { limit: "3" }], ["no..5"], ["BOUND <3"]],
    ["a fix that is no version", [{ introduced: "0" }, { fixed: "no" }, { introduced: "5" }], ["5.."], ["RANGE <no"]],
    ["a fix in nothing", [{ introduced: "0" }, { fixed: "0" }], ["0..0"], []],
  ])("%s", (_, events, expected, problems) => {
    expect(branches(events)).toEqual([expected, problems]);
  });

  test.each<[string, Events, readonly string[], readonly string[]]>([
    ["no limit", [{ introduced: "0" }, { fixed: "5-1" }, { limit: "*" }], ["0..5-1"], []],
    ["a limit that is no version", [{ introduced: "0" }, { fixed: "5-1" }, { limit: "latest" }], ["0..5-1"], ["BOUND <latest"]],
    ["a fix that is a wildcard", [{ introduced: "0" }, { fixed: "*" }], [], ["RANGE <*"]],
    ["a fix that is no version", [{ introduced: "0" }, { fixed: "latest" }], [], ["RANGE <latest"]],
    ["a fix that is two", [{ introduced: "0" }, { fixed: "5-1, 3" }], [], ["RANGE <5-1, 3"]],
  ])("%s, also where the comparer reads every text", (_, events, expected, problems) => {
    expect(branches(events, "AlmaLinux:9")).toEqual([expected, problems]);
  });

  test("a limit is what a detector that reports nothing open can say", () => {
    expect(branches([{ introduced: "0" }, { limit: "5-1" }], "AlmaLinux:9")).toEqual([["0..5-1"], []]);
  });
});

const event = fc.tuple(fc.constantFrom("introduced", "fixed", "fixed"), fc.integer({ min: 1, max: 6 }));

test("no affected version is outside", () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 6 }), (events) => {
      const [found = []] = branches(events.map(([kind, version]) => ({ [kind]: String(version) })));
      for (let version = 0; version < 8; version++) {
        if (!isAffected(version, events)) continue;
        const inside = found
          .map((text) => text.split(".."))
          .some(([from, to]) => Number(from) <= version && (to === "" || version < Number(to)));
        expect([version, found, inside]).toEqual([version, found, true]);
      }
    }),
    { numRuns: 3000, seed: 3 },
  );
});

/** As ossf.github.io/osv-schema has it. */
function isAffected(version: number, events: readonly (readonly [string, number])[]): boolean {
  let affected = false;
  for (const [kind, at] of events.toSorted((a, b) => a[1] - b[1])) {
    if (kind === "introduced" && version >= at) affected = true;
    else if (kind === "fixed" && version >= at) affected = false;
  }
  return affected;
}

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((each, i) => permutations(list.toSpliced(i, 1)).map((rest) => [each, ...rest]));
}
