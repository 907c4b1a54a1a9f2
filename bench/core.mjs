// Where benchmarks get our code from: the built package, as it is published. STELLA_BENCH_CORE names another build to compare with.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const index = resolve(process.env.STELLA_BENCH_CORE ?? join(import.meta.dirname, "../packages/core/dist/index.js"));

export function openCore() {
  return open(index);
}

/** The part that needs Node, of the same build. */
export function openCoreNode() {
  return open(join(dirname(index), "node", "index.js"));
}

function open(path) {
  if (!existsSync(path)) throw new Error(`${path} is not there: run \`pnpm run build\` first`);
  return import(pathToFileURL(path).href);
}

/** What a program needs that exports files: the run, and what ships with it. */
export async function builtinOf() {
  const preset = join(import.meta.dirname, "../packages/preset/dist/index.js");
  return { ...(await openCore()), ...(await openCoreNode()), ...(await open(preset)) };
}
