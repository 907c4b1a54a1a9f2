// Lets one process at a time change a Trivy cache. It knows processes and a folder, not what is changed.
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { ExportError } from "@stella-export/core";
import { type Files, holderName, isHolderName, livingHolder } from "@stella-export/core/node";
import { ownFolder } from "./database-slot.js";

const ATTEMPTS = 8;

/** Does `work` while no other process does. Throws OUTPUT_BUSY where one goes on doing so, PERMISSION, IO. */
export async function withCacheLock<T>(files: Files, cache: string, work: () => Promise<T>): Promise<T> {
  const folder = join(ownFolder(cache), ".lock");
  const claim = join(folder, holderName());
  await take(files, cache, folder, claim);
  try {
    return await work();
  } finally {
    letGo(files, cache, folder, claim);
  }
}

async function take(files: Files, cache: string, folder: string, claim: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const holder = claimUnlessHeld(files, folder, claim);
    if (holder === undefined) return;
    letGo(files, cache, folder, claim);
    if (attempt === ATTEMPTS)
      throw new ExportError("ERR_EXPORT_OUTPUT_BUSY", `process ${holder} is changing the cache ${cache}`, { path: cache });
    // Two that began together must not meet again and again.
    await sleep(20 * attempt + (process.pid % 61));
  }
}

/** Puts down the claim, then looks for others: of two that do so at a time at least one sees the other. */
function claimUnlessHeld(files: Files, folder: string, claim: string): number | undefined {
  try {
    files.makeFolder(folder);
    files.close(files.openForWrite(claim));
  } catch (error) {
    // Another one has just taken the empty folder away.
    if (error instanceof ExportError && error.code === "ERR_EXPORT_NOT_FOUND") return claimUnlessHeld(files, folder, claim);
    throw error;
  }
  for (const name of files.list(folder)) {
    if (!isHolderName(name) || name === holderName()) continue;
    const pid = livingHolder(name);
    if (pid !== undefined) return pid;
    files.remove(join(folder, name));
  }
  return undefined;
}

function letGo(files: Files, cache: string, folder: string, claim: string): void {
  files.remove(claim);
  for (const path of [folder, ownFolder(cache)]) if (!files.removeEmpty(path)) return;
}
