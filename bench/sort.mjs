// The external sort against GNU sort, which has two threads: 2 million lines of 80 bytes, in order and not.
import { closeSync, existsSync, mkdtempSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { cachePath } from "./cache.mjs";
import { measureSides } from "./rounds.mjs";
import { runShell } from "./shell.mjs";

export const title = "external sort of 2 million lines, process start included, against GNU sort --parallel=2";

const ROUNDS = 5;
const LINES = 2_000_000;
const SORT_LINES = join(import.meta.dirname, "sort-lines.mjs");

export async function run({ log, rounds = ROUNDS }) {
  const rows = [];
  for (const [name, isSorted] of [
    ["in no order", false],
    ["in order", true],
  ]) {
    rows.push(...(await sortRows(`2 million lines ${name}`, linesFile(isSorted, log), { log, rounds })));
  }
  return rows;
}

async function sortRows(name, input, { log, rounds }) {
  const folder = mkdtempSync(cachePath("sort-"));
  try {
    const out = join(folder, "out");
    const side =
      (line, ...words) =>
      () => {
        rmSync(out, { force: true });
        return runShell(line, input, out, ...words);
      };
    const sides = {
      ours: side('"$3" "$4" "$1" "$2"', process.execPath, SORT_LINES),
      gnu: side('LC_ALL=C sort --parallel=2 --temporary-directory="$(dirname "$2")" -o "$2" "$1"'),
    };
    const digests = Object.values(sides).map((work) => (work(), runShell('sha256sum < "$1"', out).stdout));
    if (digests[0] !== digests[1]) throw new Error(`${name}: the two sides do not give the same bytes`);
    const pairs = [{ name, ours: "ours", peer: "gnu", peerName: "GNU sort --parallel=2" }];
    return await measureSides({ sides, pairs, unit: "MB/s", amount: statSync(input).size, rounds, log });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Lines that begin with 12 hex digits: the line's number, or a digest's beginning. */
function linesFile(isSorted, log) {
  const path = cachePath(`lines-${LINES}-${isSorted ? "sorted" : "shuffled"}.txt`);
  if (existsSync(path)) return path;
  log(`writing ${LINES} lines to ${path}`);
  const file = openSync(`${path}.part`, "w");
  let batch = "";
  for (let i = 0; i < LINES; i++) {
    const key = isSorted ? i.toString(16).padStart(12, "0") : createHash("sha256").update(String(i)).digest("hex").slice(0, 12);
    batch += `${key} ${String(i).padStart(8, "0")} ${"the rest of a line that is only carried along, as values are".slice(0, 58)}\n`;
    if (batch.length > 1 << 20) batch = (writeSync(file, batch), "");
  }
  writeSync(file, batch);
  closeSync(file);
  renameSync(`${path}.part`, path);
  return path;
}
