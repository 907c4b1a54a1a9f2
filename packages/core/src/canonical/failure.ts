// Refusals of the canonical JSON reader: a code and the offset of the byte that is to blame, never any content.
// It knows how an unexpected byte is named; it does not know the grammar.
import { ExportError } from "../errors/export-error.js";
import type { ErrorCode } from "../errors/table.js";
import { sequenceLength } from "./utf8.js";

const MESSAGES = {
  ERR_EXPORT_JSON_SYNTAX: "not JSON",
  ERR_EXPORT_JSON_TRUNCATED: "the document ends inside a value",
  ERR_EXPORT_JSON_TRAILING_BYTES: "more bytes after the document's one value",
  ERR_EXPORT_JSON_BOM: "the document begins with a byte order mark",
  ERR_EXPORT_JSON_CONTROL_CHARACTER: "raw control character in a string",
  ERR_EXPORT_JSON_UTF8: "not valid UTF-8",
  ERR_EXPORT_JSON_LONE_SURROGATE: "escape of half a surrogate pair",
  ERR_EXPORT_JSON_DUPLICATE_KEY: "the object has this key already",
  ERR_EXPORT_JSON_DEPTH: "nested too deeply",
  ERR_EXPORT_JSON_MEMBERS: "too many members",
  ERR_EXPORT_JSON_NUMBER_RANGE: "the number is beyond the range of a double",
  ERR_EXPORT_DOCUMENT_TOO_LARGE: "the canonical form is larger than the limit",
} as const satisfies Partial<Record<ErrorCode, string>>;

/** Throws the `ExportError` of `code`; `offset` counts from the document's first byte. */
export function fail(code: keyof typeof MESSAGES, offset: number): never {
  throw new ExportError(code, `${MESSAGES[code]} (byte ${offset})`, { offset });
}

/**
 * Throws for the byte at `p`, which the grammar has no place for: the end of the document, a byte that is no UTF-8, or a
 * character in the wrong place. `start` is the document's first byte.
 */
export function failUnexpected(src: Uint8Array, start: number, p: number, end: number): never {
  if (p >= end) fail("ERR_EXPORT_JSON_TRUNCATED", end - start);
  if (sequenceLength(src, p, end) === 0) fail("ERR_EXPORT_JSON_UTF8", p - start);
  fail("ERR_EXPORT_JSON_SYNTAX", p - start);
}
