// Our side of the bare chain: `node bare-chain.mjs IN OUT` reads JSON lines, makes them canonical, hashes the content, compresses it in
// frames as a bundle's shards are, hashes those too and writes them. No keys, no sort, no bundle. Prints the content's SHA-256.
import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { openCore, openCoreNode } from "./core.mjs";
import { lineBlocks } from "./line-blocks.mjs";

const FRAME_BYTES = 2 << 20;
const IN_FLIGHT = 3;
const [from, to] = process.argv.slice(2);
const { ByteBuffer, Canonicalizer } = await openCore();
const { compressFrames } = await openCoreNode();

const canonicalizer = new Canonicalizer();
const content = createHash("sha256");
const stored = createHash("sha256");
const input = openSync(from, "r");
const output = openSync(to, "w");
const free = Array.from({ length: IN_FLIGHT + 1 }, () => new ByteBuffer(FRAME_BYTES + (1 << 20)));
const flying = [];
let current = free.pop();

const append = (slab, start, end) => {
  canonicalizer.append(slab, start, end, current);
  current.appendByte(0x0a);
};
for (const _ of lineBlocks(input, append)) {
  while (current.length >= FRAME_BYTES) await rotate(FRAME_BYTES);
}
await rotate(current.length);
while (flying.length > 0) await land();
closeSync(input);
closeSync(output);
console.log(content.digest("hex"));

/** Sends the first `length` bytes of the current buffer on their way; what is behind them begins the next one. */
async function rotate(length) {
  const full = current;
  const frame = full.bytes.subarray(0, length);
  content.update(frame);
  flying.push({ full, frames: compressFrames(frame, { level: 3, frameBytes: FRAME_BYTES }) });
  while (free.length === 0) await land();
  current = free.pop();
  current.append(full.bytes.subarray(length, full.length));
}

async function land() {
  const { full, frames } = flying.shift();
  for (const frame of await frames) {
    stored.update(frame);
    writeSync(output, frame);
  }
  full.length = 0;
  free.push(full);
}
