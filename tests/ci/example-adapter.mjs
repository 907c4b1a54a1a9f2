#!/usr/bin/env node
// What a stranger does with the packages as npm would hand them out: packs them, installs the tarballs into copies of examples/, type-checks and
// builds these, runs their tests and what they make. Nothing of the workspace is reachable from there.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";

const root = dirname(dirname(import.meta.dirname));
/** Packages that the examples use, and those that these need. */
const PACKAGES = ["core", "formats", "source-files", "adapter-json", "testkit"];
const EXAMPLES = [
  { name: "adapter-csv-summary", makes: "summary/advisories.csv", holds: `"'=EXA-2026-0002";` },
  { name: "source-bulletins", makes: "export.json", holds: `"formats":{"bulletin":"1"}` },
];

const work = realpathSync(mkdtempSync(join(tmpdir(), "stella-examples-")));
const env = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), NO_COLOR: "1", FORCE_COLOR: "0" };
let failures = 0;
try {
  const tarballs = step("the packages pack", packAll);
  if (tarballs !== undefined) for (const example of EXAMPLES) tryExample(example, tarballs);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;

function tryExample({ name, makes, holds }, tarballs) {
  const folder = join(work, name);
  const inside = (command, ...args) => run(folder, command, ...args);
  const installed = step(`${name}: installs the tarballs`, () => {
    copyExample(name, folder, tarballs);
    inside("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error");
    for (const each of PACKAGES) assertCopied(join(folder, "node_modules", "@stella-export", each));
    return true;
  });
  if (installed === undefined) return;
  const built = step(`${name}: type-checks and builds`, () => inside("npm", "run", "--silent", "build"));
  if (built === undefined) return;
  step(`${name}: its tests pass`, () => {
    const output = inside("node", "--test", "--test-reporter=tap", ...filesOf(join(folder, "dist"), ".test.js"));
    const passed = Number(/^# pass (\d+)$/m.exec(output)?.[1]);
    if (!(passed > 10) || !/^# fail 0$/m.test(output)) throw new Error(`${passed} tests passed`);
    return true;
  });
  step(`${name}: run.mjs makes the same bundle twice`, () => {
    const [first, second] = ["first", "second"].map((out) => inside("node", "run.mjs", ...inputOf(folder), out).split("\n")[1]);
    if (first !== second || !/^sha256:[0-9a-f]{64}$/.test(first)) throw new Error(`${first}, then ${second}`);
    const made = readFileSync(join(folder, "first", makes), "utf8");
    if (!made.includes(holds)) throw new Error(`${makes} does not hold ${holds}`);
    return true;
  });
  step(`${name}: a door that is not in the exports is closed`, () => {
    const script = `import("@stella-export/core/dist/index.js").then(() => process.exit(1), ({ code }) => process.exit(code === "ERR_PACKAGE_PATH_NOT_EXPORTED" ? 0 : 1))`;
    inside("node", "-e", script);
    return true;
  });
}

/** The first argument of run.mjs, as it is without one. */
function inputOf(folder) {
  return existsSync(join(folder, "data")) ? ["data"] : [readdirSync(folder).find((name) => name.endsWith(".bulletin"))];
}

/** Package → its tarball. */
function packAll() {
  const folder = join(work, "tarballs");
  mkdirSync(folder);
  const [command, ...args] = pnpm();
  for (const name of PACKAGES) {
    if (!existsSync(join(root, "packages", name, "dist", "index.js"))) throw new Error(`packages/${name} is not built: npm run setup`);
    run(join(root, "packages", name), command, ...args, "pack", "--pack-destination", folder);
  }
  const files = readdirSync(folder);
  return Object.fromEntries(
    PACKAGES.map((name) => [
      `@stella-export/${name}`,
      `file:${join(
        folder,
        files.find((file) => file.startsWith(`stella-export-${name}-`)),
      )}`,
    ]),
  );
}

/** pnpm as it is on PATH, else the one that tools/run.mjs names, through npx. */
function pnpm() {
  if (spawnSync("pnpm", ["--version"], { env, cwd: work }).status === 0) return ["pnpm"];
  const [version] = /pnpm@[\d.]+/.exec(readFileSync(join(root, "tools", "run.mjs"), "utf8"));
  return ["npx", "--yes", "--loglevel=error", version];
}

/** The folder as git has it, with tarballs in place of versions that no registry has yet. */
function copyExample(name, folder, tarballs) {
  cpSync(join(root, "examples", name), folder, {
    recursive: true,
    filter: (path) => !["node_modules", "dist", "bundle"].includes(basename(path)),
  });
  const path = join(folder, "package.json");
  const { peerDependencies: _, ...manifest } = JSON.parse(readFileSync(path, "utf8"));
  manifest.devDependencies = { ...manifest.devDependencies, ...tarballs };
  writeFileSync(path, JSON.stringify(manifest, null, 2));
  // A package finds itself by its name through its exports.
  for (const door of Object.values(manifest.exports))
    if (!door.default.startsWith("./dist/")) throw new Error(`${name} exports ${door.default}`);
}

/** Links would lead back into the workspace, and `workspace:` is nothing that npm knows. */
function assertCopied(folder) {
  if (realpathSync(folder) !== folder) throw new Error(`${folder} is a link`);
  const text = readFileSync(join(folder, "package.json"), "utf8");
  if (text.includes("workspace:")) throw new Error(`${folder} asks for a workspace`);
  if (existsSync(join(folder, "src"))) throw new Error(`${folder} carries its sources`);
}

function filesOf(folder, ending) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

function run(cwd, command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: "utf8",
    timeout: 300_000,
    shell: process.platform === "win32",
  });
  if (error !== undefined) throw new Error(`${command} could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

function step(name, work) {
  try {
    const result = work();
    console.log(`ok ${name}`);
    return result;
  } catch (error) {
    failures++;
    const [first, ...rest] = error.message.split("\n");
    console.log(`not ok ${name}: ${first}`);
    if (rest.length > 0) console.error(rest.join("\n"));
    return undefined;
  }
}
