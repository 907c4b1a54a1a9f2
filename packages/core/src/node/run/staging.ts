// The folder beside the output in which a run works until the bundle is whole: its name begins with a dot, so nothing in it looks finished.
// One run at a time holds it; what a killed run left behind is taken away by the next one with the same output.
import { basename, dirname, join, resolve } from "node:path";
import { ExportError } from "../../errors/export-error.js";
import type { Files } from "../files.js";

export class Staging {
  readonly folder: string;
  readonly #files: Files;
  readonly #scratch: string;
  readonly #out: string;

  private constructor(files: Files, out: string, folder: string, scratch: string) {
    this.#files = files;
    this.#out = out;
    this.folder = folder;
    this.#scratch = scratch;
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
    return this.#scratch;
  }

  /** What stood at the output before it was replaced. */
  get replaced(): string {
    return join(this.folder, "replaced");
  }

  /** Takes the folder. Throws OUTPUT_BUSY where a living process holds it, DISK_FULL, PERMISSION, IO. */
  static take(files: Files, out: string, scratch: string | undefined): Staging {
    const path = resolve(out);
    const name = `.${basename(path)}.stella-partial`;
    const folder = join(dirname(path), name);
    const spool = scratch === undefined ? join(folder, "spool") : join(resolve(scratch), `${name}-${process.pid}`);
    const staging = new Staging(files, path, folder, spool);
    staging.#clear();
    files.makeFolder(folder);
    staging.#lock();
    files.makeFolder(spool);
    return staging;
  }

  /** Removes everything that the run made besides its output. */
  release(): void {
    this.#files.remove(this.#scratch);
    this.#files.remove(this.folder);
  }

  /** As {@link release}, on the way out with an error that matters more than one from tidying up. */
  abandon(): void {
    try {
      this.#restore();
      this.release();
    } catch {
      // What stays has a dot in front of its name; the next run with this output removes it.
    }
  }

  #clear(): void {
    if (this.#files.look(this.folder) === undefined) return;
    const holder = readHolder(this.#files, join(this.folder, "lock"));
    if (holder !== undefined && isAlive(holder)) {
      throw new ExportError("ERR_EXPORT_OUTPUT_BUSY", `process ${holder} is writing to ${this.#out}`, { path: this.#out });
    }
    this.#restore();
    this.#files.remove(this.folder);
  }

  // A run that ended between the two renames of --force left the old bundle here: put it back before anything else.
  #restore(): void {
    if (this.#files.look(this.#out) === undefined && this.#files.look(this.replaced) !== undefined) {
      this.#files.rename(this.replaced, this.#out);
    }
  }

  #lock(): void {
    const file = this.#files.openForWrite(join(this.folder, "lock"), { exclusive: true });
    try {
      this.#files.write(file, Buffer.from(String(process.pid)), 0);
    } finally {
      this.#files.close(file);
    }
  }
}

function readHolder(files: Files, lock: string): number | undefined {
  if (files.look(lock) !== "file") return undefined;
  const file = files.openForRead(lock);
  try {
    const text = new Uint8Array(32);
    const pid = Number(Buffer.from(text.subarray(0, files.read(file, text, 0))).toString("latin1"));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } finally {
    files.close(file);
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
