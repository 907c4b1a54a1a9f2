// Redaction of any record of any kind: what is reported is what is edited, what is edited is canonical, and a second edit finds nothing to do
// but what may stay in an id.
// The first byte of the input chooses the kind where the rest is a document of no known format.
import { isDeepStrictEqual } from "node:util";
import { isCanonical, KINDS } from "@stella-export/core";
import { describeDocument } from "@stella-export/formats";
import { redactor } from "../../packages/formats/src/redaction/redactor.ts";
import { RULES } from "../../packages/formats/src/redaction/rules.ts";
import { DocumentReader } from "../documents.mjs";
import { expect } from "../expect.mjs";

const rules = new Set(RULES);
/** What an identifier may look like counts in what a record is known by, and stays there. */
const STAYS_IN_ID = new Set(["aws-secret-key", "email", "secret-assignment"]);
const reader = new DocumentReader();

export const sync = true;

export function fuzz(data) {
  if (data.length === 0) return;
  const document = reader.read(data.subarray(1));
  if (document === undefined) return;
  const said = describeDocument(document);
  const isKnown = said.refused === undefined;
  const kind = isKnown ? said.kind : KINDS[data[0] % KINDS.length];
  const format = isKnown ? said.format : "unknown";
  const given = document.bytes;
  const before = Buffer.from(given);
  const reported = redactor.redact(kind, format, given, "report");
  const edited = redactor.redact(kind, format, given, "edit");
  expect(before.equals(given), "the record was changed in place");
  checkFindings(reported.findings);
  expect(reported.bytes === given, "report returned other bytes");
  expect(isDeepStrictEqual(reported.findings, edited.findings), "edit counts other than report");
  expect(
    isDeepStrictEqual(redactor.redact(kind, format, given, "exclude").findings, reported.findings),
    "exclude counts other than report",
  );
  if (reported.findings.length === 0) return expect(edited.bytes === given, "edited though nothing was found");
  expect(!before.equals(edited.bytes) || mayStay(reported.findings), "found, but not taken out");
  expect(isCanonical(edited.bytes), "the edited record is not canonical");
  checkAtRest(kind, format, edited.bytes);
}

function checkAtRest(kind, format, edited) {
  const again = redactor.redact(kind, format, edited, "edit");
  expect(mayStay(again.findings) && Buffer.compare(again.bytes, edited) === 0, "a second edit finds more");
}

function mayStay(findings) {
  return findings.every(({ rule }) => STAYS_IN_ID.has(rule));
}

function checkFindings(findings) {
  const names = findings.map(({ rule }) => rule);
  expect(names.every((name) => rules.has(name)) && new Set(names).size === names.length, "the rules");
  expect(
    findings.every(({ count }) => Number.isSafeInteger(count) && count > 0),
    "the counts",
  );
}
