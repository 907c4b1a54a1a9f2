// Runs one command line as a user would, from the start of bash to the end of everything that it started, and says what it took.
// It knows wall and CPU seconds, not what was run.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Every side of a comparison starts bash, so that this costs all of them the same. Words for the command are `$1`, `$2` … in it.
 * `pipefail`: a pipe whose first program dies is no measurement.
 * @returns {{seconds: number, cpuSeconds: number, stdout: string}}
 */
export function runShell(line, ...words) {
  return runWith(process.env, line, words);
}

/** As {@link runShell}, for a line with one Node program in it: also its peak memory. */
export function runMeasured(line, ...words) {
  const report = join(mkdtempSync(join(tmpdir(), "stella-bench-")), "resources");
  const options = `${process.env.NODE_OPTIONS ?? ""} --require=${join(import.meta.dirname, "resources.cjs")}`;
  try {
    const result = runWith({ ...process.env, NODE_OPTIONS: options, STELLA_BENCH_RESOURCES: report }, line, words);
    return { ...result, peakBytes: JSON.parse(readFileSync(report, "utf8")).peakBytes };
  } finally {
    rmSync(dirname(report), { recursive: true });
  }
}

function runWith(env, line, words) {
  // What bash's `times` tells of its children comes behind the command's own output.
  const script = `set -o pipefail\n{ ${line}\n}; status=$?; wait; echo; times; exit $status`;
  const started = process.hrtime.bigint();
  const { status, signal, error, stdout, stderr } = spawnSync("bash", ["-c", script, "bench", ...words], {
    encoding: "utf8",
    env,
    maxBuffer: 2 ** 28,
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`failed (${error?.message ?? signal ?? `status ${status}`}): ${line}\n${stderr ?? ""}`);
  const lines = stdout.trimEnd().split("\n");
  return { seconds, cpuSeconds: sumOfTimes(lines.at(-1)), stdout: lines.slice(0, -2).join("\n").trimEnd() };
}

/** `0m1.234s 0m0.567s`: user and system. */
function sumOfTimes(line) {
  let sum = 0;
  for (const [, minutes, seconds] of line.matchAll(/(\d+)m([\d.]+)s/g)) sum += Number(minutes) * 60 + Number(seconds);
  return sum;
}
