// A run stopped by SIGINT or SIGTERM at any moment leaves nothing, and the next one gives the same bundle; a disk that is
// full gives exit 1 with what to do, and nothing half-written. What a SIGKILL leaves: killed.mjs.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const stella = join(root, "stella");
const archive = join(root, "../shared/data/osv-large.tar.xz");
if (!existsSync(archive)) {
  console.log(`skip interrupted: ${archive} is not there`);
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), "interrupted-"));
const disk = join(work, "disk");
process.on("exit", () => {
  spawnSync("umount", [disk], { stdio: "ignore" });
  rmSync(work, { recursive: true, force: true });
});
const evidence = join(work, "evidence");
mkdirSync(evidence);
spawnSync("tar", ["xJf", archive, "-C", evidence], { stdio: "inherit" });
const place = join(work, "place");
mkdirSync(place);
const out = join(place, "bundle");
const args = (to) => [
  "export",
  "run",
  "--profile",
  "json:raw",
  "--rejects",
  "report",
  "--from",
  `osv=${evidence}`,
  "--out",
  to,
  "-o",
  "json",
];

const started = performance.now();
const reference = spawnSync(stella, args(out), { encoding: "utf8" });
/** What a run takes at least, as far as seen: the machine may grow quiet meanwhile, and a run that has ended cannot be stopped. */
let wallMs = performance.now() - started;
const identity = JSON.parse(reference.stdout).manifestDigest;
rmSync(out, { recursive: true });

const STEPS = 12;
await stopped("SIGINT", 130);
await stopped("SIGTERM", 130);
fullDisk();

/** Kills runs at moments spread over the time that one takes, the last ones after it would have ended. */
async function stopped(signal, exitCode) {
  let hit = 0;
  let worst;
  for (let step = 0; step < STEPS; step++) {
    const begun = performance.now();
    const child = spawn(stella, args(out), { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk) => (said += chunk));
    const closed = new Promise((resolve) => child.on("close", (code, by) => resolve({ code, by })));
    await new Promise((resolve) => setTimeout(resolve, (wallMs * (step + 0.5)) / STEPS));
    child.kill(signal);
    const { code, by } = await closed;
    if (code !== 0) hit++;
    else wallMs = Math.min(wallMs, performance.now() - begun);
    if (code !== 0 && code !== exitCode) worst ??= `exit ${code ?? by} in step ${step}: ${said.slice(0, 200)}`;
    if (existsSync(out) && !verifies(out)) worst ??= `step ${step} left a bundle that does not verify`;
    const left = readdirSync(place).filter((name) => name !== "bundle");
    if (left.length > 0) worst ??= `step ${step} left ${left.join(", ")}`;
    rmSync(out, { recursive: true, force: true });
  }
  const again = spawnSync(stella, args(out), { encoding: "utf8" });
  if (again.status !== 0 || JSON.parse(again.stdout).manifestDigest !== identity)
    worst ??= `the next run ended with ${again.status} or another identity`;
  if (readdirSync(place).join() !== "bundle") worst ??= `the next run left ${readdirSync(place).join(", ")}`;
  rmSync(out, { recursive: true, force: true });
  if (hit < STEPS / 2) worst ??= `only ${hit} of ${STEPS} runs were stopped before they ended`;
  console.log(worst === undefined ? `ok ${signal} at ${STEPS} moments, ${hit} of them in mid-run` : `not ok ${signal}: ${worst}`);
}

function fullDisk() {
  mkdirSync(disk);
  let worst;
  let full = 0;
  // From no room for the first block to nearly enough: the spool takes about 137 MB, the bundle 19 MB.
  const sizes = ["64k", "1m", "8m", "40m", "90m", "130m", "141m", "150m"];
  for (const size of sizes) {
    if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", disk]).status !== 0) {
      console.log("skip full disk: a tmpfs cannot be mounted here");
      return;
    }
    const to = join(disk, "bundle");
    // Told the size through a pipe, the run cannot refuse beforehand, and meets the full disk where it is.
    const result = spawnSync(
      "sh",
      [
        "-c",
        'cat "$1" | exec "$2" export run --profile json:raw --rejects report --from osv=- --out "$3" -o json',
        "sh",
        lines(),
        stella,
        to,
      ],
      { encoding: "utf8" },
    );
    if (result.status !== 0) {
      full++;
      const error = firstError(result.stderr);
      if (result.status !== 1 || error?.code !== "ERR_EXPORT_DISK_FULL" || !error.hint)
        worst ??= `${size}: exit ${result.status}, ${result.stderr.slice(0, 200)}`;
      if (readdirSync(disk).length > 0) worst ??= `${size}: left ${readdirSync(disk).join(", ")}`;
    } else if (!verifies(to)) worst ??= `${size}: a bundle that does not verify`;
    spawnSync("umount", [disk]);
  }
  if (full < sizes.length / 2) worst ??= `only ${full} of ${sizes.length} disks were full`;
  console.log(
    worst === undefined ? `ok a full disk: ${full} of ${sizes.length} sizes, exit 1, nothing left` : `not ok a full disk: ${worst}`,
  );
  beforehand();
}

/** A folder's size is known, so a disk that is clearly too small is refused before anything is read. */
function beforehand() {
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk]);
  const result = spawnSync(stella, args(join(disk, "bundle")), { encoding: "utf8" });
  const error = firstError(result.stderr);
  const good =
    result.status === 1 &&
    error?.code === "ERR_EXPORT_DISK_FULL" &&
    /needs about \d+ MiB/.test(error.message) &&
    readdirSync(disk).length === 0;
  console.log(
    good
      ? "ok a disk that is too small is refused before the run"
      : `not ok a disk that is too small: exit ${result.status}, ${result.stderr.slice(0, 200)}`,
  );
}

function lines() {
  const path = join(work, "all.jsonl");
  if (!existsSync(path)) spawnSync("sh", ["-c", `find "$1" -name '*.json' -print0 | xargs -0 jq -c . > "$2"`, "sh", evidence, path]);
  return path;
}

function firstError(stderr) {
  const line = stderr.split("\n").find((text) => text.startsWith("{"));
  return line === undefined ? undefined : JSON.parse(line);
}

function verifies(path) {
  return spawnSync(stella, ["export", "verify", "--integrity-only", path, "-q"]).status === 0;
}
