// A store around another one in which one operation fails. It keeps the promises of the seam otherwise; damage is what no store promises
// and every caller may meet.
import { ExportError, type ErrorCode, type Store } from "@stella-export/core";
import { Countdown, type Fault, type FaultKind, flipBit } from "./fault.js";

export interface FaultyStore extends Store {
  /** The operation that met the fault, `undefined` where none did. */
  readonly met: string | undefined;
}

const CODES: Partial<Record<FaultKind, ErrorCode>> = {
  ENOSPC: "ERR_EXPORT_DISK_FULL",
  EIO: "ERR_EXPORT_IO",
  EACCES: "ERR_EXPORT_PERMISSION",
  EMFILE: "ERR_EXPORT_IO",
};

/**
 * Operations are the calls, and each chunk that `put` takes or `get` gives. A refusal is the typed error that a store throws. `short-write`: `put`
 * stores half of a chunk, ends there, and says so in its descriptor alone. `short-read`: `get` gives half of a chunk and ends. `bit-flip`: a chunk that
 * `get` gives has one bit wrong.
 */
export function faultyStore(store: Store, fault: Fault): FaultyStore {
  const countdown = new Countdown(fault);
  const code = CODES[fault.kind];
  const refuse = (operation: string): void => {
    if (code !== undefined && countdown.isDue(operation)) throw new ExportError(code, `made for a test: ${fault.kind} in ${operation}`);
  };
  async function* taken(bytes: AsyncIterable<Uint8Array> | Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      refuse("put a chunk");
      const isCut = fault.kind === "short-write" && chunk.length > 1 && countdown.isDue("put a chunk");
      yield isCut ? firstHalf(chunk) : chunk;
      if (isCut) return;
    }
  }
  async function* given(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      refuse("get a chunk");
      const isDamaged = (fault.kind === "short-read" || fault.kind === "bit-flip") && chunk.length > 1 && countdown.isDue("get a chunk");
      if (!isDamaged) yield chunk;
      else if (fault.kind === "bit-flip") yield withFlippedBit(chunk);
      else {
        yield firstHalf(chunk);
        return;
      }
    }
  }
  return {
    get met() {
      return countdown.met;
    },
    async has(digest) {
      refuse("has");
      return store.has(digest);
    },
    async get(digest, range) {
      refuse("get");
      const chunks = await store.get(digest, range);
      return chunks && given(chunks);
    },
    async put(mediaType, bytes, options) {
      refuse("put");
      return store.put(mediaType, taken(bytes), options);
    },
  };
}

const firstHalf = (chunk: Uint8Array): Uint8Array => chunk.subarray(0, chunk.length >> 1);

function withFlippedBit(chunk: Uint8Array): Uint8Array {
  const copy = chunk.slice();
  flipBit(copy);
  return copy;
}
