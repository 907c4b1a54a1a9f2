// The policy snapshot: refused with its codes, or canonical and true to its own inputsHash.
// With the first byte odd, the inputsHash is made right first, as nobody guesses it.
import { canonicalizeBytes, inputsHashOf, isCanonical, parsePolicySnapshot } from "@stella-export/core";
import { nodeSha256 as sha256 } from "@stella-export/core/node";
import { allowedCode, expect } from "../expect.mjs";
import { parsedPlainly } from "../json-reference.mjs";

const CODES = /^(JSON_[A-Z0-9_]+|DOCUMENT_TOO_LARGE|POLICY_(SCHEMA_UNKNOWN|INVALID|HASH_MISMATCH))$/;

export const sync = true;

export function fuzz(data) {
  if (data.length === 0) return;
  const source = (data[0] & 1) === 0 ? data.subarray(1) : withHash(data.subarray(1));
  let parsed;
  try {
    parsed = parsePolicySnapshot(source, sha256);
  } catch (error) {
    allowedCode(error, CODES);
    return;
  }
  const { snapshot, bytes } = parsed;
  expect(isCanonical(bytes), "the bytes are not canonical");
  expect(Buffer.compare(bytes, canonicalizeBytes(source)) === 0, "the bytes are another document's");
  expect(snapshot.inputsHash === inputsHashOf(snapshot.inputs.toReversed(), sha256), "the hash hangs on the order");
}

function withHash(bytes) {
  const value = parsedPlainly(bytes)?.value;
  if (!Array.isArray(value?.inputs) || !value.inputs.every((each) => typeof each?.digest === "string")) return bytes;
  return Buffer.from(JSON.stringify({ ...value, inputsHash: inputsHashOf(value.inputs, sha256) }));
}
