// Our side of the whole-process rows: JSON lines on stdin, their canonical forms on stdout.
import { writeSync } from "node:fs";
import { openCore } from "./core.mjs";
import { lineBlocks } from "./line-blocks.mjs";

const { ByteBuffer, Canonicalizer } = await openCore();
const canonicalizer = new Canonicalizer();
const out = new ByteBuffer(2 << 20);

const append = (slab, start, end) => {
  canonicalizer.append(slab, start, end, out);
  out.appendByte(0x0a);
};
for (const _ of lineBlocks(0, append)) {
  for (let written = 0; written < out.length;) written += writeSync(1, out.bytes, written, out.length - written);
  out.length = 0;
}
