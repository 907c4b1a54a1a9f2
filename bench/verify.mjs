// Verification of a bundle through the CLI, process start included, against programs that only hash the same files.
import { join } from "node:path";
import { bundleOf } from "./bundles.mjs";
import { limitRow, measureSides } from "./rounds.mjs";
import { runMeasured, runShell } from "./shell.mjs";

export const title = "verify --integrity-only, process start included, against xargs -P2 openssl dgst and sha256sum";

const ROUNDS = 7;
const STELLA = join(import.meta.dirname, "../stella");
const SHAPES = [
  // Enough programs that two at a time are busy to the end, and no more: each start costs.
  { name: "1 GB in 2,000 files", count: 2_000, sizeBytes: 500_000, filesPerProgram: 125 },
  { name: "50,000 files of 4 KB", count: 50_000, sizeBytes: 4_000, filesPerProgram: 3125 },
];
const LARGE = { name: "one file of 2 GB", count: 1, sizeBytes: 2_000_000_000 };
const LARGE_LIMIT_BYTES = 200e6;

export async function run({ log, rounds = ROUNDS }) {
  const rows = [];
  for (const shape of SHAPES) {
    const path = await bundleOf(shape, log);
    const xargs = `xargs -P2 -n ${shape.filesPerProgram} openssl dgst -sha256`;
    const sides = {
      ours: () => verify(runShell, path),
      openssl: () =>
        runShell(`cd "$1" && find . -type f -print0 | xargs -0 -P2 -n "$2" openssl dgst -sha256 > /dev/null`, path, shape.filesPerProgram),
      sha256sum: () => runShell(`cd "$1" && find . -type f -print0 | xargs -0 sha256sum > /dev/null`, path),
    };
    const pairs = [
      { name: shape.name, ours: "ours", peer: "openssl", peerName: xargs },
      { name: shape.name, ours: "ours", peer: "sha256sum", peerName: "sha256sum" },
    ];
    rows.push(...(await measureSides({ sides, pairs, unit: "MB/s", amount: shape.count * shape.sizeBytes, rounds, log })));
  }
  rows.push(...(await largeRows(rounds, log)));
  return rows;
}

async function largeRows(rounds, log) {
  const path = await bundleOf(LARGE, log);
  const peaks = [];
  const sides = {
    ours: () => {
      const result = verify(runMeasured, path);
      peaks.push(result.peakBytes);
      return result;
    },
    openssl: () => runShell(`cd "$1" && find . -type f -print0 | xargs -0 openssl dgst -sha256 > /dev/null`, path),
  };
  const pairs = [{ name: LARGE.name, ours: "ours", peer: "openssl", peerName: "openssl dgst -sha256" }];
  const timed = await measureSides({ sides, pairs, unit: "MB/s", amount: LARGE.sizeBytes, rounds, log });
  return [
    ...timed,
    limitRow({ name: `${LARGE.name}, peak memory`, unit: "MB", values: peaks.map((peak) => peak / 1e6), limit: LARGE_LIMIT_BYTES / 1e6 }),
  ];
}

function verify(runLine, path) {
  return runLine('"$1" export verify "$2" --integrity-only -q', STELLA, path);
}
