// What edit does to real evidence: nothing to what joins it together. Reads ../shared beside the repository.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { canonicalizeBytes, encodeCanonical, isCanonical, type Kind } from "@stella-export/core";
import { afterAll, describe, expect, it } from "vitest";
import { CANARIES, STAYS_IN_ID } from "./canary-fixture.js";
import { redactor } from "./redactor.js";
import { type FieldMap, ID, IDENTIFIER, OPEN_NODE, REFERENCE } from "./schema/field-map.js";
import { schemaOf } from "./schema/schemas.js";

const DATA = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));
const REQUIRED = process.env.STELLA_REQUIRE_ALL === "1";
const hasTools = spawnSync("tar", ["cJf", "/dev/null", "-T", "/dev/null"]).status === 0;

/** Finds by rule, and the records they are in; read by eye, and changed only after reading again. */
const SETS: Readonly<Record<string, Record<string, readonly [count: number, records: number]>>> = {
  "osv-small": { email: [50, 47], "url-credential": [1, 1] },
  vex: { email: [11, 11] },
  sbom: { email: [4711, 20] },
  findings: {
    authorization: [1, 1],
    email: [114, 11],
    "github-token": [2, 1],
    "opaque-blob": [16, 8],
    "secret-assignment": [15, 4],
    "url-credential": [2, 1],
  },
  policy: {},
  intel: {},
  // Minutes of reading: by hand.
  ...(process.env.STELLA_LARGE_SETS === "1" && {
    "osv-large": { email: [6870, 6847], "url-credential": [3, 3] },
    "vex-large": { email: [3, 3] },
    "sbom-large": { email: [33595, 72], "url-credential": [2, 1] },
  }),
};

/** Names that identifiers go by, in whatever format. */
const NAMES =
  /^(purl|PURL|cpe|cpes|cpe23|cpe22|version|versions|versionInfo|Version|InstalledVersion|FixedVersion|url|urls|uri|URL|References|homepage|downloadLocation|referenceLocator|id|ID|ids|@id|bom-ref|ref|dependsOn|SPDXID|spdxElementId|relatedSpdxElement|product_id|product_ids|aliases|related|cve|VulnerabilityID|ruleId|digest|checksumValue|hashes|introduced|fixed|last_affected|fileName|path)$/;
const SHAPES = /^(pkg:|cpe:|[A-Za-z][A-Za-z0-9+.-]*:\/\/\S+$|(CVE|GHSA|GO|RHSA|ALSA|PYSEC|RUSTSEC|MAL)-[\w-]+$|sha\d+:|[0-9a-f]{32,}$)/;

const encoder = new TextEncoder();
const folder = mkdtempSync(join(tmpdir(), "redaction-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 600_000);

function* documents(path: string): Iterable<string> {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) yield* documents(child);
    else if (/\.(json|sarif)$/.test(entry.name)) yield child;
  }
}

function kindAndFormat(record: Record<string, unknown>): [Kind, string] {
  if (Array.isArray(record))
    return [
      "finding",
      record.length > 0 && record.every((result: { Target?: unknown }) => typeof result?.Target === "string") ? "trivy" : "unknown",
    ];
  if (record.bomFormat === "CycloneDX") return [record.components === undefined ? "vex" : "sbom", "cyclonedx"];
  if (record.spdxVersion !== undefined) return ["sbom", "spdx"];
  if (String(record["@context"]).startsWith("https://openvex")) return ["vex", "openvex"];
  const csaf = record.document as { csaf_version?: unknown; category?: unknown } | undefined;
  if (csaf?.csaf_version !== undefined) return [csaf.category === "csaf_vex" ? "vex" : "advisory", "csaf"];
  if (record.SchemaVersion === 2) return ["finding", "trivy"];
  if (record.matches !== undefined && typeof record.descriptor === "object") return ["finding", "grype"];
  if (record.runs !== undefined && record.version === "2.1.0") return ["finding", "sarif"];
  return record.id !== undefined && record.modified !== undefined ? ["advisory", "osv"] : ["finding", "unknown"];
}

/** Paths of identifiers that are another string after than before, or gone: by their field's class, by their name, by their shape. */
function changedIdentifiers(
  before: unknown,
  after: unknown,
  fields: FieldMap,
  node: number,
  name: string,
  path: string,
  out: string[],
): void {
  if (typeof before === "string") {
    const isIdentifier =
      (node !== OPEN_NODE && [ID, IDENTIFIER, REFERENCE].includes(fields.classes[node] as number)) ||
      NAMES.test(name) ||
      SHAPES.test(before);
    const hasCredential = /:\/\/[^/\s]*:[^/\s]*@/.test(before);
    if (isIdentifier && before !== after && !hasCredential) out.push(`${path}: ${before} -> ${String(after)}`);
  } else if (Array.isArray(before)) {
    before.forEach((element, i) =>
      changedIdentifiers(element, (after as unknown[] | undefined)?.[i], fields, node, name, `${path}[]`, out),
    );
  } else if (before !== null && typeof before === "object") {
    for (const [key, value] of Object.entries(before)) {
      const bytes = encoder.encode(key);
      changedIdentifiers(
        value,
        (after as Record<string, unknown> | undefined)?.[key],
        fields,
        fields.child(node, bytes, 0, bytes.length),
        key,
        `${path}.${key}`,
        out,
      );
    }
  }
}

/** Real documents of a format that every canary is planted in, in every string. */
const PLANTED = 10;

function expectNoCanaryLeft(kind: Kind, format: string, canonical: Uint8Array): void {
  const fields = schemaOf(kind, format);
  for (const { rule, text, secret = text } of CANARIES) {
    let strings = 0;
    const withCanary = (value: unknown, node: number): unknown => {
      if (typeof value === "string") return STAYS_IN_ID.has(rule) && fields.classes[node] === ID ? value : (strings++, `${value} ${text}`);
      if (Array.isArray(value)) return value.map((element) => withCanary(element, node));
      if (value === null || typeof value !== "object") return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => {
          const bytes = encoder.encode(key);
          return [key, withCanary(member, fields.child(node, bytes, 0, bytes.length))];
        }),
      );
    };
    const record = withCanary(JSON.parse(Buffer.from(canonical).toString()), fields.root);
    const { bytes, findings } = redactor.redact(kind, format, encodeCanonical(record), "edit");
    expect(Buffer.from(bytes).toString()).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(findings.find((finding) => finding.rule === rule)?.count).toBeGreaterThanOrEqual(strings);
  }
}

// Skipped where the real data is not beside the repository, or nothing unpacks it; with STELLA_REQUIRE_ALL=1 that is a failure.
describe.skipIf(!REQUIRED && !(existsSync(DATA) && hasTools))("real evidence", () => {
  it.each(Object.keys(SETS))("of %s keeps every identifier, and gives up what was read to be none", { timeout: 600_000 }, (set) => {
    mkdirSync(join(folder, set));
    expect(spawnSync("tar", ["xJf", join(DATA, `${set}.tar.xz`), "-C", join(folder, set)]).status).toBe(0);
    const planted = new Map<string, number>(); // documents by format
    const totals: Record<string, [number, number]> = {};
    const changed: string[] = [];
    for (const file of documents(join(folder, set))) {
      const canonical = canonicalizeBytes(readFileSync(file));
      const record = JSON.parse(Buffer.from(canonical).toString()) as Record<string, unknown>;
      const [kind, format] = kindAndFormat(record);
      if (canonical.length < 20_000 && (planted.get(format) ?? 0) < PLANTED) {
        planted.set(format, (planted.get(format) ?? 0) + 1);
        expectNoCanaryLeft(kind, format, canonical);
      }
      const { bytes, findings } = redactor.redact(kind, format, canonical, "edit");
      expect(redactor.redact(kind, format, canonical, "report").findings).toEqual(findings);
      if (findings.length === 0) {
        expect(bytes).toBe(canonical);
        continue;
      }
      for (const { rule, count } of findings) {
        const [counted, records] = totals[rule] ?? [0, 0];
        totals[rule] = [counted + count, records + 1];
      }
      expect(isCanonical(bytes)).toBe(true);
      expect(redactor.redact(kind, format, bytes, "edit").findings).toEqual([]);
      const fields = schemaOf(kind, format);
      changedIdentifiers(record, JSON.parse(Buffer.from(bytes).toString()), fields, fields.root, "", format, changed);
    }
    expect(changed).toEqual([]);
    expect(totals).toEqual(SETS[set]);
  });
});
