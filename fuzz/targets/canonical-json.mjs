// Canonical JSON against the plainest parser and RFC 8785: same documents taken, same values, same bytes; canonical form is a fixed point.
import { ByteBuffer, Canonicalizer } from "@stella-export/core";
import { allowedCode, expect } from "../expect.mjs";
import { parsedPlainly, rfc8785 } from "../json-reference.mjs";

const CODES = /^(JSON_[A-Z0-9_]+|DOCUMENT_TOO_LARGE)$/;
/** What is JSON and we refuse. */
const STRICTER = /^(JSON_(DUPLICATE_KEY|DEPTH|LONE_SURROGATE)|DOCUMENT_TOO_LARGE)$/;
const MAX_BYTES = 8192;
const PREFIX = 5;

const lossless = new Canonicalizer({ depth: 32, maxBytes: MAX_BYTES });
const strict = new Canonicalizer({ depth: 32, numbers: "rfc8785" });
const out = new ByteBuffer(64);

export const sync = true;

export function fuzz(data) {
  // Digits around the document: a byte read too many makes another number of it.
  const src = new Uint8Array(data.length + 2).fill(0x37);
  src.set(data, 1);
  const plain = parsedPlainly(data);
  const canonical = canonicalOf(lossless, src);
  if (typeof canonical === "string") {
    if (plain !== undefined) expect(STRICTER.test(canonical), `${canonical} for what is JSON`);
    return;
  }
  expect(plain !== undefined, "taken, but no JSON");
  expect(canonical.bytes.length <= MAX_BYTES, "longer than maxBytes");
  const same = Buffer.compare(canonical.bytes, data) === 0;
  expect(canonical.isSame === same, "the answer whether the document was canonical");
  checkMembers(canonical.bytes, plain.value);
  const again = parsedPlainly(canonical.bytes);
  expect(again !== undefined && rfc8785(again.value) === rfc8785(plain.value), "another value");
  const fixed = canonicalOf(lossless, withSentinels(canonical.bytes));
  expect(typeof fixed !== "string" && fixed.isSame, "the canonical form is not canonical");
  checkStrict(src, plain.value);
}

/** The form and whether it was the document itself, or the code of the error. */
function canonicalOf(canonicalizer, src) {
  out.length = PREFIX;
  try {
    const isSame = canonicalizer.append(src, 1, src.length - 1, out);
    return { isSame, bytes: out.bytes.slice(PREFIX, out.length) };
  } catch (error) {
    const code = allowedCode(error, CODES);
    const { offset } = error.place;
    expect(Number.isInteger(offset) && offset >= 0 && offset <= src.length - 2, "the offset lies in the document");
    expect(out.length === PREFIX, "the buffer is as long as it was");
    return code;
  }
}

function withSentinels(bytes) {
  const src = new Uint8Array(bytes.length + 2).fill(0x37);
  src.set(bytes, 1);
  return src;
}

function checkMembers(bytes, value) {
  const names = value !== null && typeof value === "object" && !Array.isArray(value) ? Object.keys(value).sort() : [];
  expect(lossless.memberCount === names.length, "the number of members");
  for (let i = 0; i < names.length; i++) {
    const key = parsedPlainly(bytes.subarray(lossless.memberKeyStart(i), lossless.memberKeyEnd(i)));
    expect(key?.value === names[i], "a member's key");
    expect(parsedPlainly(bytes.subarray(lossless.memberValueStart(i), lossless.memberValueEnd(i))) !== undefined, "a member's value");
  }
}

function checkStrict(src, value) {
  const form = canonicalOf(strict, src);
  if (typeof form === "string") expect(form === "JSON_NUMBER_RANGE", `${form} with the other number rule only`);
  else expect(Buffer.from(form.bytes).toString() === rfc8785(value), "not what RFC 8785 says");
}
