// Loaded into a Node program that is measured (`--require`): at its exit it writes down how much memory it held at most, all threads together.
const { writeFileSync } = require("node:fs");

process.once("exit", () => {
  const { maxRSS } = process.resourceUsage(); // KiB
  writeFileSync(process.env.STELLA_BENCH_RESOURCES, JSON.stringify({ peakBytes: maxRSS * 1024 }));
});
