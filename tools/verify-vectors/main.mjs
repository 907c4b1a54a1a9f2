// Writes packages/testkit/vectors/verify: a folder for each case, and the keys. `--check` fails where a file is not up to date.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { makeTar, utf8 } from "./bundles.mjs";
import { signatureCases } from "./cases-signature.mjs";
import { trustCases } from "./cases-trust.mjs";
import { AT, KEYS } from "./fixtures.mjs";

const target = join(import.meta.dirname, "../../packages/testkit/vectors/verify");
const files = new Map(Object.entries(KEYS).map(([name, { pem }]) => [`keys/${name}.pub`, utf8(pem)]));
for (const each of [...signatureCases, ...trustCases]) addCase(each);

const stale = [...files].filter(([path, bytes]) => !existsSync(join(target, path)) || !readFileSync(join(target, path)).equals(bytes));
const known = existsSync(target) ? readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()) : [];
const extra = known
  .map((entry) => relative(target, join(entry.parentPath, entry.name)))
  .filter((path) => !files.has(path) && path !== "README.md");
if (process.argv.includes("--check")) {
  for (const path of [...stale.map(([each]) => each), ...extra])
    console.error(`not up to date: ${path} (run: node tools/verify-vectors/main.mjs)`);
  process.exit(stale.length + extra.length === 0 ? 0 : 1);
}
for (const path of extra) rmSync(join(target, path));
for (const [path, bytes] of stale) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  writeFileSync(join(target, path), bytes);
}
const cases = [...signatureCases, ...trustCases];
console.log(`${cases.length} cases, ${cases.filter(({ expect }) => expect.exit !== 0).length} must fail, ${stale.length} files written`);

function addCase({ name, description, origin, files: bundle, tar, args, policy = {}, expect }) {
  if (files.has(`${name}/case.json`)) throw new Error(`two cases are called ${name}`);
  const path = tar === undefined ? "bundle" : "bundle.tar";
  const at = args.includes("--at") ? [] : ["--at", AT];
  const text = { description, ...(origin === undefined ? {} : { origin }), args: [path, ...args, ...at], expect };
  files.set(`${name}/case.json`, utf8(`${JSON.stringify(text, null, 2)}\n`));
  if (tar !== undefined) files.set(`${name}/bundle.tar`, makeTar(tar));
  for (const [file, bytes] of bundle ?? []) files.set(`${name}/bundle/${file}`, bytes);
  for (const [file, bytes] of Object.entries(policy)) files.set(`${name}/${file}`, bytes);
}
