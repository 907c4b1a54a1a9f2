// The folder beside the output in which a run works until the bundle is whole: its name begins with a dot, so nothing in it looks finished.
// One run at a time holds it. What a killed run left is gone on with or taken away by the next one with the same output.
import { hash } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import { ExportError } from "../../errors/export-error.js";
import { readChecked, writeChecked } from "../checked-file.js";
import type { Files } from "../files.js";
import { holderName, isHolderName, livingHolder } from "./holder.js";
import { assertMadeByRuns, isOwn, takeFolder } from "./staging-folder.js";

/** Somebody may take the folder away while it is being taken; that often in a row only when something else is wrong. */
const ATTEMPTS = 8;

export class Staging {
  readonly folder: string;
  readonly #files: Files;
  readonly #out: string;
  readonly #scratch: string | undefined;
  #spool: string;

  private constructor(files: Files, out: string, scratch: string | undefined) {
    this.#files = files;
    this.#out = out;
    this.#scratch = scratch;
    this.folder = folderOf(out);
    this.#spool = this.#inside;
  }

  /** Where the bundle is laid before it gets its name. */
  get tree(): string {
    return join(this.folder, "tree");
  }

  get store(): string {
    return join(this.folder, "store");
  }

  /** Where the spool lies: in the staging folder, or in one of its own under `--scratch`. */
  get spool(): string {
    return this.#spool;
  }

  /** What stood at the output before it was replaced. */
  get replaced(): string {
    return join(this.folder, "replaced");
  }

  /** What the spool holds, once it is whole. */
  get snapshotFile(): string {
    return join(this.folder, "snapshot.json");
  }

  /** What the run made, once it is whole. */
  get resultFile(): string {
    return join(this.folder, "result.json");
  }

  /** When this run took the folder: nanoseconds since the epoch by the clock of its file system. */
  get takenAt(): bigint {
    return this.#files.changedAt(this.#claim);
  }

  static isThere(files: Files, out: string): boolean {
    return files.look(folderOf(resolve(out))) !== undefined;
  }

  /**
   * Takes the folder with what is in it. Throws OUTPUT_BUSY where a living process holds it, what {@link takeFolder} throws where it may be
   * somebody else's work, DISK_FULL, IO.
   */
  static take(files: Files, out: string, scratch: string | undefined): Staging {
    const staging = new Staging(files, resolve(out), scratch === undefined ? undefined : resolve(scratch));
    const isBelieved = staging.#take();
    try {
      if (!isBelieved) staging.#forget();
      staging.#restore();
      staging.#spool = staging.#noted() ?? staging.#inside;
    } catch (error) {
      staging.leave();
      throw error;
    }
    return staging;
  }

  /** Takes away what an earlier run left, and makes an empty spool. */
  startOver(): void {
    this.#empty();
    if (this.#scratch !== undefined) {
      const name = hash("sha256", `${this.#out}\0${holderName()}`).slice(0, 16);
      this.#spool = join(this.#scratch, `${this.#spoolPrefix}${name}`);
      // Noted before it is made, so that whoever comes after a kill finds it.
      writeChecked(this.#files, this.#note, this.#spool);
    }
    this.#files.makeFolder(this.#spool, { exclusive: true });
  }

  /** Takes away what an earlier run left, apart from its spool. */
  goOn(): void {
    for (const path of [this.store, this.tree, this.replaced, this.resultFile]) this.#files.remove(path);
  }

  /** Removes everything that the run made besides its output. */
  release(): void {
    this.#empty();
    this.#letGo();
  }

  /** As {@link release}, on the way out with an error that matters more than one from tidying up. */
  abandon(): void {
    for (const step of [() => this.#restore(), () => this.#empty()]) {
      try {
        step();
      } catch {
        // What stays has a dot in front of its name; the next run with this output removes it.
        break;
      }
    }
    this.leave();
  }

  /** Lets go of the folder and leaves what was found in it to the next run. Throws nothing. */
  leave(): void {
    // A second time, because a process that lives on would otherwise be in its own way.
    for (let attempt = 1; attempt <= 2; attempt++) {
      try {
        return this.#letGo();
      } catch {
        // as in abandon
      }
    }
  }

  // Whoever wants the folder puts down its name first and then looks for others: of two that come at once, at least one sees the other.
  // False where nothing that is in it is to be believed.
  #take(): boolean {
    let isBelieved = true;
    for (let attempt = 1; ; attempt++) {
      try {
        isBelieved = takeFolder(this.#files, this.folder);
        this.#putDownClaim();
        break;
      } catch (error) {
        const code = error instanceof ExportError ? error.code : undefined;
        if (code === "ERR_EXPORT_OUTPUT_EXISTS" && (error as ExportError).place.path === this.#claim) throw this.#busy(process.pid);
        // A run that had ended took the folder away in between.
        if (code !== "ERR_EXPORT_NOT_FOUND" || attempt === ATTEMPTS) throw error;
      }
    }
    try {
      for (const name of this.#files.list(this.folder)) this.#outlive(name);
      assertMadeByRuns(this.#files, this.folder);
    } catch (error) {
      this.leave();
      throw error;
    }
    return isBelieved;
  }

  // A folder that was moved aside is put back all the same, unless it came from another user.
  #forget(): void {
    for (const path of [this.snapshotFile, this.resultFile]) this.#files.remove(path);
    if (this.#files.look(this.replaced) === undefined || this.#files.ownership(this.replaced) !== "foreign") return;
    const hint = `Look at ${this.folder} and remove it, or choose another --out.`;
    throw new ExportError("ERR_EXPORT_PERMISSION", `${this.replaced} is another user's`, { path: this.replaced, hint });
  }

  #putDownClaim(): void {
    const file = this.#files.openForWrite(this.#claim, { exclusive: true });
    try {
      this.#files.close(file);
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  #outlive(name: string): void {
    if (!isHolderName(name) || name === holderName()) return;
    const pid = livingHolder(name);
    if (pid !== undefined) throw this.#busy(pid);
    this.#files.remove(join(this.folder, name));
  }

  #busy(pid: number): ExportError {
    return new ExportError("ERR_EXPORT_OUTPUT_BUSY", `process ${pid} is writing to ${this.#out}`, { path: this.#out });
  }

  // A kill in here must leave what says where the spool is, and that the run is done, as long as there is anything to be done about it.
  #empty(): void {
    this.#files.remove(this.#spool);
    this.#files.remove(this.#inside);
    this.#spool = this.#inside;
    const last = [this.#note, this.resultFile];
    for (const name of this.#files.list(this.folder)) {
      const path = join(this.folder, name);
      if (!isHolderName(name) && !last.includes(path)) this.#files.remove(path);
    }
    for (const path of last) this.#files.remove(path);
  }

  #letGo(): void {
    this.#files.remove(this.#claim);
    // Another run may have put down its name by now, or something is left for it.
    this.#files.removeEmpty(this.folder);
  }

  // A run that ended between the two renames of --force left the old bundle here: put it back before anything else.
  #restore(): void {
    if (this.#files.look(this.#out) === undefined && this.#files.look(this.replaced) !== undefined) {
      this.#files.renameNew(this.replaced, this.#out);
    }
  }

  /** The spool under `--scratch` that an earlier run noted. What is not of the form that is written here is nobody's to remove. */
  #noted(): string | undefined {
    if (!isOwn(this.#files, this.#note)) return undefined;
    const noted = readChecked(this.#files, this.#note);
    if (typeof noted !== "string" || resolve(noted) !== noted || !basename(noted).startsWith(this.#spoolPrefix)) return undefined;
    return this.#files.look(noted) === "folder" && isOwn(this.#files, noted) ? noted : undefined;
  }

  get #claim(): string {
    return join(this.folder, holderName());
  }

  get #inside(): string {
    return join(this.folder, "spool");
  }

  get #note(): string {
    return join(this.folder, "scratch.json");
  }

  get #spoolPrefix(): string {
    return `.${basename(this.#out)}.stella-spool-`;
  }
}

function folderOf(out: string): string {
  return join(dirname(out), `.${basename(out)}.stella-partial`);
}
