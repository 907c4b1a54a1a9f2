// Canonical documents for tests, seen as a source sees them. Test-only: not exported from the package.
import {
  ByteBuffer,
  type CanonicalDocument,
  Canonicalizer,
  decodeUtf8,
  type Description,
  encodeUtf8,
  type Facets,
  type Refusal,
} from "@stella-export/core";
import { describeDocument, facetsOf } from "./describe.js";

/** The document that `source` is: bytes, the text of one, or the value of one. */
export function documentOf(source: unknown): CanonicalDocument {
  const src = source instanceof Uint8Array ? source : encodeUtf8(typeof source === "string" ? source : JSON.stringify(source));
  const canonicalizer = new Canonicalizer();
  const out = new ByteBuffer(src.length);
  canonicalizer.append(src, 0, src.length, out);
  return new MemberRanges(canonicalizer, out.bytes.slice(0, out.length));
}

/** What the document is; fails the test where it is refused. */
export function describedAs(source: unknown): Description {
  const description = describeDocument(documentOf(source));
  if ("refused" in description) throw new Error(description.message);
  return description;
}

/** Why the document is refused; fails the test where it is not. */
export function refusedAs(source: unknown): Refusal {
  const refusal = describeDocument(documentOf(source));
  if (!("refused" in refusal)) throw new Error(`described as ${refusal.format}`);
  return refusal;
}

export function facetsIn(source: unknown): Facets {
  return facetsOf(documentOf(source), describedAs(source));
}

/** What core's own view does, with less regard to speed. */
class MemberRanges implements CanonicalDocument {
  readonly bytes: Uint8Array;
  readonly #members = new Map<string, readonly [start: number, end: number]>();

  constructor(canonicalizer: Canonicalizer, bytes: Uint8Array) {
    this.bytes = bytes;
    for (let i = 0; i < canonicalizer.memberCount; i++) {
      const name = JSON.parse(decodeUtf8(bytes.subarray(canonicalizer.memberKeyStart(i), canonicalizer.memberKeyEnd(i)))) as string;
      this.#members.set(name, [canonicalizer.memberValueStart(i), canonicalizer.memberValueEnd(i)]);
    }
  }

  get isObject(): boolean {
    return this.bytes[0] === 0x7b;
  }

  has(member: string): boolean {
    return this.#members.has(member);
  }

  text(member: string): string | undefined {
    const value = this.value(member);
    return typeof value === "string" ? value : undefined;
  }

  value(member: string): unknown {
    const range = this.#members.get(member);
    return range === undefined ? undefined : JSON.parse(decodeUtf8(this.bytes.subarray(...range)));
  }
}
