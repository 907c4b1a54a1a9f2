// Merges ascending runs into one ascending sequence with a binary heap of cursors. It knows nothing of what keys mean.
import { compareCursors, type RunCursor } from "./run-cursor.js";

/** The smallest current entry of many runs. Equal keys come out one after the other. */
export class Merge {
  readonly #heap: RunCursor[] = [];

  constructor(cursors: readonly RunCursor[]) {
    for (const cursor of cursors) if (cursor.next()) this.#push(cursor);
  }

  /** The cursor that stands on the smallest entry, which is fetched; `undefined` at the end. */
  get top(): RunCursor | undefined {
    const top = this.#heap[0];
    top?.fetch();
    return top;
  }

  /** Leaves the smallest entry behind. */
  advance(): void {
    const heap = this.#heap;
    const top = heap[0] as RunCursor;
    if (!top.next()) {
      const last = heap.pop() as RunCursor;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    if (heap.length > 1) this.#sink();
  }

  #push(cursor: RunCursor): void {
    const heap = this.#heap;
    let at = heap.push(cursor) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (compareCursors(heap[parent] as RunCursor, cursor) <= 0) break;
      heap[at] = heap[parent] as RunCursor;
      at = parent;
    }
    heap[at] = cursor;
  }

  #sink(): void {
    const heap = this.#heap;
    const cursor = heap[0] as RunCursor;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && compareCursors(heap[child + 1] as RunCursor, heap[child] as RunCursor) < 0) child++;
      if (compareCursors(cursor, heap[child] as RunCursor) <= 0) break;
      heap[at] = heap[child] as RunCursor;
      at = child;
    }
    heap[at] = cursor;
  }
}
