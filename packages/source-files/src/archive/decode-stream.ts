// Runs a decoder of node:zlib over chunks, in step with its reader. It knows neither format nor bounds.
import type { Transform } from "node:stream";

/** A decoder as node:zlib makes them: `bytesWritten` counts the bytes that it used. */
export interface Decoder extends Transform {
  readonly bytesWritten: number;
}

export interface DecodeResult {
  /** Bytes that the decoder used. Fewer than were given where its data ended before the input did. */
  readonly used: number;
  /** The chunk that the decoder did not use to its end, from there on. */
  readonly rest: Uint8Array;
}

/**
 * What the decoder makes of the input. A chunk is asked for only when the one before it is used up, and none after the reader has gone: a
 * pipeline reads ahead, also from a file that has been closed meanwhile. Input chunks must stay as they are. Throws what the decoder throws.
 */
export async function* decodeStream(decoder: Decoder, input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, DecodeResult> {
  const signal = new DecoderSignal(decoder);
  let given = 0;
  try {
    for await (const chunk of input) {
      given += chunk.length;
      let taken = false;
      decoder.write(chunk, (error) => {
        taken = true;
        signal.ring(error ?? undefined);
      });
      for (;;) {
        const output = decoder.read() as Uint8Array | null;
        if (output !== null) yield output;
        else if (taken) break;
        else await signal.next();
      }
      signal.throwFailure();
      if (decoder.bytesWritten < given)
        return { used: decoder.bytesWritten, rest: chunk.subarray(chunk.length - (given - decoder.bytesWritten)) };
    }
    decoder.end();
    for (;;) {
      const output = decoder.read() as Uint8Array | null;
      if (output !== null) yield output;
      else if (decoder.readableEnded) return { used: decoder.bytesWritten, rest: new Uint8Array(0) };
      else await signal.next();
    }
  } finally {
    decoder.destroy();
  }
}

/** Wakes one waiter when anything happens to the decoder; fails once it has failed. */
class DecoderSignal {
  #failure: Error | undefined;
  #rung = false;
  #wake: (() => void) | undefined;

  constructor(decoder: Decoder) {
    decoder.on("error", (error) => this.ring(error));
    for (const event of ["readable", "end", "close"]) decoder.on(event, () => this.ring());
  }

  ring(failure?: Error): void {
    this.#failure ??= failure;
    this.#rung = true;
    this.#wake?.();
  }

  async next(): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#rung = false;
    this.throwFailure();
  }

  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
