// Whole lines of a file, a megabyte at a time, in one buffer that is used again. It knows newlines, not what is between them.
import { readSync } from "node:fs";

const READ_BYTES = 1 << 20;

/** Calls `onLine(bytes, start, end)` for each non-empty line of each block, then gives control back: once a block, not once a line. */
export function* lineBlocks(file, onLine) {
  let slab = Buffer.allocUnsafeSlow(READ_BYTES);
  let held = 0; // bytes of a line that has not ended yet
  for (let isOpen = true; isOpen;) {
    if (held === slab.length) {
      const larger = Buffer.allocUnsafeSlow(slab.length * 2);
      slab.copy(larger, 0, 0, held);
      slab = larger;
    }
    const count = readSync(file, slab, held, slab.length - held);
    isOpen = count > 0;
    const length = held + count;
    let start = 0;
    for (;;) {
      const newline = slab.indexOf(0x0a, start);
      const end = newline === -1 || newline >= length ? (isOpen ? -1 : length) : newline;
      if (end === -1 || start >= length) break;
      if (end > start) onLine(slab, start, end);
      start = end + 1;
    }
    held = Math.max(0, length - start);
    slab.copyWithin(0, start, length);
    yield;
  }
}
