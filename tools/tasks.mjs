// What each root command does once Node and pnpm are at hand: install, build, then the task's own steps.
// Started by tools/run.mjs, which hands over the task in the environment variable STELLA_TASK.
import { buildPackages } from "./build.mjs";
import { linkNode } from "./link-node.mjs";
import { exitWithCommand, runCommand } from "./run-command.mjs";
import { withWorkspaceLock } from "./workspace-lock.mjs";

const { task, args, from } = JSON.parse(process.env.STELLA_TASK ?? '{"args":[]}');
delete process.env.STELLA_TASK;

/** Task → the commands that follow install and build. The user's arguments go to the last one. */
const TASKS = {
  setup: [],
  check: [["node", "tools/check.mjs"]],
  format: [["oxfmt"]],
  demo: [["node", "tools/demo.mjs"]],
  test: [
    // How packages would be published is looked at by .ci/run and by `npm run check`.
    ["node", "tools/check.mjs", ...(process.env.STELLA_REQUIRE_ALL === "1" ? [] : ["--quick"])],
    ["vitest", "run"],
  ],
  bench: [["node", "bench/main.mjs"]],
  changeset: [["changeset"]],
  docs: [["node", "tools/generate-docs.mjs"]],
};

if (!Object.hasOwn(TASKS, task)) {
  console.error(`export-center: no task ${JSON.stringify(task)}; there are ${Object.keys(TASKS).join(", ")}`);
  process.exit(2);
}
const [major, minor] = process.versions.node.split(".").map(Number);
if (!((major === 22 && minor >= 22) || (major === 24 && minor >= 15) || major >= 26)) {
  console.error(
    `export-center: no Node is packaged for ${process.platform}-${process.arch}, and ${process.version} here is none of 22.22, 24.15, 26 or newer`,
  );
  process.exit(1);
}

await run(TASKS[task]).catch(exitWithCommand);

async function run(steps) {
  await withWorkspaceLock(async () => {
    const install = ["install", "--frozen-lockfile", "--reporter=append-only", "--loglevel=warn"];
    await runCommand("pnpm", install, { stdio: ["ignore", 2, 2] }); // stdout belongs to the task
    linkNode();
    await buildPackages();
  });
  for (const [index, [command, ...words]] of steps.entries()) {
    const own = index === steps.length - 1 ? args : [];
    // Relative paths among the arguments are the user's: INIT_CWD says from which folder he spoke, as npm would.
    await runCommand(command, [...words, ...own], { env: { INIT_CWD: from } });
  }
}
