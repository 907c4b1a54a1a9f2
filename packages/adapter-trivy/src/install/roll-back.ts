// Does `install --rollback`: the database that the last install replaced and the one that it installed change places.
import { join, resolve } from "node:path";
import { type Clock, ExportError } from "@stella-export/core";
import { type Files, nodeFiles } from "@stella-export/core/node";
import { withCacheLock } from "./cache-lock.js";
import { readCachedDatabase } from "./cached-database.js";
import { CacheSwap } from "./cache-swap.js";
import { checkContent, recordsIn } from "./database-content.js";
import { type DatabaseSlot, filesOf, ownFolder, refuseForeignFolder, SLOTS } from "./database-slot.js";
import type { InstallResult } from "./install-bundle.js";
import { RECORD } from "./installed-record.js";
import { trivyCommand } from "./trivy-command.js";

export interface RollbackRequest {
  readonly cache: string;
  readonly clock: Clock;
  readonly dryRun?: boolean;
  readonly files?: Files;
}

/** Throws NOT_FOUND where nothing is kept, DATABASE_DAMAGED where what is kept has been damaged since, OUTPUT_BUSY, PERMISSION, IO. */
export async function rollBack(request: RollbackRequest): Promise<InstallResult> {
  const { cache, dryRun = false, files = nodeFiles } = request;
  refuseForeignFolder(files, cache);
  if (files.look(ownFolder(cache)) === undefined) throw nothingKept(cache);
  const swaps = SLOTS.map((slot) => ({ slot, swap: new CacheSwap(files, cache, slot) }));
  if (dryRun) return judge(request, lastSwapped(files, cache, swaps));
  return withCacheLock(files, cache, async () => {
    try {
      for (const { swap } of swaps) swap.recover();
      const last = lastSwapped(files, cache, swaps);
      const result = await judge(request, last);
      const { slot, swap } = last;
      swap.prepare();
      for (const name of [...filesOf(slot), RECORD]) {
        const kept = join(swap.keptFolder, name);
        if (files.look(kept) === "file") files.link(kept, join(swap.newFolder, name));
      }
      files.syncFolder(swap.newFolder);
      swap.commit();
      return result;
    } finally {
      for (const { swap } of swaps) swap.abandon();
    }
  });
}

interface Swap {
  readonly slot: DatabaseSlot;
  readonly swap: CacheSwap;
}

/** Of the two databases the one that was changed last, of those that have something kept. */
function lastSwapped(files: Files, cache: string, swaps: readonly Swap[]): Swap {
  const [last] = swaps
    .filter(({ swap }) => files.look(swap.keptFolder) === "folder")
    .map((each) => ({ each, at: files.changedAt(each.swap.keptFolder) }))
    .toSorted((a, b) => (a.at > b.at ? -1 : 1));
  if (last === undefined) throw nothingKept(cache);
  return last.each;
}

async function judge({ cache, clock, dryRun = false }: RollbackRequest, { slot, swap }: Swap): Promise<InstallResult> {
  const now = clock.now();
  const folder = join(cache, slot.name);
  const kept = readCachedDatabase(swap.keptFolder, slot, join(swap.keptFolder, RECORD), now);
  if (kept === null) {
    const path = swap.keptFolder;
    throw new ExportError("ERR_EXPORT_DATABASE_DAMAGED", `what was kept in ${path} is not whole any more`, { path });
  }
  const database = join(swap.keptFolder, slot.database);
  const content = await checkContent(slot, database, database);
  const replaced = readCachedDatabase(folder, slot, swap.record, now);
  return {
    action: "rollback",
    dryRun,
    database: slot.name,
    path: resolve(folder, slot.database),
    installed: { ...kept, records: recordsIn(content) },
    replaced: replaced === null ? null : { ...replaced, records: null },
    canRollBack: true,
    command: trivyCommand(cache, slot),
  };
}

function nothingKept(cache: string): ExportError {
  return new ExportError("ERR_EXPORT_NOT_FOUND", `nothing is kept for the cache ${cache}: no install has replaced a database there`, {
    path: cache,
    hint: "Check --trivy-cache; the first install into an empty cache has nothing to go back to.",
  });
}
