// Puts a database into a Trivy cache so that whoever looks sees the old one or the new one, both files of it, also after a kill at any moment.
// Trivy reads two files, and no rename moves two. So both become links that lead through one name, with what they show unchanged; that name is
// renamed, which changes both at once; then both become plain files again, with what they show unchanged.
import { realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { ExportError } from "@stella-export/core";
import { type Files, toFileError } from "@stella-export/core/node";
import { type DatabaseSlot, filesOf, METADATA, ownFolder } from "./database-slot.js";
import { RECORD } from "./installed-record.js";
import { isSameFile } from "./same-file.js";

/** Names in the folder of a swap. `current` is the link that both files lead through while a swap is under way. */
const [CURRENT, OLD, NEW, KEPT] = ["current", "old", "new", "kept"] as const;
/** In the folder of an old database that is not to be kept. */
const WORTHLESS = "worthless";

/** One swap at a time, by whoever holds the cache's lock. */
export class CacheSwap {
  readonly slot: DatabaseSlot;
  readonly #files: Files;
  readonly #cache: string;
  readonly #root: string;

  constructor(files: Files, cache: string, slot: DatabaseSlot) {
    this.#files = files;
    this.#cache = cache;
    this.slot = slot;
    this.#root = join(ownFolder(cache), ".swap", slot.name);
  }

  /** Where the new database is to be laid down before {@link commit}: both files, and what is to be remembered of it. */
  get newFolder(): string {
    return join(this.#root, NEW);
  }

  /** The database that was there before the last swap. */
  get keptFolder(): string {
    return join(this.#root, KEPT);
  }

  /** What is remembered of the database in the cache. */
  get record(): string {
    return join(this.#root, RECORD);
  }

  /** True from {@link show} to the end of {@link settle}: what is in `newFolder` is what is seen. */
  get isNewShown(): boolean {
    return this.#files.readLink(join(this.#root, CURRENT)) === NEW;
  }

  /** Ends what a killed process began: to the new database where it came as far as to show it, else back to the old one. */
  recover(): void {
    if (this.#files.look(this.#root) === undefined) return;
    for (const name of this.#names) this.#files.remove(this.#beside(name));
    if (this.isNewShown) this.settle();
    else this.#undo();
  }

  /** Makes the folder for the new database, empty. */
  prepare(): void {
    this.#files.remove(this.newFolder);
    this.#files.makeFolder(this.newFolder);
  }

  /** Takes away what is left where nothing was changed. */
  abandon(): void {
    this.recover();
    this.#files.removeEmpty(this.#root);
    this.#files.removeEmpty(join(ownFolder(this.#cache), ".swap"));
  }

  /** {@link show}, then {@link settle}. */
  commit(): void {
    this.show();
    this.settle();
  }

  /**
   * Makes the new database the one that is seen in the cache. Everything in `newFolder` is on the disk when this is called. `isOldWorthless`: what was
   * there is not to take the place of what is kept.
   */
  show({ isOldWorthless = false }: { readonly isOldWorthless?: boolean } = {}): void {
    const files = this.#files;
    this.refuseStrangers();
    files.makeFolder(this.#folder);
    this.#keepOld(isOldWorthless);
    for (const name of this.#names) {
      files.remove(this.#beside(name));
      files.symlink(join(this.#wayBack(), CURRENT, name), this.#beside(name));
      files.rename(this.#beside(name), join(this.#folder, name));
    }
    files.syncFolder(this.#folder);
    files.syncFolder(this.#cache);
    this.#lead(NEW);
  }

  /** After {@link show}: the old database, or nothing, is seen again. */
  takeBack(): void {
    if (this.#files.look(join(this.#root, OLD)) === "folder") this.#lead(OLD);
    else this.#files.remove(join(this.#root, CURRENT));
    this.#undo();
  }

  /** Lets the name that both files lead through lead elsewhere. */
  #lead(to: string): void {
    const next = join(this.#root, `${CURRENT}.new`);
    this.#files.remove(next);
    this.#files.symlink(to, next);
    this.#files.rename(next, join(this.#root, CURRENT));
    this.#files.syncFolder(this.#root);
  }

  /** Gives what is there second names, and shows it through them. */
  #keepOld(isWorthless: boolean): void {
    const files = this.#files;
    const old = join(this.#root, OLD);
    files.remove(old);
    files.remove(join(this.#root, CURRENT));
    const there = this.#names.filter((name) => files.look(join(this.#folder, name)) === "file");
    if (there.length > 0) {
      files.makeFolder(old);
      for (const name of there) files.link(join(this.#folder, name), join(old, name));
      if (files.look(this.record) === "file") files.link(this.record, join(old, RECORD));
      if (isWorthless) files.close(files.openForWrite(join(old, WORTHLESS)));
      files.syncFolder(old);
      files.symlink(OLD, join(this.#root, CURRENT));
    }
    files.syncFolder(this.#root);
  }

  /** The new database is shown. Makes its files plain ones, and the old one the one that is kept. Any part may have been done before. */
  settle(): void {
    const files = this.#files;
    const [old, fresh] = [join(this.#root, OLD), this.newFolder];
    for (const name of this.#names) if (this.#isOurs(name)) this.#makePlain(join(fresh, name), name);
    if (files.look(this.#folder) === "folder") files.syncFolder(this.#folder);
    if (this.#isToBeKept(old)) {
      files.remove(this.keptFolder);
      files.rename(old, this.keptFolder);
    } else {
      // Without this name it stays one that is not kept, wherever the removal is cut off.
      files.remove(join(old, METADATA));
      files.remove(old);
    }
    if (files.look(join(fresh, RECORD)) === "file") files.rename(join(fresh, RECORD), this.record);
    files.syncFolder(this.#root);
    files.remove(join(this.#root, CURRENT));
    files.remove(fresh);
  }

  /** Whole, worth something, and not the same again as the new one: that would put the last way back to other content out of reach. */
  #isToBeKept(old: string): boolean {
    const files = this.#files;
    if (!this.#names.every((name) => files.look(join(old, name)) === "file")) return false;
    if (files.look(join(old, WORTHLESS)) !== undefined) return false;
    const { database } = this.slot;
    const [was, is, kept] = [old, this.newFolder, this.keptFolder].map((folder) => join(folder, database)) as [string, string, string];
    if (files.look(kept) !== "file" || files.look(is) !== "file") return true;
    return !isSameFile(files, was, is) || isSameFile(files, kept, is);
  }

  /** The old database, or nothing, is shown. Makes its files plain ones again. */
  #undo(): void {
    const files = this.#files;
    const old = join(this.#root, OLD);
    for (const name of this.#names.filter((each) => this.#isOurs(each))) {
      if (files.look(join(old, name)) === "file") this.#makePlain(join(old, name), name);
      else files.remove(join(this.#folder, name));
    }
    if (files.look(this.#folder) === "folder") files.syncFolder(this.#folder);
    for (const name of [`${CURRENT}.new`, CURRENT, OLD, NEW]) files.remove(join(this.#root, name));
  }

  #makePlain(from: string, name: string): void {
    const beside = this.#beside(name);
    this.#files.remove(beside);
    this.#files.link(from, beside);
    this.#files.syncFile(beside);
    this.#files.rename(beside, join(this.#folder, name));
  }

  /** True for a link that a swap has made; a Trivy that downloads replaces it, and then it is Trivy's. */
  #isOurs(name: string): boolean {
    const target = this.#files.readLink(join(this.#folder, name));
    return target !== undefined && target.endsWith(join(".swap", this.slot.name, CURRENT, name));
  }

  /** Throws OUTPUT_EXISTS where one of the two names is a link or a folder of somebody else's. */
  refuseStrangers(): void {
    for (const name of this.#names) {
      const path = join(this.#folder, name);
      const there = this.#files.look(path);
      if (there === undefined || there === "file") continue;
      throw new ExportError("ERR_EXPORT_OUTPUT_EXISTS", `${path} is a ${there === "folder" ? "folder" : "link"}, not a file`, {
        path,
        hint: "Remove it, or choose another --trivy-cache.",
      });
    }
  }

  /** From the folder of the cache to that of the swap: relative, so that it holds where the cache is mounted under another name. */
  #wayBack(): string {
    try {
      return relative(realpathSync(this.#folder), realpathSync(this.#root));
    } catch (cause) {
      throw toFileError(cause, "find", this.#folder);
    }
  }

  #beside(name: string): string {
    return join(this.#folder, `.stella-${name}`);
  }

  get #folder(): string {
    return join(this.#cache, this.slot.name);
  }

  get #names(): readonly string[] {
    return filesOf(this.slot);
  }
}
