// The guards of the verifier, removed one by one; each removal must turn the vectors or the table of tamperings red.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { GUARDS } from "../verify/guards.mjs";
import { changingSources, readSource, root, toJavaScript } from "../verify/core-plugin.mjs";

const work = mkdtempSync(join(tmpdir(), "verify-guards-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const vectors = join(root, "packages/testkit/vectors/verify");

const problems = [];
const untouched = await runVectors(() => undefined);
if (untouched.status !== 0) problems.push(`with every guard in place: ${untouched.stdout}${untouched.stderr}`);
for (const [path, from, to] of GUARDS) {
  const text = readSource(path);
  const name = `${path}: ${from.trim().split("\n")[0]}`;
  if (text.split(from).length !== 2) {
    problems.push(`${name} does not stand there exactly once`);
    continue;
  }
  const { status, stdout, stderr } = await runVectors((each) => (each === path ? toJavaScript(text.replace(from, () => to)) : undefined));
  if (status === 0) problems.push(`${name} can be removed, and nothing turns red`);
  // What turned red is named: a program that could not even start would prove nothing.
  else if (status !== 1 || stdout.trim() === "" || stderr !== "")
    problems.push(`${name} removed: ${status ?? "killed"}, ${stdout}${stderr}`);
}
const what = `${GUARDS.length} guards of the verifier, removed one by one`;
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? `ok ${what}` : `not ok ${what}: ${problems.length} problems, such as ${problems[0]}`);

async function runVectors(change) {
  const program = join(work, "vectors.mjs");
  await build({
    stdin: {
      contents: `import * as core from ${JSON.stringify(join(root, "packages/core/src/index.ts"))};
        import * as coreNode from ${JSON.stringify(join(root, "packages/core/src/node/index.ts"))};
        import { redVector } from ${JSON.stringify(join(root, "tests/verify/red-vectors.ts"))};
        const red = await redVector({ ...core, ...coreNode }, process.argv[2]);
        console.log(red);
        process.exit(red === undefined ? 0 : 1);`,
      resolveDir: root,
    },
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    logLevel: "error",
    banner: { js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);' },
    plugins: [changingSources(change)],
  });
  const copy = mkdtempSync(join(work, "vectors-"));
  cpSync(vectors, copy, { recursive: true });
  const result = spawnSync(process.execPath, [program, copy], { encoding: "utf8" });
  rmSync(copy, { recursive: true });
  return result;
}
