// An export of JSON lines through the CLI, process start included, against pipes of the tools that one would put together instead:
// jq and serde_json, which sort keys as we do, and a pipe that does not look at the JSON at all, which is the limit.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cachePath } from "./cache.mjs";
import { advisoryFile } from "./corpus.mjs";
import { realAdvisories } from "./real-advisories.mjs";
import { failedRow, measureSides } from "./rounds.mjs";
import { buildSerdePeer } from "./serde-peer.mjs";
import { runShell } from "./shell.mjs";

export const title = "export of JSON lines through the CLI, process start included, against pipes of jq, serde_json, openssl and zstd";

const ROUNDS = 5;
const BYTES = 200e6;
const STELLA = join(import.meta.dirname, "../stella");
const BARE = join(import.meta.dirname, "bare-chain.mjs");
const PIPES = {
  limit: "cat | tee >(openssl dgst -sha256) | zstd -3 -T2",
  jq: "jq -cS | tee >(sha256sum) | zstd -3 -T2",
  rust: "serde_json | tee >(openssl dgst -sha256) | zstd -3 -T2",
};

export async function run({ log, rounds = ROUNDS }) {
  const rust = buildSerdePeer(log);
  const rows = [];
  rows.push(...(await chainRows("made-up OSV", advisoryFile(BYTES, log), rust, { log, rounds })));
  const real = realAdvisories(log);
  if (real === undefined) log("real OSV: skipped, ../shared/data/osv-large.tar.xz is not there");
  else rows.push(...(await chainRows("real OSV", real.lines, rust, { log, rounds })));
  return rows;
}

async function chainRows(corpus, input, { peer: rust, error }, { log, rounds }) {
  const folder = mkdtempSync(cachePath("chain-"));
  try {
    const sides = sidesOf(input, folder, rust);
    const pairs = Object.keys(PIPES).flatMap((peer) => [
      { name: `run, redaction off, ${corpus}`, ours: "off", peer, peerName: PIPES[peer] },
      { name: `run, redaction report, ${corpus}`, ours: "report", peer, peerName: PIPES[peer] },
      { name: `bare chain, ${corpus}`, ours: "bare", peer, peerName: PIPES[peer] },
    ]);
    const possible = pairs.filter(({ peer }) => Object.hasOwn(sides, peer));
    const impossible = pairs.filter(({ peer }) => !Object.hasOwn(sides, peer));
    assertSame(corpus, input, sides, folder);
    const rows = await measureSides({ sides, pairs: possible, unit: "MB/s", amount: statSync(input).size, rounds, log });
    return [...rows, ...impossible.map(({ name, peerName }) => failedRow({ name, peerName, unit: "MB/s", error }))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Each writes its result into the folder, over the one of the round before, as a user's second run would not: removed untimed. */
function sidesOf(input, folder, rust) {
  const out = join(folder, "out");
  const side =
    (line, ...words) =>
    () => {
      rmSync(out, { recursive: true, force: true });
      return runShell(line, input, out, ...words);
    };
  const stella = (mode) =>
    side(`"$3" export run --profile json:raw --from feed="$1" --redact ${mode} --as-of 2026-01-01T00:00:00Z --out "$2" -q`, STELLA);
  // A named pipe and not `tee >(…)`: bash would not wait for that, nor count its CPU time.
  const fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  const pipe = (producer, hasher, ...words) => side(`${hasher} < "$3" & ${producer} | tee "$3" | zstd -q -3 -T2 -o "$2"`, fifo, ...words);
  return {
    off: stella("off"),
    report: stella("report"),
    bare: side('"$3" "$4" "$1" "$2"', process.execPath, BARE),
    limit: pipe('cat "$1"', "openssl dgst -sha256"),
    jq: pipe('jq -cS . "$1"', "sha256sum"),
    ...(rust === undefined ? {} : { rust: pipe('"$4" < "$1"', "openssl dgst -sha256", rust) }),
  };
}

/** A faster side that gives something else has won nothing: one content, and a bundle that holds all of it. */
function assertSame(corpus, input, sides, folder) {
  const digest = sides.bare().stdout;
  if (sides.rust !== undefined && !sides.rust().stdout.includes(digest)) {
    throw new Error(`${corpus}: serde_json and the bare chain do not give the same bytes`);
  }
  sides.off();
  const { contents } = JSON.parse(readFileSync(join(folder, "out", "export.json"), "utf8"));
  const payload = contents.filter(({ role }) => role === "payload");
  const held = payload.reduce((sum, { contentSizeBytes }) => sum + contentSizeBytes, 0);
  sides.bare();
  // Equal documents of one file are one record.
  const whole = Number(runShell('zstd -dcq "$1" | LC_ALL=C sort -u | wc -c', join(folder, "out")).stdout);
  if (held !== whole) throw new Error(`${corpus}: the bundle holds ${held} bytes of records, the input ${whole}`);
}
