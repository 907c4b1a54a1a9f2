// The redactor of all formats: searches a record, and looks at its fields only where something was found or its kind is closed.
// It knows which schema a record has and what a mode does; it knows no rule.
import type { Kind, Redacted, RedactionFinding, RedactionMode, Redactor } from "@stella-export/core";
import { Scan } from "./detect/scan.js";
import { search } from "./detect/search.js";
import { RULES } from "./rules.js";
import type { FieldMap } from "./schema/field-map.js";
import { schemaOf } from "./schema/schemas.js";
import { THREAD_MODULE } from "../thread-module.js";
import { Walk } from "./walk.js";

/** To be raised with every change of a rule, a detector or a schema that can be seen in any record. */
const VERSION = "6";

/**
 * Kinds that speak of a tenant's inside: only what their schemas list may leave. Advisories and VEX are published; of them everything may,
 * but for what the rules find.
 */
const CLOSED: ReadonlySet<Kind> = new Set<Kind>(["finding", "policy-evaluation", "sbom"]);

const NOTHING_FOUND: readonly RedactionFinding[] = [];

// One of each serves all records, since they come one at a time.
const scan = new Scan();
const walk = new Walk();

/** Finds secrets, mail addresses, traces and unlisted fields in records of every format (docs: redaction). */
export const redactor: Redactor = {
  version: VERSION,
  module: THREAD_MODULE,
  redact(kind: Kind, format: string, canonical: Uint8Array, mode: Exclude<RedactionMode, "off">): Redacted {
    scan.begin(plain(canonical));
    search(scan);
    const isClosed = CLOSED.has(kind);
    if (scan.finds.count === 0 && !isClosed) return { bytes: canonical, findings: NOTHING_FOUND };
    const fields = schemaOf(kind, format);
    walk.counts.fill(0);
    walk.run(scan, fields, isClosed, false);
    if (walk.edits.count === 0) return { bytes: canonical, findings: findingsOf(walk.counts) };
    const bytes = cleared(walk.edits.apply(scan.src), fields, isClosed);
    return { bytes: mode === "edit" ? bytes : canonical, findings: findingsOf(walk.counts) };
  },
};

/**
 * The edited record, searched again: what leaves is what nothing was found in. A find may have hidden another, as the first half of a word
 * that is none without it; the string is then taken out as a whole, so that there is no third time. In report mode too, for equal counts.
 */
function cleared(bytes: Uint8Array, fields: FieldMap, isClosed: boolean): Uint8Array {
  scan.begin(bytes);
  search(scan);
  if (scan.finds.count === 0) return bytes;
  walk.run(scan, fields, isClosed, true);
  return walk.edits.count === 0 ? bytes : walk.edits.apply(bytes);
}

/** Not a Buffer, so that the search sees one kind of array. */
function plain(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What was found, by name of the rule. */
function findingsOf(counts: Uint32Array): readonly RedactionFinding[] {
  const findings: RedactionFinding[] = [];
  for (const [number, rule] of RULES_BY_NAME) {
    const count = counts[number] as number;
    if (count > 0) findings.push({ rule, count });
  }
  return findings.length === 0 ? NOTHING_FOUND : findings;
}

const RULES_BY_NAME = [...RULES.entries()].sort(([, a], [, b]) => (a < b ? -1 : 1));
