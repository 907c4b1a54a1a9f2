// SIGKILL before every single operation by which an install, and a rollback, changes anything in the cache. After each the cache
// holds the old or the new database, both files of it; the same command then ends well and leaves plain files and nothing of its own behind.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stella, writeAdvisories } from "./install/bundles.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const node = process.env.STELLA_NODE ?? join(root, "node_modules/.stella/node");
const hook = join(import.meta.dirname, "install/kill-hook.mjs");
/** Fewer would mean that the hook no longer sees what changes the cache. */
const LEAST_KILLS = 30;
const work = mkdtempSync(join(tmpdir(), "install-killed-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const at = (name) => join(work, name);
const report = (name, problem) => {
  console.log(problem === undefined ? `ok install-killed: ${name}` : `not ok install-killed: ${name}: ${problem}`);
  if (problem !== undefined) process.exitCode = 1;
};

writeAdvisories(at("evidence"), 50);
const make = (out, day) =>
  // prettier-ignore
  stella(["run", "--profile", "trivy:db", "--from", `acme=${at("evidence")}`, "--as-of", `2026-03-0${day}T00:00:00Z`, "--out", at(out), "-q"]);
for (const [i, name] of ["one", "two", "three"].entries()) make(name, i + 5);
const cache = at("cache");
const command = (...args) => [node, join(root, "packages/cli/dist/main.js"), "export", "install", ...args, "--trivy-cache", cache];
const INSTALL = (name) => command(at(name), "--allow-unsigned", "--first-use");
const ROLLBACK = command("--rollback");

await series("an install over one of install's", ["one", "two"], INSTALL("three"));
await series("the first install", [], INSTALL("one"));
await series("a rollback", ["one", "two"], ROLLBACK);

async function series(name, installed, words) {
  rmSync(cache, { recursive: true, force: true });
  for (const each of installed) run(INSTALL(each));
  const kept = at("kept");
  rmSync(kept, { recursive: true, force: true });
  if (installed.length > 0) cpSync(cache, kept, { recursive: true });
  const before = shown();
  const isRollback = words === ROLLBACK;
  run(words);
  const after = shown();
  const wrong = [];
  const ends = { old: 0, new: 0 };
  let kills = 0;
  for (; ; kills++) {
    rmSync(cache, { recursive: true, force: true });
    if (installed.length > 0) cpSync(kept, cache, { recursive: true });
    const env = { ...process.env, STELLA_KILL_AT: String(kills + 1), STELLA_KILL_WITHIN: cache };
    const [program, ...args] = words;
    const { signal } = spawnSync(program, ["--import", hook, ...args], { env, encoding: "utf8" });
    const now = shown();
    if (![before, after].includes(now)) wrong.push(`kill ${kills + 1}: ${now}, not ${before} or ${after}`);
    ends[now === after ? "new" : "old"]++;
    if (signal !== "SIGKILL") break;
    // A rollback that came to its end would go forth again.
    const again = isRollback && now === after ? INSTALL(installed.at(-1)) : words;
    run(again);
    const problem = shown() === (again === words ? after : before) ? leftOver() : `the next one leaves ${shown()}`;
    if (problem !== undefined) wrong.push(`after kill ${kills + 1}: ${problem}`);
  }
  if (kills < LEAST_KILLS) wrong.push(`${kills} kills only`);
  report(
    `${name}: ${kills} kills, ${ends.old} left the old and ${ends.new} the new`,
    wrong.length === 0 ? undefined : wrong.slice(0, 3).join("; "),
  );
}

function run([program, ...args]) {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
}

/** What Trivy would read, both files; when it was laid down does not count. */
function shown() {
  const parts = ["trivy.db", "metadata.json"].map((name) => {
    try {
      return readFileSync(join(cache, "db", name));
    } catch (error) {
      if (error.code === "ENOENT") return undefined;
      throw error;
    }
  });
  if (parts.every((part) => part === undefined)) return "nothing";
  if (parts.includes(undefined)) return "half a database";
  const { DownloadedAt: _, ...metadata } = JSON.parse(parts[1].toString());
  return createHash("sha256").update(parts[0]).update(JSON.stringify(metadata)).digest("hex").slice(0, 12);
}

function leftOver() {
  const folder = join(cache, "db");
  const names = readdirSync(folder);
  const strange = names.find((name) => !["trivy.db", "metadata.json"].includes(name) || !lstatSync(join(folder, name)).isFile());
  if (strange !== undefined) return `db/${strange} is left`;
  const own = readdirSync(join(cache, "stella/.swap/db")).find((name) => !["bundle.json", "kept"].includes(name));
  const above = readdirSync(join(cache, "stella")).find((name) => name.startsWith(".") && name !== ".swap");
  return own === undefined && above === undefined ? undefined : `${own ?? above} is left`;
}
