// Where fuzzing keeps what is not part of the checkout: bundles of targets, the patched engine, logs and reproducers.
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** The folder `fuzz` of the checkout. */
export const fuzzFolder = dirname(import.meta.dirname);

const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");

/** Its folders may be removed at any time while nothing is fuzzed. */
export const cacheFolder = join(caches, "stella-export", "fuzz");
