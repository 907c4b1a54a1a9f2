// Rows on their way into a database: taken from the mapping in the order of the records, given back in the order of the database's keys, those of
// one key joined. Only what belongs to one key is in memory. It knows no file.
import { compareBytes, compareUtf8, decodeUtf8, encodeUtf8, equalBytes, type Output, type Sorting } from "@stella-export/core";
import { joinLanguageAdvisories, joinSystemAdvisories, type LanguageAdvisory, type SystemAdvisory } from "../mapping/advisory-value.js";
import type { DataSource } from "../mapping/data-source.js";
import type { LanguageRow, SystemRow } from "../mapping/osv-mapping.js";
import { type OverridingValue, withOverriding } from "../mapping/overriding-value.js";
import type { RedHatRow } from "../mapping/red-hat-value.js";
import { RowKeys, textsOfKey } from "../mapping/row-key.js";
import { RED_HAT, systemBucket } from "../mapping/target.js";
import { joinVulnerabilities, type SourcedValue, type VulnerabilityValue } from "../mapping/vulnerability-value.js";
import { schemeOfLanguage } from "../versions/ecosystems.js";
import { GroupedEntries } from "./grouped-entries.js";
import { gapsBetween } from "./joined-gaps.js";
import { RedHatCpes } from "./red-hat-cpes.js";
import { RedHatPackage, type WiderRow } from "./red-hat-package.js";

/** One value of the database. */
export interface Row {
  /** Names of the buckets that it lies in, from the root, and its key. */
  readonly path: readonly Uint8Array[];
  readonly value: Uint8Array;
}

/** One value of an advisory bucket, with the records that it was made of. */
export interface AdvisoryRow extends Row {
  /** In the order of the records, each once. Valid until the next row is asked for. */
  readonly origins: readonly number[];
  /** Of Red Hat: keys of the package whose fixes gave way to what is open here. */
  readonly instead?: readonly string[];
}

const RED_HAT_BYTES = encodeUtf8(RED_HAT);
const VULNERABILITY_BYTES = encodeUtf8("vulnerability");
/** Above the number of any row. */
const LAST = 2 ** 47;
const NOTHING = new Uint8Array(0);
/** In the place of an id, of which none is empty: another key of the package comes before its rows. */
const SPELLING = "";
/** Between a vulnerability's source and its value: neither holds a line end. */
const LF = 0x0a;
/** Between a vulnerability's source and who overrides it. */
const BY = "\t";

export class RowStore {
  /** By ecosystem, package, id and bucket: rows of one package and id that may hide each other lie side by side. */
  readonly #languages: Sorting;
  /** By bucket, package and id. */
  readonly #advisories: Sorting;
  /** By id. */
  readonly #vulnerabilities: Sorting;
  readonly #keys = new RowKeys();
  readonly #sources = new Map<string, DataSource>();
  /** Of ids and sources that overriding documents speak of, whether a row stands that they do not replace. */
  readonly #standing = new Map<string, boolean>();
  readonly #cpes = new RedHatCpes();
  #rows = 0;
  /** What the rows that are added next came from: a number that means something to who gives it. */
  origin = 0;

  constructor(output: Pick<Output, "sorting">) {
    this.#languages = output.sorting();
    this.#advisories = output.sorting();
    this.#vulnerabilities = output.sorting();
  }

  language({ ecosystem, source, packageKey, spellings = [], id, value }: LanguageRow): void {
    const bucket = `${ecosystem}::${source.Name}`;
    if (!this.#sources.has(bucket)) this.#sources.set(bucket, source);
    this.#languages.add(this.#keys.key([ecosystem, packageKey, id, bucket], this.#rows++, this.origin), toBytes(value));
    for (const each of spellings) this.#languages.add(this.#keys.key([ecosystem, packageKey, SPELLING, each], 0), NOTHING);
  }

  system({ bucket, packageKey, id, value }: SystemRow): void {
    this.#note(bucket);
    this.#advisories.add(this.#keys.key([bucket, packageKey, id], this.#rows++, this.origin), toBytes(value));
  }

  redHat({ packageKey, id, entries }: RedHatRow): void {
    this.#note(RED_HAT);
    for (const { cpes } of entries) for (const cpe of cpes) this.#cpes.add(cpe);
    this.#advisories.add(this.#keys.key([RED_HAT, packageKey, id], this.#rows++, this.origin), toBytes(entries));
  }

  /** `by`: name of the run's source that overrides with it. */
  vulnerability(id: string, source: string, value: VulnerabilityValue, by?: string): void {
    const number = this.#rows++ + (by === undefined ? 0 : LAST);
    const from = by === undefined ? source : `${source}${BY}${by}`;
    if (by !== undefined) this.#standing.set(standingKey(id, source), false);
    this.#vulnerabilities.add(this.#keys.key([id], number), encodeUtf8(`${from}\n${JSON.stringify(value)}`));
  }

  /** There is a row of this id and source that nobody overrides. Told when all details are there. */
  stands(id: string, source: string): void {
    const key = standingKey(id, source);
    if (this.#standing.has(key)) this.#standing.set(key, true);
  }

  /** Every root bucket with advisories, with what it says of its source. Names in byte order. */
  get dataSources(): readonly (readonly [bucket: string, source: DataSource])[] {
    return [...this.#sources].toSorted(([a], [b]) => compareUtf8(a, b));
  }

  /** Rows of the advisory buckets, in the order of the database. Ends adding. `onWider` is told what says more than its records. */
  *advisories(onWider?: (row: WiderRow) => void): Generator<AdvisoryRow, void> {
    this.#joinLanguages();
    const groups = new GroupedEntries(this.#advisories.entries());
    const redHat = new RedHatPackage(this.#cpes, onWider);
    while (groups.next()) {
      const path = textsOfKey(groups.texts);
      const [bucket = NOTHING, packageKey = NOTHING] = path;
      const isRedHat = equalBytes(bucket, RED_HAT_BYTES);
      if (!isRedHat || !redHat.isOf(packageKey)) yield* redHat.taken();
      if (isRedHat) redHat.add(path, groups.values, groups.origins);
      else {
        if (onWider !== undefined && groups.values.length > 1) for (const row of gapRows(path.map(decodeUtf8), groups)) onWider(row);
        yield { path, value: joinedAdvisories(bucket, groups.values), origins: groups.origins };
      }
    }
    yield* redHat.taken();
  }

  /** Rows of the bucket `vulnerability`, in the order of the database. */
  *vulnerabilities(): Generator<Row, void> {
    const groups = new GroupedEntries(this.#vulnerabilities.entries());
    while (groups.next()) {
      const [id = NOTHING] = textsOfKey(groups.texts);
      yield { path: [VULNERABILITY_BYTES, id], value: this.#joinedVulnerabilities(decodeUtf8(id), groups.values) };
    }
  }

  /** Rows of the bucket `Red Hat CPE`, in the order of the database. Ends adding. */
  redHatCpes(): Generator<Row, void> {
    return this.#cpes.rows();
  }

  #joinedVulnerabilities(id: string, values: readonly Uint8Array[]): Uint8Array {
    const [first = NOTHING] = values;
    if (values.length === 1) return first.subarray(first.indexOf(LF) + 1);
    const sourced: SourcedValue[] = [];
    const overriding: OverridingValue[] = [];
    for (const bytes of values) {
      const end = bytes.indexOf(LF);
      const [source = "", by] = decodeUtf8(bytes.subarray(0, end)).split(BY);
      const value = parsed<VulnerabilityValue>(bytes.subarray(end + 1));
      if (by === undefined) sourced.push({ source, value });
      else overriding.push({ source, by, value });
    }
    if (overriding.length === 0) return toBytes(joinVulnerabilities(sourced));
    return toBytes(
      joinVulnerabilities(withOverriding(sourced, overriding, (source) => this.#standing.get(standingKey(id, source)) === true)),
    );
  }

  #note(bucket: string): void {
    if (!this.#sources.has(bucket)) this.#sources.set(bucket, systemBucket(bucket).source);
  }

  /**
   * Trivy looks at all buckets of an ecosystem, and of several advisories of one package and id only at that of the last bucket: it gets
   * what all of them hold. Each spelling of a package has what all of them have, in the same buckets.
   */
  #joinLanguages(): void {
    const groups = new GroupedEntries(this.#languages.entries());
    let hidden: Uint8Array[] = [];
    let hiddenOrigins: number[] = [];
    let previous: readonly Uint8Array[] = [];
    let packageKeys: Uint8Array[] = [];
    while (groups.next()) {
      const texts = textsOfKey(groups.texts);
      const [ecosystem = NOTHING, packageKey = NOTHING, id = NOTHING, bucket = NOTHING] = texts;
      if (!isSame(texts, previous, 2)) packageKeys = [packageKey];
      if (!isSame(texts, previous, 3)) [hidden, hiddenOrigins] = [[], []];
      previous = texts;
      if (id.length === 0) {
        packageKeys.push(bucket);
        continue;
      }
      const values = [...groups.values];
      const [only = NOTHING] = values;
      const value = values.length === 1 && hidden.length === 0 ? only : joinedLanguages(ecosystem, [...values, ...hidden]);
      for (const each of values) hidden.push(each);
      for (const origin of groups.origins) hiddenOrigins.push(origin);
      for (const each of packageKeys) this.#addJoined([bucket, each, id], value, hiddenOrigins);
    }
  }

  /** The first entry carries the value, the others say where else it came from. */
  #addJoined(key: readonly Uint8Array[], value: Uint8Array, origins: readonly number[]): void {
    for (const [i, origin] of origins.entries()) this.#advisories.add(this.#keys.keyOfBytes(key, i, origin), i === 0 ? value : NOTHING);
  }
}

/** In the first `count` texts: two are an ecosystem and a package, three an id besides. */
function isSame(a: readonly Uint8Array[], b: readonly Uint8Array[], count: 2 | 3): boolean {
  for (let i = count - 1; i >= 0; i--) if (compareBytes(a[i] ?? NOTHING, b[i] ?? NOTHING) !== 0) return false;
  return true;
}

function joinedLanguages(ecosystem: Uint8Array, values: readonly Uint8Array[]): Uint8Array {
  const name = decodeUtf8(ecosystem);
  const scheme = schemeOfLanguage(name);
  if (scheme === undefined) throw new TypeError(`no versions of ${name}`);
  return toBytes(
    joinLanguageAdvisories(
      values.map((value) => parsed<LanguageAdvisory>(value)),
      scheme,
    ),
  );
}

function joinedAdvisories(bucket: Uint8Array, values: readonly Uint8Array[]): Uint8Array {
  const [first = NOTHING] = values;
  if (values.length === 1) return first;
  const { scheme, hasFlavors } = systemBucket(decodeUtf8(bucket));
  return toBytes(
    joinSystemAdvisories(
      values.map((value) => parsed<SystemAdvisory>(value)),
      scheme,
      hasFlavors,
    ),
  );
}

/** Of the records of one key those after a gap. Only Alpine's detector knows a first affected version. */
function* gapRows([bucket = "", name = "", id = ""]: readonly string[], { values, origins }: GroupedEntries): Generator<WiderRow, void> {
  const ecosystem = bucket.replace(/^alpine (?=(\d)?)/, (_, digit?: string) => `Alpine:${digit === undefined ? "" : "v"}`);
  for (const { place, problem } of gapsBetween(bucket, values))
    yield { origin: origins[place] ?? 0, id, ecosystem, package: name, problem };
}

function standingKey(id: string, source: string): string {
  return `${id}\n${source}`;
}

function parsed<T>(bytes: Uint8Array): T {
  return JSON.parse(decodeUtf8(bytes)) as T;
}

function toBytes(value: unknown): Uint8Array {
  return encodeUtf8(JSON.stringify(value));
}
