// What a difference between two databases means: an advisory that came, went or changed, and in which respect. It knows values, not files.
import { decodeUtf8 } from "@stella-export/core";
import { rangesOf } from "../explain/ranges.js";
import { SEVERITY_NAMES } from "../mapping/severity.js";
import type { TreeDifference } from "./tree-differences.js";
import { isObject } from "../mapping/json.js";

/** Names a value: an advisory, or with the bucket `vulnerability` and no package what is said about a vulnerability as such. */
export interface RowName {
  readonly bucket: string;
  readonly package: string;
  readonly vuln: string;
}

export const RESPECTS = ["ranges", "severity", "details"] as const;

export interface RowChange extends RowName {
  readonly what: (typeof RESPECTS)[number];
  /** Of `severity` its name, of the others the members in question, as they are stored. */
  readonly from: unknown;
  readonly to: unknown;
}

export type DatabaseDifference =
  | { readonly kind: "added" | "removed"; readonly row: RowName }
  | { readonly kind: "changed"; readonly changes: readonly RowChange[] };

const DETAILS_BUCKET = "vulnerability";
/** How the file is organised: no advisory. */
const OTHER_BUCKETS = new Set(["data-source", "Red Hat CPE"]);
const VERSION_MEMBERS = ["VulnerableVersions", "PatchedVersions", "UnaffectedVersions", "AffectedVersion", "FixedVersion", "Entries"];

type Value = Readonly<Record<string, unknown>>;

/** Undefined where no advisory differs: details of a vulnerability come and go with its advisories. */
export function toDatabaseDifference({ path, from, to }: TreeDifference): DatabaseDifference | undefined {
  const [bucket = "", ...rest] = path.map(decodeUtf8);
  if (OTHER_BUCKETS.has(bucket)) return undefined;
  const vuln = rest.at(-1) ?? "";
  const row = { bucket, package: rest.slice(0, -1).join("/"), vuln };
  if (from !== undefined && to !== undefined) return { kind: "changed", changes: changesOf(row, parsed(from), parsed(to)) };
  if (bucket === DETAILS_BUCKET) return undefined;
  return { kind: from === undefined ? "added" : "removed", row };
}

function changesOf(row: RowName, from: Value, to: Value): RowChange[] {
  const changes: RowChange[] = [];
  const add = (what: RowChange["what"], before: unknown, after: unknown): number => changes.push({ ...row, what, from: before, to: after });
  const hasOtherRanges = textOf(versionsOf(from, row.bucket)) !== textOf(versionsOf(to, row.bucket));
  if (hasOtherRanges) add("ranges", pick(from, VERSION_MEMBERS), pick(to, VERSION_MEMBERS));
  if (from["Severity"] !== to["Severity"]) add("severity", severityName(from), severityName(to));
  const told = new Set([...(hasOtherRanges ? VERSION_MEMBERS : []), "Severity"]);
  const others = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(
    (name) => !told.has(name) && textOf(from[name]) !== textOf(to[name]),
  );
  if (others.length > 0) add("details", pick(from, others), pick(to, others));
  // The same members in another order: Trivy reads no difference, but the bytes are others.
  if (changes.length === 0) add("details", from, to);
  return changes;
}

/** What decides which versions are affected; of entries that say more than that, only their ranges. */
function versionsOf(value: Value, bucket: string): unknown {
  return value["Entries"] === undefined ? pick(value, VERSION_MEMBERS) : rangesOf(value, bucket);
}

function pick(value: Value, names: readonly string[]): Value {
  return Object.fromEntries(names.filter((name) => value[name] !== undefined).map((name) => [name, value[name]]));
}

/** Operating systems' advisories have a number, vulnerabilities a name. */
function severityName({ Severity: severity = "UNKNOWN" }: Value): unknown {
  return typeof severity === "number" ? (SEVERITY_NAMES[severity] ?? severity) : severity;
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

/** A value that is no JSON object is one member, so that it is shown all the same. */
function parsed(bytes: Uint8Array): Value {
  const text = decodeUtf8(bytes);
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Shown as the text that it is.
  }
  return { text };
}
