// Counts of what was read, by source and kind: the numbers of the manifest's inputs. It knows no bytes.
import { compareUtf8 } from "../../bytes.js";
import { KINDS, type Kind, UNKNOWN_KIND } from "../../records/kinds.js";

export type InputKind = Kind | typeof UNKNOWN_KIND;

/** All kinds that an input can have, in byte order. */
const INPUT_KINDS: readonly InputKind[] = [
  ...KINDS.filter((kind) => kind < UNKNOWN_KIND),
  UNKNOWN_KIND,
  ...KINDS.filter((kind) => kind > UNKNOWN_KIND),
];

export interface InputCounts {
  readonly source: string;
  readonly kind: InputKind;
  read: number;
  /** Records kept, duplicates among them. */
  kept: number;
  rejected: number;
  excluded: number;
  /** Newest date that counts among the records kept, in seconds. */
  asOf: number | undefined;
}

/** A tally as plain JSON. */
export interface TallyState {
  readonly counts: readonly (readonly [group: number, counts: InputCounts])[];
  readonly ignored: readonly (readonly [source: string, count: number])[];
  readonly formats: readonly (readonly [name: string, version: string])[];
  readonly redactions: readonly { readonly kind: Kind; readonly rule: string; readonly count: number; readonly records: number }[];
}

export class Tally {
  readonly #sources: readonly string[];
  readonly #counts = new Map<number, InputCounts>();
  /** Entries of folders that were passed over, by source. */
  readonly ignored = new Map<string, number>();
  /** Name → reader version of the formats of all records kept. */
  readonly formats = new Map<string, string>();

  readonly #redactions = new Map<string, { kind: Kind; rule: string; count: number; records: number }>();

  /** `sources` sorted by name. */
  constructor(sources: readonly string[]) {
    this.#sources = sources;
    for (const source of sources) this.ignored.set(source, 0);
  }

  /** The tally that {@link state} was taken of. */
  static of(sources: readonly string[], state: TallyState): Tally {
    const tally = new Tally(sources);
    tally.add(state);
    return tally;
  }

  /** Adds the counts of another share of the same sources. */
  add({ counts, ignored, formats, redactions }: TallyState): void {
    for (const [group, other] of counts) {
      const own = this.at(group);
      own.read += other.read;
      own.kept += other.kept;
      own.rejected += other.rejected;
      own.excluded += other.excluded;
      if (other.asOf !== undefined && !(own.asOf !== undefined && own.asOf >= other.asOf)) own.asOf = other.asOf;
    }
    for (const [source, count] of ignored) this.ignored.set(source, (this.ignored.get(source) ?? 0) + count);
    for (const [name, version] of formats) this.formats.set(name, version);
    for (const { kind, rule, count, records } of redactions) this.#addRedactions(kind, rule, count, records);
  }

  get state(): TallyState {
    return { counts: this.groups, ignored: [...this.ignored], formats: [...this.formats], redactions: this.redactions };
  }

  /** Number of a (source, kind), ascending in the manifest's order. */
  groupOf(source: number, kind: InputKind): number {
    return source * INPUT_KINDS.length + INPUT_KINDS.indexOf(kind);
  }

  /** The counts of a group, made on first use. */
  at(group: number): InputCounts {
    let counts = this.#counts.get(group);
    if (counts === undefined) {
      const source = this.#sources[Math.floor(group / INPUT_KINDS.length)] as string;
      const kind = INPUT_KINDS[group % INPUT_KINDS.length] as InputKind;
      counts = { source, kind, read: 0, kept: 0, rejected: 0, excluded: 0, asOf: undefined };
      this.#counts.set(group, counts);
    }
    return counts;
  }

  /** Every group that something was read of, in the manifest's order. */
  get groups(): readonly (readonly [group: number, counts: InputCounts])[] {
    return [...this.#counts].toSorted(([a], [b]) => a - b);
  }

  /** Newest date over everything kept, in seconds. */
  get asOf(): number | undefined {
    const dates = this.groups.flatMap(([, { asOf }]) => (asOf === undefined ? [] : [asOf]));
    return dates.length === 0 ? undefined : Math.max(...dates);
  }

  /** Counts what a rule found in one record. */
  addRedaction(kind: Kind, rule: string, count: number): void {
    this.#addRedactions(kind, rule, count, 1);
  }

  /** By kind and rule. */
  get redactions(): { kind: Kind; rule: string; count: number; records: number }[] {
    return [...this.#redactions].toSorted(([a], [b]) => compareUtf8(a, b)).map(([, row]) => row);
  }

  #addRedactions(kind: Kind, rule: string, count: number, records: number): void {
    const key = `${kind}\0${rule}`;
    const row = this.#redactions.get(key) ?? { kind, rule, count: 0, records: 0 };
    row.count += count;
    row.records += records;
    this.#redactions.set(key, row);
  }
}
