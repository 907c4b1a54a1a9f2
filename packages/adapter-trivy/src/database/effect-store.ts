// Effects on their way to the rows that they are about: taken as documents come, given out by package in the order of the rows, so that only
// those of one package are in memory.
import { compareBytes, decodeUtf8, encodeUtf8, type Output, type Sorting } from "@stella-export/core";
import type { Effect, EffectPlace } from "../mapping/effect.js";
import { RowKeys } from "../mapping/row-key.js";
import { GroupedEntries } from "./grouped-entries.js";

interface WideEffect {
  readonly group: string;
  readonly packageKey: string;
  readonly effect: Effect;
}

const NONE: readonly Effect[] = [];

export class EffectStore {
  readonly #effects: Sorting;
  readonly #keys = new RowKeys();
  readonly #output: Pick<Output, "sorting">;
  /** Those of a group, until the places of the group are known. */
  #wide: Sorting | undefined;
  readonly #places = new Map<string, Set<string>>();
  readonly #superseded = new Set<string>();
  #count = 0;

  constructor(output: Pick<Output, "sorting">) {
    this.#output = output;
    this.#effects = output.sorting();
  }

  add({ place, packageKey }: EffectPlace, effect: Effect): void {
    this.#effects.add(this.#keys.key([place, packageKey], this.#count++), encodeUtf8(JSON.stringify(effect)));
  }

  /** Of a package of this key in every place of the group, also one that is named later. */
  addWide(group: string, packageKey: string, effect: Effect): void {
    this.#wide ??= this.#output.sorting();
    const value: WideEffect = { group, packageKey, effect };
    this.#wide.add(this.#keys.key([group, packageKey], this.#count++), encodeUtf8(JSON.stringify(value)));
  }

  /** Says that a place is one of the group's. */
  group(name: string, place: string): void {
    const places = this.#places.get(name);
    if (places === undefined) this.#places.set(name, new Set([place]));
    else places.add(place);
  }

  /** What the document of this digest takes, it takes no more. Its objections stand. */
  supersede(sourceDigest: string): void {
    this.#superseded.add(sourceDigest);
  }

  #spread(): void {
    if (this.#wide === undefined) return;
    for (const groups = new GroupedEntries(this.#wide.entries()); groups.next();) {
      for (const value of groups.values) {
        const { group, packageKey, effect } = JSON.parse(decodeUtf8(value)) as WideEffect;
        for (const place of this.#places.get(group) ?? []) this.add({ place, packageKey }, effect);
      }
    }
  }

  #stands({ decider, isObjection }: Effect): boolean {
    return isObjection === true || decider.by !== "vex" || !this.#superseded.has(decider.sourceDigest);
  }

  /** Ends adding. The function is asked for packages in byte order, `place` and key with a NUL behind each. */
  byPackage(): (packageTexts: Uint8Array) => readonly Effect[] {
    this.#spread();
    const groups = new GroupedEntries(this.#effects.entries());
    let hasGroup = groups.next();
    let effects: readonly Effect[] | undefined;
    return (packageTexts) => {
      while (hasGroup && compareBytes(groups.texts, packageTexts) < 0) {
        hasGroup = groups.next();
        effects = undefined;
      }
      if (!hasGroup || compareBytes(groups.texts, packageTexts) !== 0) return NONE;
      return (effects ??= groups.values.map((value) => JSON.parse(decodeUtf8(value)) as Effect).filter((each) => this.#stands(each)));
    };
  }
}
