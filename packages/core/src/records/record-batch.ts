// Canonical records as an adapter gets them: many in one slab, in key order, each a view that is parsed only when someone asks.
// It knows the layout of a spooled entry; it does not know where the entries came from.
import { decodeUtf8 } from "../bytes.js";
import { type Digest, toDigest } from "../digest.js";
import { aliasesRange } from "./aliases-length.js";
import type { Kind } from "./kinds.js";

/** Numbers per record in the layout: source, path, id, digest, body, aliases, end. */
const STRIDE = 7;

/**
 * Some records of one kind. The batch and all bytes that its methods return are valid until the next batch is asked for.
 *
 * An entry of the slab is what the spool holds: the spool key (see `spool-key.ts`), then the value: the canonical document, its aliases
 * as a canonical JSON array, and the length of that array (see `aliases-length.ts`).
 */
export class RecordBatch {
  readonly kind: Kind;
  slab: Uint8Array;
  count = 0;
  #layout = new Uint32Array(256 * STRIDE);

  constructor(kind: Kind, slab: Uint8Array) {
    this.kind = kind;
    this.slab = slab;
  }

  /** Adds the entry whose key is `slab[keyStart, keyEnd)` and whose value is `slab[keyEnd, end)`. */
  push(keyStart: number, keyEnd: number, end: number): void {
    if ((this.count + 1) * STRIDE > this.#layout.length) {
      const grown = new Uint32Array(this.#layout.length * 2);
      grown.set(this.#layout);
      this.#layout = grown;
    }
    const { slab } = this;
    const layout = this.#layout;
    const base = this.count++ * STRIDE;
    const sourceStart = keyStart + 1;
    const pathStart = slab.indexOf(0, sourceStart) + 1;
    layout[base] = sourceStart;
    layout[base + 1] = pathStart;
    layout[base + 2] = slab.indexOf(0, pathStart) + 1;
    layout[base + 3] = keyEnd - 64;
    layout[base + 4] = keyEnd;
    const [aliasesStart, aliasesEnd] = aliasesRange(slab, end);
    layout[base + 5] = aliasesStart;
    layout[base + 6] = aliasesEnd;
  }

  /** Start in the slab of the source name; it ends one before {@link pathStart}. */
  sourceStart(i: number): number {
    return this.#layout[i * STRIDE] as number;
  }

  /** Start in the slab of the path; it ends one before {@link idStart}. */
  pathStart(i: number): number {
    return this.#layout[i * STRIDE + 1] as number;
  }

  /** Start in the slab of the id, unescaped UTF-8; it ends one before {@link digestStart}. */
  idStart(i: number): number {
    return this.#layout[i * STRIDE + 2] as number;
  }

  /** Start in the slab of the record's 32 raw digest bytes; its source document's 32 follow. */
  digestStart(i: number): number {
    return this.#layout[i * STRIDE + 3] as number;
  }

  /** Start in the slab of the canonical document, without a line end; the aliases follow. */
  bodyStart(i: number): number {
    return this.#layout[i * STRIDE + 4] as number;
  }

  /** Start in the slab of the aliases, a canonical JSON array; the document ends here. */
  aliasesStart(i: number): number {
    return this.#layout[i * STRIDE + 5] as number;
  }

  aliasesEnd(i: number): number {
    return this.#layout[i * STRIDE + 6] as number;
  }

  source(i: number): string {
    return this.#text(this.sourceStart(i), this.pathStart(i) - 1);
  }

  path(i: number): string {
    return this.#text(this.pathStart(i), this.idStart(i) - 1);
  }

  id(i: number): string {
    return this.#text(this.idStart(i), this.digestStart(i) - 1);
  }

  digest(i: number): Digest {
    return toDigest(this.slab, this.digestStart(i));
  }

  sourceDigest(i: number): Digest {
    return toDigest(this.slab, this.digestStart(i) + 32);
  }

  aliases(i: number): string[] {
    return JSON.parse(this.#text(this.aliasesStart(i), this.aliasesEnd(i))) as string[];
  }

  /** The canonical document, without a line end. */
  body(i: number): Uint8Array {
    return this.slab.subarray(this.bodyStart(i), this.aliasesStart(i));
  }

  /** The document as a plain value. Numbers lose precision: for looking, never for writing back. */
  value(i: number): unknown {
    return JSON.parse(decodeUtf8(this.body(i)));
  }

  #text(start: number, end: number): string {
    return decodeUtf8(this.slab.subarray(start, end));
  }
}
