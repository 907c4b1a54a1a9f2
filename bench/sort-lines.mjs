// Our side of the sort: `node sort-lines.mjs IN OUT` brings the lines of a file into byte order, with the external sort that adapters get, and
// in the memory that it is allowed there. A run around it, because that is where the sort is to be had.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { openCore, openCoreNode } from "./core.mjs";
import { lineBlocks } from "./line-blocks.mjs";
import { oneDocument } from "./one-document.mjs";

const [from, to] = process.argv.slice(2);
const { builtinProfile, ByteBuffer, fixedClock } = await openCore();
const { run } = await openCoreNode();
const NOTHING = new Uint8Array(0);

const adapter = {
  name: "bench:sort",
  version: "1",
  kinds: ["advisory"],
  parseOptions: () => ({}),
  async render(_records, _options, output) {
    const sorting = output.sorting();
    const input = openSync(from, "r");
    for (const _ of lineBlocks(input, (slab, start, end) => sorting.add(slab.subarray(start, end), NOTHING)));
    closeSync(input);
    const file = openSync(to, "w");
    const out = new ByteBuffer(1 << 20);
    const entries = sorting.entries();
    while (entries.next()) {
      out.append(entries.key);
      out.appendByte(0x0a);
      if (out.length > 1 << 19) flush();
    }
    flush();
    closeSync(file);
    function flush() {
      writeSync(file, out.bytes, 0, out.length);
      out.length = 0;
    }
  },
};

const folder = mkdtempSync(join(dirname(to), "sort-"));
try {
  const profile = builtinProfile(adapter.name, [adapter]);
  await run({ profile, adapters: [adapter], sources: [oneDocument], clock: fixedClock(1_790_000_000), out: join(folder, "out") });
} finally {
  rmSync(folder, { recursive: true });
}
