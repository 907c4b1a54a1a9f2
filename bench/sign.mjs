// What signing adds to a run, and signatures to a verification, through the CLI, process start and the opening of the encrypted key included. The
// two sides take turns; a row is the difference of a pair, which a busy machine spoils less than either of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limitRow } from "./rounds.mjs";
import { advisoryFile } from "./corpus.mjs";
import { runShell } from "./shell.mjs";

export const title =
  "export run --key against export run, verify --key against --integrity-only, process start and opening of the key included";

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
    const rows = [];
    for (const [name, source] of [
      [`${CORPUS_BYTES / 1e6} MB of advisories`, large],
      ["26 documents", SAMPLES],
    ]) {
      const corpus = { name, source, folder, rounds, log };
      rows.push(measureRuns(corpus), measureVerifications(corpus));
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureRuns({ name, source, folder, rounds, log }) {
  // The output of the unsigned run is replaced, so nothing is kept and each signature is made.
  const unsigned = () => make("", source, folder);
  const signed = () => make(`--key "$3/k.key"`, source, folder);
  return differenceRow({ name: `signing adds to a run of ${name}`, unsigned, signed, rounds, log });
}

/** On the signed bundle that the last run left. */
function measureVerifications({ name, folder, rounds, log }) {
  const verify = (flags) => runShell(`"$1" export verify "$2/out" -q ${flags} > /dev/null`, STELLA, folder);
  const unsigned = () => verify("--integrity-only");
  const signed = () => verify(`--key "$2/k.pub"`);
  return differenceRow({ name: `signatures add to verifying ${name}`, unsigned, signed, rounds, log });
}

function make(flags, source, folder) {
  return runShell(
    `STELLA_KEY_PASSWORD=bench "$1" export run --profile json:raw --from s="$2" --out "$3/out" --force -q --as-of 2026-01-01T00:00:00Z ${flags} > /dev/null`,
    STELLA,
    source,
    folder,
  );
}

function differenceRow({ name, unsigned, signed, rounds, log }) {
  unsigned();
  const addedMs = [];
  for (let i = 0; i < rounds; i++) {
    const before = unsigned();
    const after = signed();
    addedMs.push((after.seconds - before.seconds) * 1000);
    const cpuMs = (after.cpuSeconds - before.cpuSeconds) * 1000;
    log(`${name}: round ${i + 1} of ${rounds}: ${Math.round(addedMs.at(-1))} ms more, ${Math.round(cpuMs)} ms of CPU`);
  }
  return limitRow({ name, unit: "ms", values: addedMs, limit: LIMIT_MS });
}
