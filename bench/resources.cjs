// Loaded into a Node program that is measured (`--require`): at its exit it writes down how much memory it held at most and how much CPU time it took, all threads together.
const { writeFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

// The program's threads load this too, and end before it does.
function report() {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); // KiB, µs
  const taken = { peakBytes: maxRSS * 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
  writeFileSync(process.env.STELLA_BENCH_RESOURCES, JSON.stringify(taken));
}

if (isMainThread) process.once("exit", report);
