// Counts values as they come by in the order of a database, whether it is being written or read. What it holds grows with the number of buckets,
// and with the packages of modules in one of them.
import { compareUtf8, decodeUtf8 } from "@stella-export/core";
import { joiningKey } from "../mapping/package-name.js";
import { RED_HAT, systemBucket, type SystemTarget } from "../mapping/target.js";
import { schemeOfLanguage, schemeOfSystem } from "../versions/ecosystems.js";
import { AffectingValues } from "./affecting.js";
import { ModuleRows } from "./module-rows.js";
import { addCounts, type Counts, type DatabaseNumbers, type NamedCounts, NO_COUNTS, SEVERITIES, type SeverityName } from "./numbers.js";
import { RedHatVulnerabilities } from "./red-hat-vulnerabilities.js";
import { type AdvisoryFacts, advisoryFacts, severityFacts } from "./value-facts.js";

type Running = { -readonly [Name in keyof Counts]: Counts[Name] };

export class NumberCounter {
  readonly #buckets = new Map<string, Running>();
  readonly #sources = new Map<string, string>();
  readonly #severities: Record<SeverityName, number> = { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };
  #vendorRated = 0;
  readonly #affecting = new Map<string, AffectingValues | undefined>();
  /** Whether what comes is to be counted: of a language under the key only in which all spellings of the package meet. */
  #isCounted = true;
  /** Of the bucket that came last; absent where packages are of no module. */
  #modules: ModuleRows | undefined;
  #bucket = "";
  /** Of the package that came last. */
  #redHat = new RedHatVulnerabilities();

  /** A package of a bucket of advisories, before its records. Under a key that is another spelling, or that Trivy never asks for, nothing counts. */
  package(bucket: string, key: string): void {
    if (bucket !== this.#bucket) {
      this.#bucket = bucket;
      this.#modules = bucket === RED_HAT || systemOf(bucket)?.hasModules === true ? new ModuleRows() : undefined;
    }
    const ecosystem = ecosystemOf(bucket);
    this.#isCounted = ecosystem === undefined || joiningKey(ecosystem, key) === key;
    if (this.#isCounted && this.#modules?.isNewPackage(key) !== false) this.#countsOf(bucket).packages++;
    if (bucket === RED_HAT) this.#redHat = new RedHatVulnerabilities();
  }

  /** A record of the package that came last. One that affects nothing counts for nothing; of Red Hat its vulnerabilities count, each once a package. */
  advisory(bucket: string, key: Uint8Array, value: Uint8Array): void {
    if (!this.#isCounted || this.#modules?.isNewRow(key, value) === false) return;
    if (bucket === RED_HAT) for (const facts of this.#redHat.added(decodeUtf8(key), value)) this.#add(bucket, facts);
    else if (this.#affectingOf(bucket)?.has(value) !== false)
      this.#add(bucket, { isNew: true, ...advisoryFacts(value, bucket.includes("::")) });
  }

  #add(bucket: string, { isNew, isRanged, isFixed, isRated }: AdvisoryFacts & { readonly isNew: boolean }): void {
    const counts = this.#countsOf(bucket);
    if (isNew) counts.records++;
    if (isRanged) counts.ranged++;
    if (isFixed) counts.fixed++;
    if (isRated) counts.rated++;
  }

  vulnerability(value: Uint8Array): void {
    const { severity, isVendorRated } = severityFacts(value);
    this.#severities[SEVERITIES.find((name) => name === severity) ?? "UNKNOWN"]++;
    if (isVendorRated) this.#vendorRated++;
  }

  /** What the bucket `data-source` says of a bucket. */
  dataSource(bucket: string, value: Uint8Array): void {
    this.#sources.set(bucket, sourceId(value));
  }

  numbers(): DatabaseNumbers {
    const sources = new Map<string, Counts>();
    let total = NO_COUNTS;
    const buckets: NamedCounts[] = [];
    for (const [name, counts] of this.#buckets) {
      const source = this.#sources.get(name) ?? "";
      buckets.push({ name, ...counts });
      sources.set(source, addCounts(sources.get(source) ?? NO_COUNTS, counts));
      total = addCounts(total, counts);
    }
    const byId = [...sources].toSorted(([a], [b]) => compareUtf8(a, b)).map(([name, counts]) => ({ name, ...counts }));
    return { buckets, sources: byId, total, severities: { ...this.#severities }, vendorRated: this.#vendorRated };
  }

  /** `undefined` where no detector's ranges are known. */
  #affectingOf(bucket: string): AffectingValues | undefined {
    const ecosystem = ecosystemOf(bucket);
    const name = ecosystem ?? bucket.split(" ", 1)[0] ?? "";
    if (this.#affecting.has(name)) return this.#affecting.get(name);
    const detector = ecosystem === undefined ? systemOf(bucket) : schemeOfLanguage(ecosystem);
    const affecting = detector === undefined ? undefined : new AffectingValues(detector);
    this.#affecting.set(name, affecting);
    return affecting;
  }

  #countsOf(bucket: string): Running {
    let counts = this.#buckets.get(bucket);
    if (counts === undefined) this.#buckets.set(bucket, (counts = { ...NO_COUNTS }));
    return counts;
  }
}

/** `undefined` for what nobody knows. */
function systemOf(bucket: string): SystemTarget | undefined {
  return schemeOfSystem(bucket) === undefined ? undefined : systemBucket(bucket);
}

/** Of a language's bucket what stands before `::`. */
function ecosystemOf(bucket: string): string | undefined {
  const end = bucket.indexOf("::");
  return end === -1 ? undefined : bucket.slice(0, end);
}

/** Whatever is no such value belongs to no source. */
function sourceId(value: Uint8Array): string {
  try {
    const source: unknown = JSON.parse(decodeUtf8(value));
    const id = typeof source === "object" && source !== null ? (source as { ID?: unknown }).ID : undefined;
    return typeof id === "string" ? id : "";
  } catch {
    return "";
  }
}
