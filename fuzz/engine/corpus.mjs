// The kept corpus: small inputs that together reach all that any input has reached. It knows files, not what is in them.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder, fuzzFolder } from "./folders.mjs";
import { runFuzzer } from "./fuzzer-process.mjs";
import { settingsOf } from "./target-settings.mjs";

/** Of a target's part of the checkout: this, or so many inputs of the longest kind. */
const KEPT_BYTES = 64 * 1024;
const KEPT_LONGEST = 16;
const KEPT_FILE_BYTES = 16 * 1024 - 1;

/** The target's folder; it may not exist yet. */
export function keptFolder(target) {
  return join(fuzzFolder, "corpus", target);
}

/** Replaces the kept corpus by the fewest inputs out of it and `found` that reach the same (libFuzzer's -set_cover_merge), the smallest first. */
export async function keepCorpus({ target, bundle, environment, found }) {
  const kept = keptFolder(target);
  const merged = mkdtempSync(join(tmpdir(), "stella-fuzz-merged-"));
  try {
    const folders = [merged, found, ...(existsSync(kept) ? [kept] : [])];
    const log = join(cacheFolder, "logs", `${target}-merge.log`);
    const { code } = await runFuzzer({ target, bundle, environment, log, options: ["-merge=1", "-set_cover_merge=1"], folders });
    if (code !== 0) throw new Error(`merging the corpus of ${target} ended with ${code}, see ${log}`);
    replaceFolder(kept, merged, Math.max(KEPT_BYTES, KEPT_LONGEST * settingsOf(target).maxBytes));
  } finally {
    rmSync(merged, { recursive: true, force: true });
  }
}

function replaceFolder(kept, merged, maxBytes) {
  const files = readdirSync(merged).map((name) => ({ name, sizeBytes: statSync(join(merged, name)).size }));
  files.sort((a, b) => a.sizeBytes - b.sizeBytes || (a.name < b.name ? -1 : 1));
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  let total = 0;
  for (const { name, sizeBytes } of files) {
    total += sizeBytes;
    if (total > maxBytes || sizeBytes > KEPT_FILE_BYTES) break;
    copyFileSync(join(merged, name), join(kept, name));
  }
}
