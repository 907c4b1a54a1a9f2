// Prints the path of a foreign program written in Go, building it first where it is not there: node tools/go-tool.mjs NAME
// NAME is a row of go-tools.json, or a folder of this checkout with a main.go and a go.mod of ours; a row with `sources` is such a folder
// without go.mod, built with the module and version of the row. Programs and build caches lie outside the
// checkout, in ~/.cache/stella-export/go (or below $XDG_CACHE_HOME); a second caller of the same name waits for the first.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./run-command.mjs";

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "stella-export", "go");
const PROGRAMS = JSON.parse(readFileSync(join(import.meta.dirname, "go-tools.json"), "utf8"));
/** As long as the slowest of these programs takes on a loaded machine with two cores. */
const LOCK_MINUTES = 60;

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(await goTool(process.argv[2] ?? ""));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * @param {string} name a row of go-tools.json or a folder of the checkout
 * @returns {Promise<string>} the program's path
 */
export async function goTool(name) {
  const tool = describeProgram(name);
  if (existsSync(tool.path)) return tool.path;
  mkdirSync(join(folder, "bin"), { recursive: true });
  const release = await lock(`${tool.path}.lock`);
  try {
    if (!existsSync(tool.path)) build(tool);
  } finally {
    release();
  }
  return tool.path;
}

function describeProgram(name) {
  if (!Object.hasOwn(PROGRAMS, name)) return ownProgram(name, join(root, name), []);
  const row = PROGRAMS[name];
  return row.sources === undefined ? foreignProgram(name, row) : ownProgram(name, join(root, row.sources), moduleLines(row));
}

function moduleLines({ module, version }) {
  return ["module exportcenter.test/tool", "", "go 1.26", "", `require ${module} ${version}`, ""];
}

// A main module of our own: `go install` would ask for the list of versions, which is refused (reference/trivy-run.md § 1).
function foreignProgram(name, row) {
  const { module, version, package: main, experiment } = row;
  const path = join(folder, "bin", name);
  const prepare = (work) => writeFileSync(join(work, "go.mod"), moduleLines(row).join("\n"));
  const flag = module.endsWith("/trivy") ? [`-X github.com/aquasecurity/trivy/pkg/version/app.ver=${version.slice(1)}`] : [];
  return { name, path, prepare, main, experiment, ldflags: ["-s -w", ...flag].join(" ") };
}

/** Its name holds a digest of its sources, so that a change builds it anew. `lines` is its go.mod where it has none of its own. */
function ownProgram(name, sources, lines) {
  if (lines.length === 0 && !existsSync(join(sources, "go.mod"))) {
    throw new Error(`no Go program ${name}: name a folder with a go.mod, or one of ${Object.keys(PROGRAMS).join(", ")}`);
  }
  const digest = createHash("sha256").update(lines.join("\n"));
  for (const file of readdirSync(sources).sort((a, b) => (a < b ? -1 : 1)))
    digest.update(`${file}\0`).update(readFileSync(join(sources, file)));
  const path = join(folder, "bin", `${basename(name)}-${digest.digest("hex").slice(0, 16)}`);
  const prepare = (work) => {
    cpSync(sources, work, { recursive: true });
    if (lines.length > 0) writeFileSync(join(work, "go.mod"), lines.join("\n"));
  };
  return { name, path, prepare, main: ".", ldflags: "-s -w" };
}

function build({ name, path, prepare, main, experiment, ldflags }) {
  const work = mkdtempSync(join(folder, "build-"));
  try {
    prepare(work);
    const env = {
      ...process.env,
      CGO_ENABLED: "0",
      GOTOOLCHAIN: "local",
      GOEXPERIMENT: experiment ?? "",
      GOFLAGS: "-buildvcs=false -mod=mod",
    };
    console.error(`building ${name} with Go (minutes, the first time) ...`);
    const made = join(work, "program");
    const { status, stderr, error } = spawnSync("go", ["build", "-trimpath", "-ldflags", ldflags, "-o", made, main], {
      cwd: work,
      env,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    if (status !== 0) throw new Error(`go build of ${name} failed: ${error?.message ?? stderr.slice(-2000)}`);
    renameSync(made, path);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

// A folder is made by one process only. What a killed build left is older than any build takes.
async function lock(path) {
  for (;;) {
    try {
      mkdirSync(path);
      return () => rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > LOCK_MINUTES * 60_000) rmSync(path, { recursive: true, force: true });
    else await sleep(1000);
  }
}
