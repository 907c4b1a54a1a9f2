// Bytes asked for by a buffer to fill, as readers of lines want them. It knows no format.

/** Fills the front of `into` and returns how many bytes came; 0 at the end. */
export type ByteSupply = (into: Uint8Array) => number | Promise<number>;

/** The chunks as a supply. Their iterator is not closed: whoever made it sees the end of the reader. */
export function supplyOf(chunks: AsyncIterable<Uint8Array>, signal?: AbortSignal): ByteSupply {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  return async (into) => {
    while (rest.length === 0) {
      const next = await unlessAborted(iterator.next(), signal);
      if (next.done === true) return 0;
      rest = next.value;
    }
    const count = Math.min(rest.length, into.length);
    into.set(rest.subarray(0, count));
    rest = rest.subarray(count);
    return count;
  };
}

/** A stream may keep its reader waiting for ever; the signal ends that, with its reason. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
