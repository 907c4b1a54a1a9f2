// Loaded into a Node program that is measured (`--require`): at its exit it writes down how much memory it held at most and how much CPU time it took, all threads together.
const { writeFileSync } = require("node:fs");

process.once("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); // KiB, µs
  const report = { peakBytes: maxRSS * 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
  writeFileSync(process.env.STELLA_BENCH_RESOURCES, JSON.stringify(report));
});
