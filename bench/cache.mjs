// What benchmarks make once and keep: corpora and built peers, outside the checkout. Anything there may be deleted at any time.
import { mkdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** `$XDG_CACHE_HOME/stella-export/bench/NAME`, or below `~/.cache`; its folder exists. */
export function cachePath(name) {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir() || tmpdir(), ".cache"), "stella-export", "bench");
  mkdirSync(folder, { recursive: true });
  return join(folder, name);
}
