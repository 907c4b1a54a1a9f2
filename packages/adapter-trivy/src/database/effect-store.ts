// Effects on their way to the rows that they are about: taken as documents come, given out by package in the order of the rows, so that only
// those of one package are in memory.
import { compareBytes, decodeUtf8, encodeUtf8, type Output, type Sorting } from "@stella-export/core";
import type { Effect, EffectPlace } from "../mapping/effect.js";
import { RowKeys } from "../mapping/row-key.js";
import { GroupedEntries } from "./grouped-entries.js";

const NONE: readonly Effect[] = [];

export class EffectStore {
  readonly #effects: Sorting;
  readonly #keys = new RowKeys();
  #count = 0;

  constructor(output: Pick<Output, "sorting">) {
    this.#effects = output.sorting();
  }

  add({ place, packageKey }: EffectPlace, effect: Effect): void {
    this.#effects.add(this.#keys.key([place, packageKey], this.#count++), encodeUtf8(JSON.stringify(effect)));
  }

  /** Ends adding. The function is asked for packages in byte order, `place` and key with a NUL behind each. */
  byPackage(): (packageTexts: Uint8Array) => readonly Effect[] {
    const groups = new GroupedEntries(this.#effects.entries());
    let hasGroup = groups.next();
    let effects: readonly Effect[] | undefined;
    return (packageTexts) => {
      while (hasGroup && compareBytes(groups.texts, packageTexts) < 0) {
        hasGroup = groups.next();
        effects = undefined;
      }
      if (!hasGroup || compareBytes(groups.texts, packageTexts) !== 0) return NONE;
      return (effects ??= groups.values.map((value) => JSON.parse(decodeUtf8(value)) as Effect));
    };
  }
}
