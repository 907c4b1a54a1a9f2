// A row of CSV through a whole run: the record is the JSON object, its source document is the row.
import { hash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Adapter, KINDS } from "@stella-export/core";
import { run } from "@stella-export/core/node";
import { afterAll, expect, it } from "vitest";
import { FileSource } from "./file-source.js";

const root = mkdtempSync(join(tmpdir(), "csv-records-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const digest = (text: string): string => `sha256:${hash("sha256", text)}`;

it("becomes a record with the object's digest and the row's", async () => {
  const rows = [`org.a,b,1.0,${"a".repeat(40)}`, `"org,c",d,2.0,${"b".repeat(40)}`];
  writeFileSync(join(root, "maven.csv"), `group_id,artifact_id,version,sha1\r\n${rows.join("\r\n")}\r\n`);
  const found: string[] = [];
  const adapter: Adapter = {
    name: "test:records",
    version: "1",
    kinds: KINDS,
    parseOptions: () => ({}),
    async render(records) {
      for (const kind of records.kinds) {
        for await (const batch of records.batches(kind)) {
          for (let i = 0; i < batch.count; i++) found.push(`${batch.digest(i)} ${batch.sourceDigest(i)}`);
        }
      }
    },
  };
  const profile = { apiVersion: "stellaops.io/export.v1", kind: "ExportProfile", metadata: { name: "test:records" } } as const;
  const { inputs } = await run({
    profile: { ...profile, spec: { kind: "test", variant: "records", quality: { rejects: "fail", acceptUnknown: true } } },
    adapters: [adapter],
    sources: [new FileSource("maven", join(root, "maven.csv"))],
    out: join(root, "bundle"),
    asOf: 1_700_000_000,
  });
  expect(inputs.map(({ read, records }) => [read, records])).toEqual([[2, 2]]);
  const objects = [
    `{"artifact_id":"b","group_id":"org.a","sha1":"${"a".repeat(40)}","version":"1.0"}`,
    `{"artifact_id":"d","group_id":"org,c","sha1":"${"b".repeat(40)}","version":"2.0"}`,
  ];
  expect(found.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
    objects.map((object, i) => `${digest(object)} ${digest(rows[i] as string)}`).toSorted((a, b) => (a < b ? -1 : 1)),
  );
});
