// Revisions of the VEX documents of a run, and which of them others have superseded. In memory are only those of one document.
import { decodeUtf8, encodeUtf8, type Output, type Sorting } from "@stella-export/core";
import { type Revision, superseded } from "../mapping/revision.js";
import { RowKeys } from "../mapping/row-key.js";
import { GroupedEntries } from "./grouped-entries.js";

/** Where a revision is. */
export interface RevisionPlace {
  readonly source: string;
  readonly path: string;
  readonly recordId: string;
  readonly sourceDigest: string;
  /** Whether it takes something out, or would. */
  readonly isTaking: boolean;
}

export class Revisions {
  readonly #sorting: Sorting;
  readonly #keys = new RowKeys();
  #count = 0;

  constructor(output: Pick<Output, "sorting">) {
    this.#sorting = output.sorting();
  }

  add(revision: Revision, place: RevisionPlace): void {
    this.#sorting.add(this.#keys.key([revision.document], this.#count++), encodeUtf8(JSON.stringify({ ...revision, ...place })));
  }

  /** Those that take something out and are no longer what their publisher says. Ends adding. */
  *superseded(): Generator<RevisionPlace> {
    for (const groups = new GroupedEntries(this.#sorting.entries()); groups.next();) {
      const revisions = groups.values.map((value) => JSON.parse(decodeUtf8(value)) as Revision & RevisionPlace);
      for (const each of superseded(revisions)) if (each.isTaking) yield each;
    }
  }
}
