// What a bucket says of a package of several modules: a record that does not tell of which the package is stands under each of them, alike, and
// counts once. Of each row a few bytes are kept, until the bucket ends.
import { hash } from "node:crypto";
import { decodeUtf8 } from "@stella-export/core";

const DIGEST_BYTES = 6;

export class ModuleRows {
  readonly #names = new Set<string>();
  readonly #rows = new Set<number>();
  /** Of the package that came last; empty where it is of no module. */
  #name = "";

  /** Whether the package is not another module's under the name of one that came before. */
  isNewPackage(key: string): boolean {
    const at = key.lastIndexOf("::");
    this.#name = at === -1 ? "" : key.slice(at + 2);
    if (this.#name === "") return true;
    const before = this.#names.size;
    return this.#names.add(this.#name).size > before;
  }

  /** Whether no row of the same package in another module says just that. */
  isNewRow(id: Uint8Array, value: Uint8Array): boolean {
    if (this.#name === "") return true;
    const text = `${this.#name}\0${decodeUtf8(id)}\0${decodeUtf8(value)}`;
    const before = this.#rows.size;
    return this.#rows.add(hash("sha256", text, "buffer").readUIntBE(0, DIGEST_BYTES)).size > before;
  }
}
