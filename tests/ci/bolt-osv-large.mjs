// The database of all of osv-large is one that bbolt 1.3, 1.4 and 1.5 find sound, read in full, leave as it is and may go on
// writing to; and dump and load make the same file of it.
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";
import { digestOf, disagreement, ourProblem, treeOf } from "./bolt-cases/agreement.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const archive = join(root, "../shared/data/osv-large.tar.xz");
if (!existsSync(archive)) {
  console.log(`skip bolt-osv-large: ${archive} is not there`);
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), "bolt-osv-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const report = (name, problem) => {
  console.log(problem === undefined ? `ok bolt-osv-large: ${name}` : `not ok bolt-osv-large: ${name}: ${problem}`);
  if (problem !== undefined) process.exitCode = 1;
};
function run(command, args, stdio = ["ignore", "pipe", "pipe"]) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", cwd: work, stdio });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: exit ${status}: ${String(stderr).slice(0, 500)}`);
  return stdout;
}
const stella = (...args) => run(join(root, "stella"), ["export", ...args]);

mkdirSync(join(work, "osv"));
run("tar", ["xJf", archive, "-C", "osv"]);
stella("run", "--profile", "trivy:db", "--from", "osv=osv", "--as-of", "2026-11-01T00:00:00Z", "--rejects", "report", "--out", "bundle");
run("tar", ["xzf", "bundle/trivy/db.tar.gz"]);
const database = join(work, "trivy.db");

const { verdict, values } = JSON.parse(stella("db", "check", "trivy.db", "-o", "json"));
report(
  `${values} values, all of a shape that Trivy reads`,
  verdict === "sound" && values > 300_000 ? undefined : `${verdict}, ${values} values`,
);

const digest = digestOf(treeOf(database));
for (const version of ["1.3", "1.4", "1.5"]) {
  const peer = await goTool(`bolt-peer-${version}`);
  report(`bbolt ${version} reads, keeps and edits it`, ourProblem(database) ?? disagreement(peer, database, digest, work));
}

const tree = openSync(join(work, "tree.json"), "w");
run(join(root, "stella"), ["export", "db", "dump", "trivy.db"], ["ignore", tree, "pipe"]);
closeSync(tree);
stella("db", "load", "tree.json", "--out", "again.db");
report(
  "dump and load make the same file",
  readFileSync(database).equals(readFileSync(join(work, "again.db"))) ? undefined : "another file",
);
