// Does `install`: a bundle's database takes the place of the one in a Trivy cache, or nothing changes.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ExportError, formatInstant, revokedKeys } from "@stella-export/core";
import { type Files, nodeFiles, toFileError } from "@stella-export/core/node";
import { withCacheLock } from "./cache-lock.js";
import { type CachedDatabase, readCachedDatabase } from "./cached-database.js";
import { CacheSwap } from "./cache-swap.js";
import { checkContent, type DatabaseContent, recordsIn, refuseShortfall } from "./database-content.js";
import { refuseOtherDates } from "./database-dates.js";
import { encodeDatabaseMetadata } from "./database-metadata.js";
import { type DatabaseSlot, METADATA, ownFolder, refuseForeignFolder, SLOTS } from "./database-slot.js";
import { encodeRecord, RECORD } from "./installed-record.js";
import { refuseOlder, seenAgain } from "./older-database.js";
import { stageBundle, type StagedDatabase, type StageOptions } from "./stage-bundle.js";
import { trivyCommand } from "./trivy-command.js";

export interface InstallRequest extends StageOptions {
  /** Trivy's `--cache-dir`. */
  readonly cache: string;
  /** Take the place of a database of another tenant or profile, as the state's rule of that name takes the first bundle of theirs. */
  readonly firstUse?: boolean;
  /** Judge only: nothing in the cache, nor the state, is touched. */
  readonly dryRun?: boolean;
  readonly files?: Files;
}

/** The result of install and of its way back. */
export interface InstallResult {
  readonly action: "install" | "rollback";
  /** True: nothing was changed, and this is what would be. */
  readonly dryRun: boolean;
  readonly database: DatabaseSlot["name"];
  /** The database's file in the cache. */
  readonly path: string;
  readonly installed: CachedDatabase;
  /** What was there before; null where nothing was that Trivy could use. */
  readonly replaced: CachedDatabase | null;
  /** Whether `--rollback` could bring another one back now. */
  readonly canRollBack: boolean;
  /** The words of the command line that scans with the installed cache. */
  readonly command: readonly string[];
}

/** Throws what is wrong with the bundle, its database or the cache; then the cache is as it was. OUTPUT_BUSY where another process is at it. */
export async function installBundle(request: InstallRequest): Promise<InstallResult> {
  const { cache, files = nodeFiles } = request;
  refuseForeignFolder(files, cache);
  if (request.dryRun === true) {
    const folder = mkdtempSync(join(tmpdir(), "stella-install-"));
    try {
      const staged = await stageBundle(request, folder);
      return (await judge(request, staged)).result;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const isNew = files.look(cache) === undefined;
  try {
    return await withCacheLock(files, cache, () => change(request, files));
  } finally {
    if (isNew) files.removeEmpty(cache);
  }
}

async function change(request: InstallRequest, files: Files): Promise<InstallResult> {
  const { cache, clock, signal } = request;
  const incoming = join(ownFolder(cache), ".incoming");
  const swaps = SLOTS.map((slot) => new CacheSwap(files, cache, slot));
  files.remove(incoming);
  files.makeFolder(incoming);
  try {
    for (const swap of swaps) await recover(request, swap);
    const staged = await stageBundle(request, incoming);
    const { result, isOldWorthless } = await judge(request, staged);
    const swap = new CacheSwap(files, cache, staged.slot);
    signal?.throwIfAborted();
    layDown(files, swap, staged, clock.now());
    swap.show({ isOldWorthless });
    try {
      // Not before: a bundle that is not installed must not keep an older one out.
      await staged.remember();
    } catch (error) {
      swap.takeBack();
      throw error;
    }
    swap.settle();
    return result;
  } finally {
    files.remove(incoming);
    for (const swap of swaps) swap.abandon();
  }
}

/** A killed install that came as far as to show its database may not have told the state of it. */
async function recover({ clock, state }: InstallRequest, swap: CacheSwap): Promise<void> {
  if (swap.isNewShown) {
    const facts = readCachedDatabase(swap.newFolder, swap.slot, join(swap.newFolder, RECORD), clock.now())?.bundle ?? null;
    const seen = facts === null ? undefined : seenAgain(facts);
    // What the state is ahead of is a killed way back.
    const isOlder = seen !== undefined && (await state.judge(seen)).some(({ code }) => code === "ERR_EXPORT_ROLLBACK");
    if (seen !== undefined && !isOlder) await state.remember(seen);
  }
  swap.recover();
}

/** The last gate, against what is in the cache; then what the result will say. */
async function judge(
  { cache, clock, mode, firstUse = false, dryRun = false }: InstallRequest,
  { slot, bundle, seen, metadata, content, path }: StagedDatabase,
): Promise<{ readonly result: InstallResult; readonly isOldWorthless: boolean }> {
  const now = clock.now();
  const sizeBytes = sizeOf(path);
  const folder = join(cache, slot.name);
  const swap = new CacheSwap(nodeFiles, cache, slot);
  swap.refuseStrangers();
  const before = await contentThere(slot, join(folder, slot.database));
  // Where what is there has been damaged since, the one that is kept says what there was.
  refuseShortfall(before ?? (await contentThere(slot, join(swap.keptFolder, slot.database))), content, slot.archive);
  // After what is lost, which tells more of a database that was changed.
  refuseOtherDates(metadata, bundle.asOf, slot.archive);
  const there = readCachedDatabase(folder, slot, swap.record, now);
  const revoked = mode.kind === "signed" ? revokedKeys(mode.policy) : [];
  refuseOlder(seen, there?.bundle ?? null, { firstUse, revoked });
  const replaced = there === null ? null : { ...there, records: before === undefined ? null : recordsIn(before) };
  const isOldWorthless = before === undefined || replaced === null;
  const result: InstallResult = {
    action: "install",
    dryRun,
    database: slot.name,
    path: resolve(folder, slot.database),
    installed: {
      schema: metadata.schema,
      updatedAt: formatInstant(metadata.updatedAt),
      nextUpdate: formatInstant(metadata.nextUpdate),
      downloadedAt: formatInstant(now),
      ageSeconds: now - metadata.updatedAt,
      sizeBytes,
      records: recordsIn(content),
      bundle,
    },
    replaced,
    canRollBack: !isOldWorthless || nodeFiles.look(swap.keptFolder) === "folder",
    command: trivyCommand(cache, slot),
  };
  return { result, isOldWorthless };
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (cause) {
    throw toFileError(cause, "look at", path);
  }
}

/** Undefined where there is none, or none that is whole: nobody would want that one back. */
async function contentThere(slot: DatabaseSlot, path: string): Promise<DatabaseContent | undefined> {
  if (nodeFiles.look(path) === undefined) return undefined;
  try {
    return await checkContent(slot, path, path);
  } catch (error) {
    // QUALITY_GATE: nothing in it is Trivy's.
    if (error instanceof ExportError && ["ERR_EXPORT_DATABASE_DAMAGED", "ERR_EXPORT_QUALITY_GATE"].includes(error.code)) return undefined;
    throw error;
  }
}

/** Both files and the record, on the disk, where the swap takes them from. */
function layDown(files: Files, swap: CacheSwap, { slot, bundle, path, metadata }: StagedDatabase, now: number): void {
  swap.prepare();
  files.syncFile(path);
  files.rename(path, join(swap.newFolder, slot.database));
  const bytes = encodeDatabaseMetadata(metadata, now);
  writeSynced(files, join(swap.newFolder, METADATA), bytes);
  writeSynced(files, join(swap.newFolder, RECORD), encodeRecord(bundle, bytes));
  files.syncFolder(swap.newFolder);
}

function writeSynced(files: Files, path: string, bytes: Uint8Array): void {
  const file = files.openForWrite(path);
  try {
    files.write(file, bytes, 0);
    files.sync(file);
  } finally {
    files.close(file);
  }
}
