// Gaps between records of one key, as they are told.
import { encodeUtf8 } from "@stella-export/core";
import { expect, test } from "vitest";
import { fixedIn } from "../mapping/rows-fixture.js";
import { record, rendered } from "../adapter/roles-fixture.js";
import { gapsBetween } from "./joined-gaps.js";

type Branch = readonly [from: string, fixed: string];

test.each<[readonly Branch[], readonly string[]]>([
  [
    [
      ["", "1.2.0-r0"],
      ["1.5.0-r0", ""],
    ],
    ["1 >=1.5.0-r0"],
  ],
  [
    [
      ["1.5.0-r0", "1.6.0-r0"],
      ["", "1.2.0-r0"],
    ],
    ["0 >=1.5.0-r0, <1.6.0-r0"],
  ],
  [
    [
      ["", "1.5.0-r0"],
      ["1.5.0-r0", ""],
    ],
    [],
  ],
  [
    [
      ["1.0.0-r0", "1.10.0-r0"],
      ["1.2.0-r0", "1.3.0-r0"],
      ["1.9.0-r0", "1.11.0-r0"],
    ],
    [],
  ],
  [
    [
      ["1.0.0-r0", ""],
      ["1.2.0-r0", ""],
    ],
    [],
  ],
  [
    [
      ["no version", "1.2.0-r0"],
      ["1.3.0-r0", ""],
    ],
    ["1 >=1.3.0-r0"],
  ],
])("%j", (branches, expected) => {
  const values = branches.map(([AffectedVersion, FixedVersion]) =>
    encodeUtf8(JSON.stringify({ ...(AffectedVersion && { AffectedVersion }), ...(FixedVersion && { FixedVersion }) })),
  );
  expect(gapsBetween("alpine 3.18", values).map(({ place, problem: { range } }) => `${place} ${range}`)).toEqual(expected);
  expect(gapsBetween("wolfi", values)).toEqual([]);
});

test.each(["Alpine:v3.18", "Alpine:edge"])(
  "%s: versions between two records are told of the one that begins after them",
  async (ecosystem) => {
    const of = (source: string, id: string, events: readonly Readonly<Record<string, string>>[]) =>
      record(source, id, ["CVE-2026-1"], ecosystem, [events]);
    const { unmappable, advisories } = await rendered([
      of("osv", "CVE-2026-1", fixedIn("1.2.0-r0")),
      of("acme", "ACME-1", [{ introduced: "1.5.0-r0" }]),
    ]);
    expect(Object.values(advisories)).toEqual([{}]);
    expect(unmappable).toEqual(["ERR_EXPORT_UNMAPPABLE_BOUND acme ACME-1.json CVE-2026-1 >=1.5.0-r0"]);
  },
);
