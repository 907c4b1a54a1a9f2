// Counts the rows of a database while it is written: the walk over the finished file is saved.
import { decodeUtf8, equalBytes } from "@stella-export/core";
import { NumberCounter } from "./number-counter.js";
import type { DatabaseNumbers } from "./numbers.js";

const NOTHING = new Uint8Array(0);

/** Takes rows in the order of the database. */
export class RowCounter {
  readonly #counter = new NumberCounter();
  #root = NOTHING;
  #name = "";
  #package = NOTHING;

  add({ path, value }: { readonly path: readonly Uint8Array[]; readonly value: Uint8Array }): void {
    const [root = NOTHING, inner = NOTHING, key = NOTHING] = path;
    if (!equalBytes(root, this.#root)) {
      this.#root = root.slice();
      this.#name = decodeUtf8(root);
      this.#package = NOTHING;
    }
    if (this.#name === "vulnerability") this.#counter.vulnerability(value);
    else if (this.#name === "data-source") this.#counter.dataSource(decodeUtf8(inner), value);
    else if (this.#name !== "Red Hat CPE") {
      if (!equalBytes(inner, this.#package)) {
        this.#package = inner.slice();
        this.#counter.package(this.#name, decodeUtf8(inner));
      }
      this.#counter.advisory(this.#name, key, value);
    }
  }

  numbers(): DatabaseNumbers {
    return this.#counter.numbers();
  }
}
