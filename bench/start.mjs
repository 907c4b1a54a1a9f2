// How long a user waits before anything happens: the first line of help, and a run that has next to nothing to do.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cachePath } from "./cache.mjs";
import { limitRow, measureRow } from "./rounds.mjs";

export const title = "time to the first output of --help, and of a run of 10 records, against node -e 0";

const ROUNDS = 21;
const STELLA = join(import.meta.dirname, "../stella");
const MOST_RATIO = 2;
const MOST_SECONDS = 0.5;

export async function run({ log, rounds = ROUNDS }) {
  const folder = mkdtempSync(cachePath("start-"));
  try {
    const input = join(folder, "ten.jsonl");
    writeFileSync(input, Array.from({ length: 10 }, (_, i) => `${JSON.stringify(recordOf(i))}\n`).join(""));
    const node = () => secondsTo("exit", process.execPath, ["-e", "0"]);
    const help = () => secondsTo("output", STELLA, ["--help"]);
    const tenRecords = () => {
      const out = join(folder, "out");
      rmSync(out, { recursive: true, force: true });
      return secondsTo("exit", STELLA, [
        "export",
        "run",
        "--profile",
        "json:raw",
        "--from",
        `ten=${input}`,
        "--accept-unknown",
        "--out",
        out,
        "-q",
      ]);
    };
    const extra = [];
    const more = async () => {
      const [base, whole] = [await node(), await tenRecords()];
      extra.push(whole - base);
      return whole;
    };
    const starts = { unit: "starts/s", amount: 1e6, rounds, log };
    const rows = [
      await measureRow({ name: "--help, to the first output (at least 1/2)", peerName: "node -e 0", ours: help, peer: node, ...starts }),
    ];
    await more(); // warm
    extra.length = 0;
    for (let i = 0; i < rounds; i++) await more();
    rows.push(limitRow({ name: "run of 10 records, beyond node -e 0", unit: "s", values: extra, limit: MOST_SECONDS }));
    const times = rows[0].runs.map(({ ours, peer }) => peer / ours);
    rows.push(limitRow({ name: "--help, times node -e 0", unit: "x", values: times, limit: MOST_RATIO }));
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function recordOf(i) {
  const affected = [{ package: { ecosystem: "npm", name: `package-${i}` } }];
  return { schema_version: "1.6.0", id: `START-${i}`, modified: "2026-01-01T00:00:00Z", affected };
}

/** From the start of a program to its first output, or to its end. */
function secondsTo(moment, command, args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 1000;
    let first;
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.on("data", () => (first ??= elapsed()));
    child.on("error", reject);
    child.on("close", (status) => {
      if (status !== 0) reject(new Error(`${command} ${args.join(" ")} failed (status ${status})`));
      else resolve(moment === "exit" ? elapsed() : first);
    });
  });
}
