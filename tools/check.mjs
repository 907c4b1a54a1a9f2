// Everything that is checked without running the product: lint, format, unused code, types of the tests, packages as they would be published.
// Two at a time, quiet when green; a failure prints its command and what it said. `--quick` leaves out the packages, which take longest.
import { captureCommand } from "./run-command.mjs";

/** The longest first, so that two lanes end together. */
const CHECKS = [
  ["pnpm", "--recursive", "--workspace-concurrency=1", "--reporter-hide-prefix", "run", "check"],
  ["oxlint", "--type-aware", "--report-unused-disable-directives", "--max-warnings=0"],
  ["tsc", "--noEmit", "--project", "tsconfig.tests.json"],
  ["knip", "--no-progress"],
  ["oxfmt", "--check"],
];

/** Of what a failing check says; the first errors tell most. */
const SHOWN_LINES = 100;

const failures = [];
const queue = process.argv.includes("--quick") ? CHECKS.slice(1) : [...CHECKS];
const lane = async () => {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
    const [command, ...args] = check;
    const started = performance.now();
    const { code, output } = await captureCommand(command, args, { env: { FORCE_COLOR: "0", NO_COLOR: "1" } });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${seconds.padStart(5)} s  ${check.join(" ")}`);
    if (code !== 0) failures.push({ line: check.join(" "), output });
  }
};
await Promise.all([lane(), lane()]);

for (const { line, output } of failures) {
  const said = output.trimEnd().split("\n");
  console.log(`\n--- ${line}\n${said.slice(0, SHOWN_LINES).join("\n")}`);
  if (said.length > SHOWN_LINES) console.log(`... and ${said.length - SHOWN_LINES} more lines`);
}
if (failures.length > 0) process.exit(1);
