// The bbolt writer against Go's bbolt, on advisories in the shape of a Trivy database. Both are whole processes that read the same file of records
// and leave a synced database: Go in sorted batches of 10,000, as it is fastest, then with the `compact` that Trivy's own build runs after it.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { goTool } from "../tools/go-tool.mjs";
import { cachePath } from "./cache.mjs";
import { limitRow, measureSides } from "./rounds.mjs";
import { runMeasured, runShell } from "./shell.mjs";

export const title = "writing a Trivy database: ours against Go's bbolt";

const ROUNDS = 5;
const PER_TRANSACTION = 10_000;
/** Root buckets, packages in each, advisories in each. */
const MILLION = [40, 5000, 5];
const LARGE = [40, 9000, 5];
const MAX_RSS_BYTES = 300e6;
const VERSION = "1.4";
const SIDE = join(import.meta.dirname, "bolt-side.mjs");

export async function run({ log, rounds = ROUNDS }) {
  const peer = await goTool(`bolt-peer-${VERSION}`);
  const folder = mkdtempSync(cachePath("bolt-"));
  try {
    const rows = await timeRows(folder, peer, { log, rounds });
    return [...rows, memoryRow(folder, log)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function timeRows(folder, peer, { log, rounds }) {
  const records = join(folder, "records");
  const amount = writeRecords(records, MILLION);
  const words = [process.execPath, SIDE, peer, records, folder, String(PER_TRANSACTION)];
  const fill = 'rm -f "$5"/go.db; "$3" fill "$5"/go.db "$6" <"$4" >&2';
  const name = `${amount / 1e6} M advisories`;
  return measureSides({
    sides: {
      ours: () => runShell('"$1" "$2" "$5"/ours.db <"$4"', ...words),
      batches: () => runShell(fill, ...words),
      compacted: () => runShell(`${fill}; rm -f "$5"/compact.db; "$3" compact "$5"/go.db "$5"/compact.db >&2`, ...words),
    },
    pairs: [
      { name, ours: "ours", peer: "batches", peerName: `bbolt ${VERSION}, sorted batches` },
      { name, ours: "ours", peer: "compacted", peerName: `bbolt ${VERSION}, sorted batches, then compact` },
    ],
    unit: "M records/s",
    amount,
    rounds,
    log,
  });
}

function memoryRow(folder, log) {
  const records = join(folder, "records");
  const amount = writeRecords(records, LARGE);
  const values = [0, 1].map(() => runMeasured('"$1" "$2" "$3"/ours.db <"$4"', process.execPath, SIDE, folder, records).peakBytes / 1e6);
  log(`${amount} advisories: ${values.map((value) => Math.round(value)).join(", ")} MB`);
  return limitRow({ name: `peak memory, ${amount / 1e6} M advisories`, unit: "MB", values, limit: MAX_RSS_BYTES / 1e6 });
}

/** Root, package, key and value, each with its length (u32) before it, in order. Returns the number of records. */
function writeRecords(path, [roots, packages, advisories]) {
  const value = Buffer.from(
    '{"FixedVersion":"1.2.3-r0","AffectedVersion":"<1.2.3","VendorIDs":["DSA-1234-1"],"Severity":2,"Custom":"some more text"}',
  );
  const keys = Array.from({ length: advisories }, (_, i) => `CVE-2023-${String((i * 7919) % 99_999).padStart(5, "0")}`);
  keys.sort((a, b) => (a < b ? -1 : 1));
  const field = (bytes) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    return Buffer.concat([size, bytes]);
  };
  const tails = keys.map((key) => Buffer.concat([field(Buffer.from(key)), field(value)]));
  const file = openSync(path, "w");
  for (let root = 0; root < roots; root++) {
    const name = field(Buffer.from(`debian ${String(root).padStart(3, "0")}`));
    const parts = [];
    for (let i = 0; i < packages; i++) {
      const head = Buffer.concat([name, field(Buffer.from(`package-name-${String(i).padStart(6, "0")}`))]);
      for (const tail of tails) parts.push(head, tail);
    }
    const bytes = Buffer.concat(parts);
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  }
  closeSync(file);
  return roots * packages * advisories;
}
