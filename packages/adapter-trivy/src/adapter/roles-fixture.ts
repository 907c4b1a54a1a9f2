// Runs of `trivy:db` on records of several sources, and what came of them: rows of one package, decisions, what could not be said.
import { decodeUtf8 } from "@stella-export/core";
import { type MemoryDocument, MemoryOutput, memoryRecords, type MemoryRecordsOptions } from "@stella-export/testkit";
import { AS_OF, fixedIn, osvDocument } from "../mapping/rows-fixture.js";
import { databaseOf } from "./database-fixture.js";
import { trivyDb } from "./trivy-db.js";

export const OPTIONS = { sources: { acme: { role: "private" }, fixes: { role: "override" }, quiet: { role: "suppress" } } };

type Events = readonly (readonly Readonly<Record<string, string>>[])[];

export function record(
  source: string,
  id: string,
  aliases: readonly string[],
  ecosystem: string,
  ranges: Events | undefined,
): MemoryDocument {
  const body = osvDocument([{ ecosystem, name: "widget", ...(ranges === undefined ? {} : { ranges }) }], { id, aliases });
  return { kind: "advisory", source, path: `${id}.json`, id, body };
}

/** As of a run with `--policy`, whose evaluations are the source `policy`, unless told otherwise. */
export async function rendered(
  documents: readonly MemoryDocument[],
  options: object = OPTIONS,
  how: MemoryRecordsOptions = { policySource: "policy" },
) {
  const output = new MemoryOutput({ asOf: AS_OF });
  await trivyDb.render(memoryRecords(documents, how), trivyDb.parseOptions(options), output);
  const lines = (name: string) =>
    decodeUtf8(output.files.get(`reports/${name}.jsonl`)?.bytes ?? new Uint8Array(0))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, string>);
  const values = await databaseOf(output.files.get("trivy/db.tar")?.bytes ?? new Uint8Array(0));
  const advisories = [...values].filter(([place]) => place.includes(" | widget | "));
  return {
    advisories: Object.fromEntries(advisories),
    decisions: lines("decisions").map(({ by, source, path, bucket, package: name, id, what }) =>
      [by, source, path, bucket, name, id, what].join(" "),
    ),
    unmappable: lines("unmappable").map(({ code, source, path, id, range }) => [code, source, path, id, range].join(" ")),
    hasDecisions: output.files.has("reports/decisions.jsonl"),
    values,
  };
}

export const OSV = record("osv", "GHSA-1", ["CVE-1"], "npm", [fixedIn("1.2.5")]);
export const PUBLIC = "npm::GitHub Security Advisory npm | widget | CVE-1";
export const PUBLIC_VALUE = { PatchedVersions: ["1.2.5"], VendorIDs: ["GHSA-1"], VulnerableVersions: ["<1.2.5"] };
