// The canonical bytes of one document with its top-level members found: what a format needs to tell what the document is.
// It knows JSON, not formats, and builds no objects until somebody asks for a value.
import { decodeUtf8, encodeUtf8 } from "../bytes.js";
import type { Canonicalizer } from "../canonical/canonicalizer.js";

/** A view that is valid only while the document is being described. Values are returned parsed, as plain JSON values. */
export interface CanonicalDocument {
  readonly bytes: Uint8Array;
  /** True where the document is an object; an array or scalar has no members. */
  readonly isObject: boolean;
  has(member: string): boolean;
  /** Value of a top-level string member; `undefined` where it is absent or not a string. */
  text(member: string): string | undefined;
  /** Parsed value of a top-level member; `undefined` where it is absent. Numbers lose precision: never write them back. */
  value(member: string): unknown;
}

/** The one view over a canonicalizer's last document; reused from document to document. */
export class MemberView implements CanonicalDocument {
  bytes: Uint8Array = new Uint8Array(0);
  readonly #canonicalizer: Canonicalizer;
  readonly #names = new Map<string, Uint8Array>();

  constructor(canonicalizer: Canonicalizer) {
    this.#canonicalizer = canonicalizer;
  }

  get isObject(): boolean {
    return this.bytes[0] === 0x7b;
  }

  has(member: string): boolean {
    return this.#find(member) >= 0;
  }

  text(member: string): string | undefined {
    const index = this.#find(member);
    if (index < 0) return undefined;
    const start = this.#canonicalizer.memberValueStart(index);
    const end = this.#canonicalizer.memberValueEnd(index);
    if (this.bytes[start] !== 0x22) return undefined;
    const inner = this.bytes.subarray(start + 1, end - 1);
    // Only a backslash makes the text differ from the bytes between the quotes.
    return inner.includes(0x5c) ? (JSON.parse(decodeUtf8(this.bytes.subarray(start, end))) as string) : shortText(inner);
  }

  value(member: string): unknown {
    const index = this.#find(member);
    if (index < 0) return undefined;
    return JSON.parse(
      decodeUtf8(this.bytes.subarray(this.#canonicalizer.memberValueStart(index), this.#canonicalizer.memberValueEnd(index))),
    );
  }

  #find(member: string): number {
    const canonicalizer = this.#canonicalizer;
    const name = this.#quoted(member);
    for (let i = 0; i < canonicalizer.memberCount; i++) {
      const start = canonicalizer.memberKeyStart(i);
      if (canonicalizer.memberKeyEnd(i) - start === name.length && this.#equals(name, start)) return i;
    }
    return -1;
  }

  #equals(name: Uint8Array, start: number): boolean {
    for (let i = 0; i < name.length; i++) if (this.bytes[start + i] !== name[i]) return false;
    return true;
  }

  #quoted(member: string): Uint8Array {
    let name = this.#names.get(member);
    if (name === undefined) {
      name = encodeUtf8(JSON.stringify(member));
      this.#names.set(member, name);
    }
    return name;
  }
}

// Ids and dates are short ASCII: building the string here costs a third of a decoder call.
function shortText(bytes: Uint8Array): string {
  if (bytes.length > 64) return decodeUtf8(bytes);
  let text = "";
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x80) return decodeUtf8(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}
