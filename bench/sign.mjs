// What signing adds to a run, through the CLI, process start and the opening of the encrypted key included. Signed and unsigned runs take turns;
// a row is the difference of a pair, which a busy machine spoils less than either of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limitRow } from "./rounds.mjs";
import { advisoryFile } from "./corpus.mjs";
import { runShell } from "./shell.mjs";

export const title = "export run --key against export run, process start and opening of the key included";

const ROUNDS = 15;
const LIMIT_MS = 50;
const CORPUS_BYTES = 60e6;
const STELLA = join(import.meta.dirname, "../stella");
const SAMPLES = join(import.meta.dirname, "../samples");

export async function run({ log, rounds = ROUNDS }) {
  const folder = mkdtempSync(join(tmpdir(), "bench-sign-"));
  try {
    runShell('STELLA_KEY_PASSWORD=bench "$1" export keys generate --out "$2/k" -q > /dev/null', STELLA, folder);
    const large = advisoryFile(CORPUS_BYTES, log);
    return [
      measure({ name: `a run of ${CORPUS_BYTES / 1e6} MB of advisories`, source: large, folder, rounds, log }),
      measure({ name: "a run of 26 documents", source: SAMPLES, folder, rounds, log }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure({ name, source, folder, rounds, log }) {
  const make = (flags) =>
    runShell(
      `STELLA_KEY_PASSWORD=bench "$1" export run --profile json:raw --from s="$2" --out "$3/out" --force -q --as-of 2026-01-01T00:00:00Z ${flags} > /dev/null`,
      STELLA,
      source,
      folder,
    );
  make("");
  const addedMs = [];
  for (let i = 0; i < rounds; i++) {
    // The output of the unsigned run is replaced, so nothing is kept and each signature is made.
    const unsigned = make("");
    const signed = make(`--key "$3/k.key"`);
    addedMs.push((signed.seconds - unsigned.seconds) * 1000);
    const cpuMs = (signed.cpuSeconds - unsigned.cpuSeconds) * 1000;
    log(`${name}: round ${i + 1} of ${rounds}: ${Math.round(addedMs.at(-1))} ms more, ${Math.round(cpuMs)} ms of CPU`);
  }
  return limitRow({ name: `signing adds to ${name}`, unit: "ms", values: addedMs, limit: LIMIT_MS });
}
