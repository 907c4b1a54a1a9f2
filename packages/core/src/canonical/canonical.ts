// Canonical JSON of single documents and values, for everything that is not a stream of records.
// It knows how a value becomes a document; the rules are the Canonicalizer's.
import { ByteBuffer } from "../byte-buffer.js";
import { encodeUtf8 } from "../bytes.js";
import { ExportError } from "../errors/export-error.js";
import { Canonicalizer, type CanonicalizerOptions } from "./canonicalizer.js";

/** Canonical form of the one document in `src`, in a new array. Throws as {@link Canonicalizer.append} does. */
export function canonicalizeBytes(src: Uint8Array, options?: CanonicalizerOptions): Uint8Array {
  const out = new ByteBuffer(src.length);
  new Canonicalizer(options).append(src, 0, src.length, out);
  return out.bytes.slice(0, out.length);
}

/**
 * Canonical form of what `JSON.stringify` makes of a value. Throws `TypeError` for a value that JSON has no form for (undefined,
 * a function, a symbol, a cycle, a BigInt), and `ERR_EXPORT_JSON_LONE_SURROGATE` for half a surrogate pair in a string.
 */
export function encodeCanonical(value: unknown, options?: CanonicalizerOptions): Uint8Array {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`JSON has no form for ${typeof value}`);
  return canonicalizeBytes(encodeUtf8(text), options);
}

/** True where `src` is a valid document and byte for byte its own canonical form. Throws only for options out of range. */
export function isCanonical(src: Uint8Array, options?: CanonicalizerOptions): boolean {
  const canonicalizer = new Canonicalizer(options);
  try {
    return canonicalizer.append(src, 0, src.length, new ByteBuffer(src.length));
  } catch (error) {
    if (error instanceof ExportError) return false;
    throw error;
  }
}
