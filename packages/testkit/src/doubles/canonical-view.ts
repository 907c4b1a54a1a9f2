// A document as `Source.describe` gets it, for those who want to test one without a run.
import { type CanonicalDocument, canonicalizeBytes, decodeUtf8, encodeCanonical } from "@stella-export/core";

/** The view over a JSON value, or over a document's bytes. Throws as canonicalizeBytes does where the bytes are not a document. */
export function canonicalDocument(document: unknown): CanonicalDocument {
  const bytes = document instanceof Uint8Array ? canonicalizeBytes(document) : encodeCanonical(document);
  const text = decodeUtf8(bytes);
  const members = bytes[0] === 0x7b ? (JSON.parse(text) as Record<string, unknown>) : {};
  const has = (member: string): boolean => Object.hasOwn(members, member);
  return {
    bytes,
    isObject: bytes[0] === 0x7b,
    has,
    text(member) {
      const value = has(member) ? members[member] : undefined;
      return typeof value === "string" ? value : undefined;
    },
    // A copy each time, as a run gives it: who changes one must not find it changed the next time.
    value: (member) => (has(member) ? structuredClone(members[member]) : undefined),
  };
}
