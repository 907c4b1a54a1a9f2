// Decisions are found by id, whatever its case, in a report that may not be there.
import { encodeUtf8 } from "@stella-export/core";
import { expect, test } from "vitest";
import { decisionsAbout } from "./decisions.js";

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
