// Rows of a run in which sources decide over others: held back until all are there, then changed as overriding and suppressing documents
// want, an advisory at a time, and passed on. Only rows of one package and id are in memory. It knows no document.
import { decodeUtf8, encodeUtf8, type Output, type Sorting } from "@stella-export/core";
import { isAgainst } from "../mapping/against.js";
import type { Effect } from "../mapping/effect.js";
import { withoutInterval, withoutVersions } from "../mapping/narrowing.js";
import { type Problem, widened } from "../mapping/problem.js";
import { withoutProduct } from "../mapping/red-hat-narrowing.js";
import type { Decider } from "../mapping/role.js";
import { RowKeys } from "../mapping/row-key.js";
import { rangeOf } from "../mapping/taken-versions.js";
import { RED_HAT, systemBucket } from "../mapping/target.js";
import { schemeOfLanguage } from "../versions/ecosystems.js";
import type { RangeScheme, VersionScheme } from "../versions/scheme.js";
import type { DecisionsReport, What } from "./decisions-report.js";
import type { EffectStore } from "./effect-store.js";
import { GroupedEntries } from "./grouped-entries.js";
import { aboutnessOf, bucketOf, detailsSource, type HeldRow, isPublic, namesOf, reportedIds, schemeOf } from "./held-row.js";
import type { RowStore } from "./row-store.js";

/** What an effect left of a row; `same` where it was not about it. */
type Left = { readonly what: "removed" | "kept" | "same" } | { readonly what: "narrowed"; readonly row: HeldRow };

const SIGNAL_ROWS = 4096;

export class DecidingRows {
  readonly #held: Sorting;
  readonly #keys = new RowKeys();
  readonly #effects: EffectStore;
  readonly #decisions: DecisionsReport;
  readonly #report: (effect: Effect, problem: Problem) => void;
  #count = 0;

  constructor(
    output: Pick<Output, "sorting">,
    effects: EffectStore,
    decisions: DecisionsReport,
    report: (effect: Effect, problem: Problem) => void,
  ) {
    this.#held = output.sorting();
    this.#effects = effects;
    this.#decisions = decisions;
    this.#report = report;
  }

  add(held: HeldRow): void {
    const place = held.kind === "language" ? held.row.ecosystem : held.kind === "system" ? held.row.bucket : RED_HAT;
    const key = this.#keys.key([place, held.row.packageKey, held.row.id], this.#count++);
    this.#held.add(key, encodeUtf8(JSON.stringify(held)));
  }

  /** Passes on what the effects leave. Ends adding, of effects too. */
  decide(into: RowStore, signal: AbortSignal | undefined): void {
    const groups = new GroupedEntries(this.#held.entries());
    const effectsOf = this.#effects.byPackage();
    for (let count = 0; groups.next(); count++) {
      if (count % SIGNAL_ROWS === 0) signal?.throwIfAborted();
      const effects = effectsOf(packageTexts(groups.texts));
      const rows = groups.values.map((value) => JSON.parse(decodeUtf8(value)) as HeldRow);
      for (const held of this.#decided(rows, effects)) pass(held, into);
    }
  }

  /** `rows`: those of one package and id. */
  #decided(rows: readonly HeldRow[], effects: readonly Effect[]): readonly HeldRow[] {
    const notes = new Notes(this.#decisions);
    const publicRows = rows.filter(isPublic);
    const overrides = effects.filter((effect) => effect.decider.by === "override" && this.#isAbout(effect, publicRows, notes));
    const kept = rows.flatMap((held) => (isPublic(held) ? replacedBy(held, overrides, notes) : [held]));
    const names = new Set(rows.flatMap(namesOf));
    const takers: Effect[] = [];
    for (const each of effects) {
      if (each.isObjection === true || each.decider.by === "override" || !this.#isAbout(each, rows, notes)) continue;
      if (!isContradicted(each, effects, names, schemeOf(rows[0] as HeldRow))) takers.push(each);
      else for (const held of kept) notes.add(each.decider, held, "contradicted");
    }
    const left = kept.flatMap((held) => this.#without(held, takers, notes));
    for (const held of left) if (held.origin.decider !== undefined) notes.add(held.origin.decider, held, "added");
    return left;
  }

  /** Of rows of one package and id. Where it cannot be told they stand, which is reported. */
  #isAbout(effect: Effect, rows: readonly HeldRow[], notes: Notes): boolean {
    const found = rows.map((held) => aboutnessOf(effect, held));
    if (found.includes("yes")) return true;
    if (!found.includes("unclear")) return false;
    for (const [i, held] of rows.entries()) if (found[i] === "unclear") notes.add(effect.decider, held, "kept");
    const id = rows[0]?.row.id ?? "";
    this.#report(
      effect,
      widened("", `its ids may be about another CVE of the record that ${id} is from: name the CVE, of an erratum all of them`),
    );
    return false;
  }

  /** The row without what the effects take, each as often as it takes for what one leaves to become sayable by another. */
  #without(held: HeldRow, takers: readonly Effect[], notes: Notes): HeldRow[] {
    let left = held;
    let waiting = takers.flatMap((effect) => partsOf(effect).map((part) => ({ effect, part })));
    for (let before = Infinity; waiting.length < before;) {
      before = waiting.length;
      const still: typeof waiting = [];
      for (const each of waiting) {
        const { effect, part } = each;
        const result = taken(left, effect, part);
        if (result.what === "kept") still.push(each);
        else if (result.what !== "same") notes.add(effect.decider, held, result.what);
        if (result.what === "removed") return [];
        if (result.what === "narrowed") left = result.row;
      }
      waiting = still;
    }
    for (const { effect, part } of waiting) {
      notes.add(effect.decider, held, "kept");
      this.#report(
        effect,
        widened(part === "all" ? "" : rangeOf(part), `Trivy's database cannot leave these versions out of ${held.row.id}`),
      );
    }
    return [left];
  }
}

/** Decisions of one advisory, each once however many records the advisory is made of. */
class Notes {
  readonly #decisions: DecisionsReport;
  readonly #known = new Set<string>();

  constructor(decisions: DecisionsReport) {
    this.#decisions = decisions;
  }

  add(decider: Decider, held: HeldRow, what: What): void {
    const place = { bucket: bucketOf(held), package: held.row.packageKey, id: held.row.id };
    const key = JSON.stringify([decider, place, what]);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#decisions.add(decider, place, what);
  }
}

/** Objections by the vulnerability's other names too: those of the row, and those of what is objected to. */
function isContradicted(effect: Effect, objections: readonly Effect[], ids: ReadonlySet<string>, scheme: VersionScheme): boolean {
  const own = new Set(effect.ids);
  return objections.some((each) => each.ids.some((id) => ids.has(id) || own.has(id)) && isAgainst(each, effect, scheme));
}

/** Of a group's texts those of its package. */
function packageTexts(texts: Uint8Array): Uint8Array {
  return texts.subarray(0, texts.lastIndexOf(0, texts.length - 2) + 1);
}

function pass(held: HeldRow, into: RowStore): void {
  into.origin = held.origin.document;
  if (held.kind === "language") into.language(held.row);
  else if (held.kind === "system") into.system(held.row);
  else into.redHat(held.row);
  if (held.origin.decider?.by !== "override") for (const id of reportedIds(held)) into.stands(id, detailsSource(held));
}

type Part = "all" | Exclude<Effect["versions"], "all">[number];

function partsOf({ versions }: Effect): readonly Part[] {
  return versions === "all" ? ["all"] : versions;
}

/** What overriding documents leave of a public row: nothing, or of an advisory of Red Hat what it says of other products. */
function replacedBy(held: HeldRow, overrides: readonly Effect[], notes: Notes): HeldRow[] {
  let left: HeldRow[] = [held];
  for (const effect of overrides) {
    const result = taken(held, effect, "all");
    if (result.what !== "same") notes.add(effect.decider, held, "replaced");
    left = left.flatMap((each) => {
      const { what, ...rest } = taken(each, effect, "all");
      return what === "removed" ? [] : "row" in rest ? [rest.row] : [each];
    });
  }
  return left;
}

function taken(held: HeldRow, effect: Effect, part: Part): Left {
  if (held.kind === "redHat") {
    const row = withoutProduct(held.row, effect, part);
    if (typeof row === "string") return { what: row };
    return row === held.row ? { what: "same" } : { what: "narrowed", row: { ...held, row } };
  }
  if (part === "all") return { what: "removed" };
  if (held.kind === "language") {
    const value = withoutVersions(held.row.value, part, schemeOfLanguage(held.row.ecosystem) as RangeScheme);
    return typeof value === "string" ? { what: value } : { what: "narrowed", row: { ...held, row: { ...held.row, value } } };
  }
  const value = withoutInterval(held.row.value, part, systemBucket(held.row.bucket));
  if (typeof value === "string") return { what: value };
  return value === held.row.value ? { what: "same" } : { what: "narrowed", row: { ...held, row: { ...held.row, value } } };
}
