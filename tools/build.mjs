// Builds every package: tsup for JavaScript (package by package), then tsc for all declarations at once.
// A package whose inputs and outputs are as its last successful build left them is skipped.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { exitWithCommand, root, runCommand } from "./run-command.mjs";
import { withWorkspaceLock } from "./workspace-lock.mjs";

/** Outside dist, which is published, and inside node_modules, whose loss must mean a new build. */
const stamps = join(root, "node_modules", ".stella", "build");
/** Files that decide about every package's output. */
const SHARED_INPUTS = ["pnpm-lock.yaml", "tsconfig.base.json", "tools/build.mjs"];

if (process.argv[1] === import.meta.filename) await withWorkspaceLock(buildPackages).catch(exitWithCommand);

/** To be called under the workspace lock. */
export async function buildPackages() {
  const names = readdirSync(join(root, "packages")).filter((name) => existsSync(join(root, "packages", name, "package.json")));
  // Taken before the build: a file that is edited while it runs must leave a stamp that does not fit.
  const stale = new Map(names.map((name) => [name, fingerprint(name)]).filter(([name, print]) => !isFresh(name, print)));
  if (stale.size === 0) return;
  for (const name of stale.keys()) {
    rmSync(join(stamps, name), { force: true });
    // All of it: tsup --clean leaves dotfiles, and a .tsbuildinfo without its declarations makes tsc believe that they are there.
    rmSync(join(root, "packages", name, "dist"), { recursive: true, force: true });
  }

  // Two at a time: tsup is one process a package, and the smallest machine that we care for has two cores.
  const queue = [...stale.keys()];
  const worker = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      await runCommand("pnpm", ["--silent", "--dir", join("packages", name), "run", "build"]);
    }
  };
  // Both lanes end before a failure is told: nothing may write to a dist after the lock is given back.
  const lanes = await Promise.allSettled([worker(), worker()]);
  const failed = lanes.find((lane) => lane.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  await runCommand("tsc", ["--build", ...names.map((name) => join("packages", name))]);
  // What every package goes into, so after any of them.
  const { buildStellaVerify } = await import("./stella-verify.mjs");
  await buildStellaVerify();

  mkdirSync(stamps, { recursive: true });
  for (const [name, print] of stale) writeFileSync(join(stamps, name), print);
}

function isFresh(name, print) {
  const stamp = join(stamps, name);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === print && outputs(name).every((file) => existsSync(file));
}

/** Every file that the package promises in `exports` and `bin`. */
function outputs(name) {
  const folder = join(root, "packages", name);
  const { exports = {}, bin = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const targets = [...Object.values(exports), ...Object.values(bin)].flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
  return targets.map((target) => join(folder, target));
}

function fingerprint(name) {
  const hash = createHash("sha256").update(process.version);
  const folder = join(root, "packages", name);
  const sources = readdirSync(join(folder, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => (a < b ? -1 : 1));
  const inputs = [
    ...sources,
    join(folder, "package.json"),
    join(folder, "tsconfig.json"),
    ...readdirSync(folder)
      .filter((file) => file.startsWith("tsup.config."))
      .map((file) => join(folder, file)),
    ...SHARED_INPUTS.map((file) => join(root, file)),
  ];
  for (const file of inputs) hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}
