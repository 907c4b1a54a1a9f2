// Which of several documents are older revisions of another.
import { expect, test } from "vitest";
import { isDraft, revisionOf, superseded } from "./revision.js";

const csaf = (version: unknown, date: unknown, more: object = {}) => ({
  document: {
    publisher: { namespace: "https://acme.test" },
    tracking: { id: "A-1", version, current_release_date: date, status: "final", ...more },
  },
});
const older = (...documents: object[]) => {
  const revisions = documents.flatMap((document, i) => {
    const revision = revisionOf(document as never);
    return revision === undefined ? [] : [{ ...revision, i }];
  });
  return superseded(revisions).map(({ i }) => i);
};

test.each([
  ["a later date", csaf("1", "2026-01-02T00:00:00Z"), [0]],
  ["a higher version", csaf("2", "2026-01-01T00:00:00Z"), [0]],
  ["a higher version by number", csaf("10", "2026-01-01T00:00:00Z"), [0]],
  ["a version of three numbers", csaf("1.0.1", "2026-01-01T00:00:00Z"), [0]],
  ["a later date without a version", csaf(undefined, "2026-01-02T00:00:00Z"), [0]],
  ["a lower version at a later date: nobody knows", csaf("0.9.0", "2026-01-02T00:00:00Z"), [0, 1]],
  ["what comes before the version", csaf("1.0.0-rc.1", "2026-01-01T00:00:00Z"), [1]],
  ["the same", csaf("1.0.0+build", "2026-01-01T00:00:00Z"), []],
  ["a date that is none", csaf("1", "tomorrow"), [1]],
  ["a draft", csaf("2", "2026-01-02T00:00:00Z", { status: "Draft" }), []],
  ["another document", csaf("2", "2026-01-02T00:00:00Z", { id: "A-2" }), undefined],
])("CSAF beside %s", (_, other, expected) => {
  const one = csaf("1", "2026-01-01T00:00:00Z");
  if (expected === undefined) expect(revisionOf(other)?.document).not.toBe(revisionOf(one)?.document);
  else expect(older(one, other)).toEqual(expected);
});

test("OpenVEX and CycloneDX go by their number alone", () => {
  const openVex = (version: unknown) => ({
    "@id": "https://acme.test/vex",
    version,
    timestamp: `2026-01-0${9 - Number(version)}T00:00:00Z`,
  });
  expect(older(openVex(1), openVex(2), openVex("3"))).toEqual([0, 1]);
  const cycloneDx = (version: number) => ({ bomFormat: "CycloneDX", serialNumber: "urn:uuid:1", version });
  expect(older(cycloneDx(2), cycloneDx(1))).toEqual([1]);
  expect(revisionOf({ statements: [] })).toBeUndefined();
  expect(revisionOf({ bomFormat: "CycloneDX", version: 1 })).toBeUndefined();
});

test("only CSAF has drafts", () => {
  expect(isDraft(csaf("1", "", { status: "draft" }))).toBe(true);
  expect(isDraft(csaf("1", "", { status: "interim" }))).toBe(false);
  expect(isDraft({ statements: [] })).toBe(false);
});
