// What a report says of a vulnerability that an overriding record speaks of: the one word that the database has for all packages and releases.
import { type MemoryDocument, MemoryOutput, memoryRecords } from "@stella-export/testkit";
import { expect, test } from "vitest";
import { fixedIn, osvDocument } from "../mapping/rows-fixture.js";
import { databaseOf } from "./database-fixture.js";
import { trivyDb } from "./trivy-db.js";

const CRITICAL = { severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }] };
const LOW = { database_specific: { severity: "LOW" } };
const FIXES = { sources: { fixes: { role: "override" } } };

function record(source: string, ecosystem: string, names: readonly string[], members: object, id = "CVE-2025-1"): MemoryDocument {
  const affected = names.map((name) => ({ ecosystem, name, ranges: [fixedIn("2")] }));
  return { kind: "advisory", source, path: `${id}.json`, id, body: osvDocument(affected, { id, ...members }) };
}

async function detailsOf(...documents: MemoryDocument[]) {
  const output = new MemoryOutput({ asOf: 1_767_323_045 });
  await trivyDb.render(memoryRecords(documents), trivyDb.parseOptions(FIXES), output);
  const values = await databaseOf(output.files.get("trivy/db.tar")?.bytes ?? new Uint8Array(0));
  return values.get("vulnerability | CVE-2025-1") as { Title?: string; Severity: string; VendorSeverity?: Record<string, number> };
}

test.each([
  ["another package", "Alpine:v3.18", ["a", "b"], "Alpine:v3.18", "alpine", {}],
  ["another release", "Alpine:v3.18", ["b"], "Alpine:v3.20", "alpine", {}],
  ["another package of Debian", "Debian:12", ["b"], "Debian:12", "debian", {}],
  ["an erratum of Rocky Linux", "Rocky Linux:9", ["b"], "Rocky Linux:9", "rocky", { id: "RLSA-1", upstream: ["CVE-2025-1"] }],
  ["a product of Red Hat", "Red Hat:el:9", ["b"], "Red Hat:el:9", "redhat", { id: "RHSA-1", upstream: ["CVE-2025-1"] }],
])("%s stands, so its severity and title do", async (_, ecosystem, names, overridden, source, members) => {
  const open = record("osv", ecosystem, names, { summary: "public", ...CRITICAL, ...members });
  for (const said of [{}, LOW]) {
    const details = await detailsOf(open, record("fixes", overridden, ["a"], { summary: "own", ...said }));
    expect(details).toMatchObject({ Title: "public", Severity: "CRITICAL" });
    expect(details.VendorSeverity).toEqual({ ...(said === LOW ? { fixes: 1 } : {}), [source]: 4 });
  }
});

test("a higher severity counts for all", async () => {
  const open = record("osv", "Alpine:v3.18", ["a", "b"], { summary: "public", ...LOW });
  const details = await detailsOf(open, record("fixes", "Alpine:v3.18", ["a"], { summary: "own", ...CRITICAL }));
  expect(details).toMatchObject({ Title: "public", Severity: "CRITICAL", VendorSeverity: { alpine: 4, fixes: 4 } });
});

test("where all is replaced the overriding record speaks, and the public one where that is silent", async () => {
  const open = record("osv", "Alpine:v3.18", ["a"], { summary: "public", ...CRITICAL });
  const loud = await detailsOf(open, record("fixes", "Alpine:v3.18", ["a"], { summary: "own", ...LOW }));
  expect(loud).toMatchObject({ Title: "own", Severity: "LOW", VendorSeverity: { alpine: 1 } });
  expect(loud).not.toHaveProperty("CVSS");
  const silent = await detailsOf(open, record("fixes", "Alpine:v3.18", ["a"], {}));
  expect(silent).toMatchObject({ Title: "public", Severity: "CRITICAL", VendorSeverity: { alpine: 4 } });
});
