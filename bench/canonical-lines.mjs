// Our side of the whole-process rows: JSON lines on stdin, their canonical forms on stdout.
import { readSync, writeSync } from "node:fs";
import { openCore } from "./core.mjs";

const { ByteBuffer, Canonicalizer } = await openCore();
const canonicalizer = new Canonicalizer();
const out = new ByteBuffer(2 << 20);
let slab = Buffer.allocUnsafeSlow(1 << 20);
let held = 0; // bytes of a line that has not ended yet

for (let isOpen = true; isOpen;) {
  if (held === slab.length) {
    const larger = Buffer.allocUnsafeSlow(slab.length * 2);
    slab.copy(larger, 0, 0, held);
    slab = larger;
  }
  const count = readSync(0, slab, held, slab.length - held);
  isOpen = count > 0;
  const length = held + count;
  let start = 0;
  for (;;) {
    const newline = slab.indexOf(0x0a, start);
    const end = newline === -1 || newline >= length ? (isOpen ? -1 : length) : newline;
    if (end === -1 || start >= length) break;
    if (end > start) {
      canonicalizer.append(slab, start, end, out);
      out.appendByte(0x0a);
    }
    start = end + 1;
  }
  held = Math.max(0, length - start);
  slab.copyWithin(0, start, length);
  for (let written = 0; written < out.length;) written += writeSync(1, out.bytes, written, out.length - written);
  out.length = 0;
}
