// Sorted records to shards, each hashed, compressed, hashed again and indexed, against GNU split with a pipe of the tools that do the same
// to each part (they make no index).
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cachePath } from "./cache.mjs";
import { advisoryFile } from "./corpus.mjs";
import { measureSides } from "./rounds.mjs";
import { runShell } from "./shell.mjs";

export const title = "records to shards and indexes, without reading and sorting, against split, openssl and zstd -T2";

const ROUNDS = 5;
const BYTES = 200e6;
/** What is done to each part: the content hashed, compressed, and the compressed form hashed too. */
const FILTER = "tee >(openssl dgst -sha256 > $FILE.sha256) | zstd -q -3 -T2 | tee $FILE.zst | openssl dgst -sha256 > $FILE.zst.sha256";
const RENDER_PHASE = join(import.meta.dirname, "render-phase.mjs");

export async function run({ log, rounds = ROUNDS }) {
  const input = advisoryFile(BYTES, log);
  const folder = mkdtempSync(cachePath("shards-"));
  try {
    const out = join(folder, "out");
    const fresh = (work) => () => {
      rmSync(out, { recursive: true, force: true });
      return work();
    };
    const sides = {
      ours: fresh(() => JSON.parse(runShell('"$3" "$4" "$1" "$2"', input, out, process.execPath, RENDER_PHASE).stdout)),
      split: fresh(() => runShell(`mkdir "$2" && SHELL=/bin/bash split -C 8M --filter='${FILTER}' "$1" "$2/"`, input, out)),
    };
    const pairs = [{ name: "made-up OSV", ours: "ours", peer: "split", peerName: "split -C 8M | openssl, zstd -3 -T2, openssl" }];
    return await measureSides({ sides, pairs, unit: "MB/s", amount: statSync(input).size, rounds, log });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
