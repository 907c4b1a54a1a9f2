// Every function of the verifier that these verifications reach throws, one after the other, on its first call, once a plain Error and once a
// typed one. No such verification may end well: exit code other than 0, and no good verdict on stdout.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAst } from "vite";
import { buildStellaVerify } from "../../tools/stella-verify.mjs";
import { changingSources, readSource, root, toJavaScript, VERIFIER_SOURCES } from "../verify/core-plugin.mjs";

const work = mkdtempSync(join(tmpdir(), "verify-faults-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const vectors = join(root, "packages/testkit/vectors/verify");
const AT = ["--at", "2026-01-02T00:00:00Z"];
/** Verifications that end well; what they do not reach handles refusals, or an edition without Node. */
const RUNS = [
  ["signed-p256", "bundle", "--key", "../keys/a.pub", ...AT],
  ["timestamped", "bundle", "--trust", "trust.json", "--state", "state", "--first-use", ...AT],
  ["three-kinds-of-keys", "bundle", "--key", "../keys/a.pub", "../keys/ed25519.pub", "../keys/rsa.pub", ...AT],
  ["trust-full", "bundle", "--trust", "trust.json", ...AT],
  ["threshold-2-of-3", "bundle", "--trust", "trust.json", ...AT],
  ["fast-forward-recovers", "bundle", "--trust", "trust.json", "--state", "state", "--first-use", ...AT],
  ["signed-as-tar", "bundle.tar", "--key", "../keys/a.pub", "--deep", "--tenant", "acme", "--profile", "json:raw", ...AT],
];

const places = [];
/** Puts a call in front of the first statement of every function. */
function instrument(path) {
  if (!VERIFIER_SOURCES.includes(path)) return undefined;
  const code = toJavaScript(readSource(path));
  const inserts = [];
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (/Function/.test(node.type ?? "") && node.body?.type === "BlockStatement") {
      const isDerived = node.parentIsConstructor === true;
      if (!isDerived) inserts.push(node.body.start + 1);
    }
    if (node.type === "MethodDefinition" && node.kind === "constructor")
      node.value.parentIsConstructor = /super\(/.test(code.slice(node.start, node.end));
    for (const value of Object.values(node)) visit(value);
  };
  visit(parseAst(code).body);
  let out = code;
  for (const at of inserts.sort((x, y) => y - x)) {
    const line = code.slice(0, at).split("\n").length;
    places.push(`${path}:${line}`);
    out = `${out.slice(0, at)}globalThis.__fault?.(${places.length - 1});${out.slice(at)}`;
  }
  return out;
}

const program = join(work, "stella-verify.mjs");
await buildStellaVerify(program, [changingSources(instrument)]);
const hook = join(work, "hook.mjs");
writeFileSync(
  hook,
  `const wanted = Number(process.env.FAULT ?? -1); const seen = new Set();
globalThis.__fault = (n) => {
  if (wanted === -1) { if (!seen.has(n)) { seen.add(n); } return; }
  if (n !== wanted || seen.has(n)) return;
  seen.add(n);
  const error = new Error("forced"); if (process.env.KIND === "content") Object.assign(error, { code: "ERR_EXPORT_DIGEST_MISMATCH", place: {} });
  throw error;
};
process.on("exit", () => { if (wanted === -1) process.stderr.write("\\nSEEN " + [...seen].join() + "\\n"); });`,
);

const reached = new Map();
for (const [name, ...args] of RUNS) {
  const { code, stderr } = await verify(name, args, {});
  if (code !== 0) {
    console.log(`not ok verify-faults: ${name} does not verify: ${stderr}`);
    process.exit(1);
  }
  for (const n of /SEEN (.*)/.exec(stderr)[1].split(",").map(Number)) if (!reached.has(n)) reached.set(n, [name, args]);
}

/** Fewer would mean that the hook or a run no longer goes where it should. */
const LEAST_REACHED = 200;
if (reached.size < LEAST_REACHED) {
  console.log(`not ok verify-faults: only ${reached.size} functions of the verifier were reached`);
  process.exit(1);
}
const good = [];
const queue = [...reached];
const lane = async () => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [n, [name, args]] = next;
    for (const KIND of ["plain", "content"]) {
      const { code, stdout } = await verify(name, args, { FAULT: String(n), KIND });
      const endsWell = code === 0 || /"verdict": "(verified|integrity-only)"/.test(stdout);
      if (endsWell && !(await isSpare(n, KIND))) good.push(`${places[n]} (${KIND})`);
    }
  }
};
await Promise.all([lane(), lane()]);
const what = `${reached.size} of ${places.length} functions of the verifier, forced to throw`;
console.log(good.length === 0 ? `ok ${what}` : `not ok ${what}: ended well at ${good.join(", ")}`);

/** Hashing ahead in threads may fail, since what it did not hash is hashed the ordinary way: then a changed record is still found. */
async function isSpare(n, KIND) {
  if (!places[n].startsWith("node/file-hasher.ts") && !places[n].startsWith("node/hash-")) return false;
  const { code } = await verify("data-changed", ["bundle", "--key", "../keys/a.pub", ...AT], { FAULT: String(n), KIND });
  return code === 5;
}

function verify(name, args, env) {
  const cwd = mkdtempSync(join(work, "case-"));
  cpSync(join(vectors, name), join(cwd, name), { recursive: true });
  cpSync(join(vectors, "keys"), join(cwd, "keys"), { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", hook, program, ...args, "-o", "json"], {
      cwd: join(cwd, name),
      env: { PATH: "/usr/bin:/bin", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { stdout: "", stderr: "" };
    for (const each of ["stdout", "stderr"]) child[each].setEncoding("utf8").on("data", (text) => (texts[each] += text));
    child.on("error", reject).on("close", (code) => {
      rmSync(cwd, { recursive: true, force: true });
      resolve({ code, ...texts });
    });
  });
}
