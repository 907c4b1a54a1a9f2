// The published vectors of verification through the command line, as table, JSON, YAML and quiet, as directory, tar and standard input: one
// verdict and one exit code, whatever the format.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const published = join(root, "packages/testkit/vectors/verify");
const main = join(root, "packages/cli/dist/main.js");
const { parse } = createRequire(join(root, "packages/cli/package.json"))("yaml");
const work = mkdtempSync(join(tmpdir(), "verify-vectors-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const names = readdirSync(published).filter((name) => name !== "keys" && name !== "README.md");

const WAYS = {
  json: { flags: ["-o", "json"], read: JSON.parse },
  yaml: { flags: ["-o", "yaml"], read: parse },
  table: { flags: [], read: (text) => text },
  quiet: { flags: ["-q"], read: (text) => text },
  stdin: { flags: ["-o", "json"], read: JSON.parse, piped: true },
};

for (const [way, { flags, read, piped }] of Object.entries(WAYS)) {
  const folder = join(work, way);
  cpSync(published, folder, { recursive: true });
  const wrong = [];
  const queue = [...names];
  const lane = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const problem = await check(join(folder, name), flags, read, piped === true).catch((error) => String(error));
      if (problem !== undefined) wrong.push(`${name}: ${problem}`);
    }
  };
  await Promise.all([lane(), lane()]);
  const what = `${names.length} vectors as ${way}`;
  console.log(wrong.length === 0 ? `ok ${what}` : `not ok ${what}: ${wrong.length} wrong, such as ${wrong[0]}`);
}

async function check(cwd, flags, read, piped) {
  const { args, expect } = JSON.parse(readFileSync(join(cwd, "case.json"), "utf8"));
  const [path, ...rest] = args;
  const input = piped ? tarOf(join(cwd, path)) : undefined;
  const { code, stdout, stderr } = await stella(cwd, ["export", "verify", piped ? "-" : path, ...rest, ...flags], input);
  if (code !== expect.exit) return `exit ${code}, not ${expect.exit}: ${stderr}`;
  if (expect.error !== undefined) {
    return stderr.includes(expect.error) && stdout === "" ? undefined : `stderr names no ${expect.error}, or there is a result`;
  }
  const result = read(stdout);
  if (typeof result !== "string") {
    const found = {
      verdict: result.verdict,
      exit: code,
      signers: result.signers.map(({ keyId }) => keyId),
      failures: result.failures.map((failure) => ({ code: failure.code, path: failure.path })),
    };
    return JSON.stringify(found) === JSON.stringify(expect) ? undefined : `${JSON.stringify(found)}, not ${JSON.stringify(expect)}`;
  }
  const words =
    expect.verdict === "failed" ? ["FAILED", ...expect.failures.flatMap(({ code: each, path: file }) => [each, file])] : ["VERIFIED"];
  const missing = words.find((word) => !result.includes(word));
  return missing === undefined ? undefined : `the table has no ${missing}`;
}

/** In the order of the contract: the manifest, the provenance, the signatures, the rest. */
function tarOf(path) {
  if (path.endsWith(".tar")) return readFileSync(path);
  const heads = ["export.json", "provenance.json", "signatures"].filter((name) => existsSync(join(path, name)));
  const others = readdirSync(path).filter((name) => !heads.includes(name));
  const list = spawnSync("find", [...heads, ...others, "-type", "f"], { cwd: path, encoding: "utf8" })
    .stdout.trim()
    .split("\n");
  const rank = (file) => heads.indexOf(file.split("/")[0]) >>> 0; // what is no head comes last
  list.sort((x, y) => rank(x) - rank(y) || (x < y ? -1 : 1));
  const options = ["--format=ustar", "--blocking-factor=1", "--owner=0", "--group=0", "--numeric-owner", "--mode=0644", "--mtime=@0"];
  const { stdout, status } = spawnSync("tar", ["-c", ...options, ...list], { cwd: path, maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error("tar failed");
  return stdout;
}

function stella(cwd, args, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { cwd, env: { PATH: "/usr/bin:/bin", HOME: "/nonexistent", LANG: "C.UTF-8" } });
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (texts[name] += text));
    child.stdin.on("error", () => {}).end(input ?? "");
    child.on("error", reject).on("close", (code) => resolve({ code, ...texts }));
  });
}
