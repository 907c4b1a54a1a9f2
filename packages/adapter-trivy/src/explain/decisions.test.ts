// Decisions are found by id, whatever its case, in a report that may not be there.
import { encodeUtf8 } from "@stella-export/core";
import { expect, test } from "vitest";
import { decisionsAbout } from "./decisions.js";
import { rangesOf } from "./ranges.js";

const decision = { by: "vex", source: "vex", path: "a.json", sourceDigest: "sha256:0", bucket: "npm::x", package: "a", what: "removed" };
const reportOf = (text: string | undefined) => ({
  content: (path: string) => Promise.resolve(path === "reports/decisions.jsonl" && text !== undefined ? encodeUtf8(text) : undefined),
});

test("by id", async () => {
  const lines = ["CVE-1", "GHSA-a", "CVE-2"].map((id) => `${JSON.stringify({ ...decision, id })}\n`);
  const found = await decisionsAbout(reportOf(lines.join("")), new Set(["cve-1", "ghsa-a"]));
  expect(found.map(({ id }) => id)).toEqual(["CVE-1", "GHSA-a"]);
  expect(await decisionsAbout(reportOf(""), new Set(["cve-1"]))).toEqual([]);
  expect(await decisionsAbout(reportOf(undefined), new Set(["cve-1"]))).toEqual([]);
});

test("ranges of each shape of value", () => {
  expect(rangesOf({ VulnerableVersions: [">=1.0.0, <1.2.6", "=3.0.0"], PatchedVersions: ["1.2.6"] })).toEqual([
    ">=1.0.0, <1.2.6",
    "=3.0.0",
  ]);
  expect(rangesOf({ VulnerableVersions: [">=1.0.0"], UnaffectedVersions: ["=1.2.0", ">=2, <3"] })).toEqual([
    ">=1.0.0, not (=1.2.0), not (>=2, <3)",
  ]);
  expect(rangesOf({ FixedVersion: "1.2-3" })).toEqual(["<1.2-3"]);
  expect(rangesOf({ AffectedVersion: "1.0", FixedVersion: "1.2" })).toEqual([">=1.0, <1.2"]);
  expect(rangesOf({ Status: 2 })).toEqual(["*"]);
  expect(rangesOf({ Entries: [{ FixedVersion: "1-2.el9", Arches: ["x86_64"] }, { Cves: [] }, {}] })).toEqual(["<1-2.el9 (x86_64)", "*"]);
});
