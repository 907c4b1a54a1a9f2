// Where benchmarks get our code from: the built package, as it is published. STELLA_BENCH_CORE names another build to compare with.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

export function openCore() {
  const path = resolve(process.env.STELLA_BENCH_CORE ?? join(import.meta.dirname, "../packages/core/dist/index.js"));
  if (!existsSync(path)) throw new Error(`${path} is not there: run \`pnpm run build\` first`);
  return import(pathToFileURL(path).href);
}
