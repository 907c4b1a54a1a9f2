// Looking into canonical JSON without parsing it, against the plainest parser: the same values by walking, the same members by name.
import { JsonScan, NONE } from "../../packages/formats/src/json-scan.ts";
import { DocumentReader } from "../documents.mjs";
import { expect } from "../expect.mjs";
import { parsedPlainly, rfc8785 } from "../json-reference.mjs";

/** Names to ask for: what sorts first, last, next to escapes and across the surrogates; fixed, since a scan remembers names. */
const NAMES = [
  "",
  "a",
  "aa",
  "b",
  "id",
  "~",
  '"',
  "\\",
  "\n",
  "\u0000",
  "\u007f",
  "\u0080",
  "é",
  "\u{1f600}",
  "\ufb33",
  "\uffff",
  "__proto__",
];
const reader = new DocumentReader();

export const sync = true;

export function fuzz(data) {
  const document = reader.read(data);
  if (document === undefined) return;
  const scan = new JsonScan(document.bytes);
  const { value } = parsedPlainly(document.bytes);
  expect(scan.valueEnd(0) === document.bytes.length, "the document's end");
  expect(rfc8785(walked(scan, 0)) === rfc8785(value), "another value by walking");
  checkMembers(scan, 0, value);
}

/** The value at `at`, put together from what the scan says. */
function walked(scan, at) {
  if (scan.isString(at)) return scan.text(at);
  if (!scan.isObject(at) && !scan.isArray(at)) return JSON.parse(Buffer.from(scan.bytes.subarray(at, scan.valueEnd(at))).toString());
  const entries = [];
  for (let each = scan.first(at); each !== NONE;) {
    const from = scan.isObject(at) ? scan.valueOf(each) : each;
    entries.push([scan.isObject(at) ? scan.text(each) : entries.length, walked(scan, from)]);
    each = scan.next(from);
  }
  if (scan.isArray(at)) return entries.map(([, value]) => value);
  const object = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}

function checkMembers(scan, at, value) {
  const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
  expect(scan.isObject(at) === isObject && scan.isNull(at) === (value === null), "what the value is");
  for (const name of NAMES) {
    const found = scan.member(at, name);
    expect((found !== NONE) === (isObject && Object.hasOwn(value, name)), `the member ${JSON.stringify(name)}`);
    if (found === NONE) continue;
    const text = scan.text(found, 8);
    if (typeof value[name] === "string" && scan.valueEnd(found) - found - 2 <= 8) expect(text === value[name], "a short text");
    else expect(text === undefined, "a text that is none, or too long");
    for (const later of NAMES) {
      const after = scan.memberAfter(found, later);
      const isLater = Object.hasOwn(value, later) && later > name;
      expect((after !== NONE) === isLater, `the member ${JSON.stringify(later)} after ${JSON.stringify(name)}`);
      if (isLater) expect(after === scan.member(at, later), "the place of a later member");
    }
    checkMembers(scan, found, value[name]);
  }
}
