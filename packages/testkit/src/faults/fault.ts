// What can go wrong with one operation on files or blobs, and which one it is to be. It breaks nothing itself.

/** Refusals by errno, then damage that nobody reports. */
export const FAULT_KINDS = ["ENOSPC", "EIO", "EACCES", "EMFILE", "short-write", "short-read", "bit-flip"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** The `at`-th operation that can meet a fault of that kind, counted from 1: for `short-write` the writes, for the reads' kinds the reads. */
export interface Fault {
  readonly kind: FaultKind;
  readonly at: number;
}

/** Counts operations down to the one that is to fail. */
export class Countdown {
  readonly kind: FaultKind;
  readonly #at: number;
  #seen = 0;
  #met: string | undefined;

  constructor({ kind, at }: Fault) {
    if (!Number.isSafeInteger(at) || at < 1) throw new TypeError("operations are counted from 1");
    this.kind = kind;
    this.#at = at;
  }

  /** Name of the operation that failed; `undefined` while none has: then the test has tested nothing. */
  get met(): string | undefined {
    return this.#met;
  }

  /** True for the one operation that is to fail. Asked once for each that could. */
  isDue(operation: string): boolean {
    this.#seen++;
    if (this.#seen !== this.#at) return false;
    this.#met = operation;
    return true;
  }
}

/** Flips one bit; which one hangs on the length alone, so that a failure can be repeated. */
export function flipBit(bytes: Uint8Array): void {
  const bit = (bytes.length * 8 * 0.618) | 0;
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
}
