// Our side of the benchmark `bolt`: reads records from standard input, writes and syncs the database that the argument names.
import { closeSync, fsyncSync, openSync, readSync } from "node:fs";
import { BoltWriter, fileSink } from "../packages/adapter-trivy/dist/index.js";

const CHUNK_BYTES = 1 << 20;
const file = openSync(process.argv[2], "w");
const writer = new BoltWriter(fileSink(file));
const open = [];

const view = { chunk: Buffer.alloc(2 * CHUNK_BYTES), start: 0, end: 0 };
while (fill()) {
  const { chunk, end } = view;
  for (let at = view.start; ;) {
    const fields = [];
    let next = at;
    while (fields.length < 4 && next + 4 <= end && next + 4 + chunk.readUInt32LE(next) <= end) {
      const size = chunk.readUInt32LE(next);
      fields.push(chunk.subarray(next + 4, next + 4 + size));
      next += 4 + size;
    }
    if (fields.length < 4) {
      view.start = at;
      break;
    }
    put(fields);
    at = next;
  }
}
for (let i = 0; i < open.length; i++) writer.closeBucket();
writer.finish();
fsyncSync(file);
closeSync(file);

/** Moves what is left to the front and reads more behind it; false at the end. */
function fill() {
  view.chunk.copyWithin(0, view.start, view.end);
  view.end -= view.start;
  view.start = 0;
  const count = readSync(0, view.chunk, view.end, view.chunk.length - view.end, null);
  view.end += count;
  return count > 0;
}

function put([root, name, key, value]) {
  const isSameRoot = open.length > 0 && open[0].equals(root);
  if (!isSameRoot || !open[1].equals(name)) {
    if (open.length > 0) writer.closeBucket();
    if (!isSameRoot) {
      if (open.length > 0) writer.closeBucket();
      writer.openBucket(root);
      open[0] = Buffer.from(root);
    }
    writer.openBucket(name);
    open[1] = Buffer.from(name);
  }
  writer.put(key, value);
}
