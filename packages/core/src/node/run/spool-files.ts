// The files of a spool, whichever lanes wrote them, opened to be read in order. It knows their names, not what is in them.
import { join } from "node:path";
import type { Files } from "../files.js";
import { BlockFile } from "../spool/block-file.js";
import type { Run } from "../spool/run-writer.js";
import { SortedRuns } from "../spool/sorted-runs.js";
import type { SpoolPart } from "./lane-spool.js";

/** Documents that are no records; there is one file of them at most. */
export const REJECTS_FILE = "rejects";

export class SpoolFiles {
  readonly #files: Files;
  readonly #folder: string;
  readonly #runs: Readonly<Record<string, readonly Run[]>>;
  readonly #opened: BlockFile[] = [];

  /** `runs`: by name of the file. */
  constructor(files: Files, folder: string, runs: Readonly<Record<string, readonly Run[]>>) {
    this.#files = files;
    this.#folder = folder;
    this.#runs = runs;
  }

  /** One sequence of what all lanes wrote of a part. Throws what opening a file throws. */
  part(part: SpoolPart): SortedRuns {
    const names = Object.keys(this.#runs).filter((name) => name.startsWith(`${part}-`));
    // Every lane has a file for each part, also where nothing came: none at all is a description of something else, never an empty spool.
    if (names.length === 0) throw new TypeError(`a spool without ${part}`);
    return new SortedRuns(names.map((name) => this.#open(name)));
  }

  /** `undefined` where rejects are not listed. */
  rejects(): SortedRuns | undefined {
    return this.#runs[REJECTS_FILE] === undefined ? undefined : new SortedRuns([this.#open(REJECTS_FILE)]);
  }

  /** The runs of the parts that a snapshot consists of: what a description of it names. */
  get lasting(): Readonly<Record<string, readonly Run[]>> {
    return Object.fromEntries(Object.entries(this.#runs).filter(([name]) => name === REJECTS_FILE || name.startsWith("records-")));
  }

  close(): void {
    for (const file of this.#opened.splice(0)) file.close();
  }

  #open(name: string): { file: BlockFile; runs: readonly Run[] } {
    const file = new BlockFile(this.#files, join(this.#folder, name), { existing: true });
    this.#opened.push(file);
    return { file, runs: this.#runs[name] as readonly Run[] };
  }
}
