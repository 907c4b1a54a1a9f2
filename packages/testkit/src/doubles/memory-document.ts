// A document as a test writes it down: what it says and what it is. The doubles make sources and records of it.
import { encodeUtf8, type Kind } from "@stella-export/core";

export interface MemoryDocument {
  readonly kind: Kind;
  /** A JSON value, or the bytes of the document as they came. */
  readonly body: unknown;
  /** Source that the record comes from. Default `memory`. A memorySource has one name for all and does not look at it. */
  readonly source?: string;
  /** Default: its place in the list, `000000.json` for the first. */
  readonly path?: string;
  /** Default: the member `id` of a JSON value that has one, else the empty string. */
  readonly id?: string;
  readonly aliases?: readonly string[];
  /** RFC 3339; what it says about asOf. */
  readonly date?: string;
}

/** Source of documents that name none. */
export const DEFAULT_SOURCE = "memory";

/** The document's bytes as a source hands them over; a value in the order of its members, which is seldom the canonical one. */
export function bytesOf({ body }: MemoryDocument): Uint8Array {
  return body instanceof Uint8Array ? body : encodeUtf8(JSON.stringify(body));
}

export function idOf({ id, body }: MemoryDocument): string {
  if (id !== undefined) return id;
  const own = (body as { id?: unknown } | null)?.id;
  return typeof own === "string" ? own : "";
}

export function pathOf({ path }: MemoryDocument, index: number): string {
  return path ?? `${String(index).padStart(6, "0")}.json`;
}
