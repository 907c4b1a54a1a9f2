// A million and ten million small records, in order and not: what memory, CPU time and scratch space an export takes, and whether that
// grows with their number. No peer does the same; the rows stand against the limits that the project has set itself.
import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { cachePath } from "./cache.mjs";
import { limitRow } from "./rounds.mjs";

export const title = "peak memory, CPU time per record and scratch space of 1 and 10 million records";

const ROUNDS = 1;
const STELLA = join(import.meta.dirname, "../stella");
const MOST_PEAK_BYTES = 300e6;
const MOST_CPU_RATIO = 1.2;
const MOST_SCRATCH_RATIO = 1.3;
const MILLION = 1_000_000;

export async function run({ log, rounds = ROUNDS }) {
  const rows = [];
  for (const order of ["in order", "in no order"]) {
    const microseconds = {};
    for (const count of [MILLION, 10 * MILLION]) {
      const input = recordsFile(count, order === "in order", log);
      const taken = [];
      for (let i = 0; i < rounds; i++) {
        taken.push(await exportOnce(input));
        log(`${count} records ${order}: ${JSON.stringify(taken.at(-1))}`);
      }
      const name = `${count / MILLION} million records ${order}`;
      microseconds[count] = taken.map(({ cpuSeconds }) => (cpuSeconds / count) * 1e6);
      rows.push(
        limitRow({
          name: `${name}, peak memory`,
          unit: "MB",
          values: taken.map(({ peakBytes }) => peakBytes / 1e6),
          limit: MOST_PEAK_BYTES / 1e6,
        }),
      );
      rows.push(
        limitRow({
          name: `${name}, scratch by canonical size`,
          unit: "x",
          values: taken.map((each) => each.scratchBytes / each.canonicalBytes),
          limit: MOST_SCRATCH_RATIO,
        }),
      );
      const limit = Math.max(...microseconds[MILLION]) * MOST_CPU_RATIO;
      rows.push(
        limitRow({ name: `${name}, CPU time per record`, unit: "us", values: microseconds[count], limit: Number(limit.toPrecision(4)) }),
      );
      if (count > MILLION) rmSync(input);
    }
  }
  return rows;
}

async function exportOnce(input) {
  const folder = mkdtempSync(cachePath("memory-"));
  const [out, scratch, report] = ["out", "scratch", "resources"].map((name) => join(folder, name));
  mkdirSync(scratch);
  try {
    const args = [
      "export",
      "run",
      "--profile",
      "json:raw",
      "--from",
      `feed=${input}`,
      "--redact",
      "off",
      "--out",
      out,
      "--scratch",
      scratch,
      "-q",
    ];
    const options = `${process.env.NODE_OPTIONS ?? ""} --require=${join(import.meta.dirname, "resources.cjs")}`;
    const env = { ...process.env, NODE_OPTIONS: options, STELLA_BENCH_RESOURCES: report };
    let scratchBytes = 0;
    const watch = setInterval(() => (scratchBytes = Math.max(scratchBytes, bytesBelow(scratch))), 100);
    const status = await new Promise((resolve, reject) => {
      spawn(STELLA, args, { env, stdio: ["ignore", "ignore", "inherit"] })
        .on("error", reject)
        .on("close", resolve);
    });
    clearInterval(watch);
    if (status !== 0) throw new Error(`the export failed (status ${status})`);
    const { contents } = JSON.parse(readFileSync(join(out, "export.json"), "utf8"));
    const canonicalBytes = contents.filter(({ role }) => role === "payload").reduce((sum, each) => sum + each.contentSizeBytes, 0);
    return { ...JSON.parse(readFileSync(report, "utf8")), scratchBytes, canonicalBytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bytesBelow(folder) {
  let sum = 0;
  for (const name of readdirSync(folder, { recursive: true })) {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false }); // it may be gone by now
    if (stats?.isFile()) sum += stats.size;
  }
  return sum;
}

/** Advisories of about 400 bytes. In no order: every number once, by steps of a prime that does not divide the count. */
function recordsFile(count, isSorted, log) {
  const path = cachePath(`records-${count}-${isSorted ? "sorted" : "shuffled"}.jsonl`);
  if (existsSync(path)) return path;
  log(`writing ${count} records to ${path}`);
  const file = openSync(`${path}.part`, "w");
  let batch = "";
  for (let i = 0; i < count; i++) {
    batch += recordLine(isSorted ? i : (i * 7_368_787) % count);
    if (batch.length > 1 << 20) batch = (writeSync(file, batch), "");
  }
  writeSync(file, batch);
  closeSync(file);
  renameSync(`${path}.part`, path);
  return path;
}

function recordLine(i) {
  const number = String(i).padStart(8, "0");
  const rest = ((i * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, "0");
  return `{"schema_version":"1.6.0","id":"MEM-${number}","modified":"2026-01-01T00:00:00Z","published":"2025-01-01T00:00:00Z","aliases":["CVE-2025-${number}"],"summary":"memory ${rest} is read out of bounds by a crafted request","affected":[{"package":{"ecosystem":"npm","name":"package-${rest}"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.${i % 97}.${i % 13}"}]}]}],"references":[{"type":"WEB","url":"https://a.example/${rest}"}]}\n`;
}
