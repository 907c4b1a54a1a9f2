// Issue 8, line 5: `diff` of two dates of osv-delta is the one that an independent script makes of the dumps, and has the shape of its schema.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const archive = join(root, "../shared/data/osv-delta.tar.xz");
if (!existsSync(archive)) {
  console.log(`skip diff: ${archive} is not there`);
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), "diff-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const report = (name, problem) => {
  console.log(problem === "" ? `ok diff: ${name}` : `not ok diff: ${name}: ${problem}`);
  if (problem !== "") process.exitCode = 1;
};
const run = (command, args) =>
  execFileSync(command, args, { encoding: "utf8", cwd: work, maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "pipe"] });
const stella = (...args) => run(join(root, "stella"), ["export", ...args]);

run("tar", ["xJf", archive]);
const dates = ["t1", "t2", "t3"];
for (const date of dates) {
  stella("run", "--profile", "trivy:db", "--from", `osv=${date}`, "--rejects", "report", "--out", `${date}-bundle`);
  run("tar", ["xzf", `${date}-bundle/trivy/db.tar.gz`, "--transform", `s/^trivy/${date}/`, "trivy.db"]);
  writeFileSync(join(work, `${date}.json`), stella("db", "dump", `${date}.db`));
}
for (const [from, to] of [
  ["t1", "t2"],
  ["t2", "t3"],
  ["t3", "t1"],
]) {
  // prettier-ignore
  writeFileSync(join(work, "diff.json"), stella("diff", `${from}-bundle`, `${to}-bundle`, "-o", "json"));
  const peer = spawnSync("python3", [join(import.meta.dirname, "diff-peer/diff.py"), `${from}.json`, `${to}.json`, "diff.json"], {
    cwd: work,
    encoding: "utf8",
  });
  report(`${from} to ${to}: ${peer.stdout.trim()}`, peer.status === 0 ? "" : `${peer.stdout}${peer.stderr}`.slice(0, 1000));
}
const schema = spawnSync("python3", ["-m", "jsonschema", "-i", join(work, "diff.json"), join(root, "docs/schemas/diff-v1.schema.json")], {
  encoding: "utf8",
});
if (/No module named/.test(schema.stderr)) console.log("skip diff: the schema: python3 has no module jsonschema");
else report("the result fits its schema", schema.status === 0 ? "" : schema.stderr.slice(0, 500));
