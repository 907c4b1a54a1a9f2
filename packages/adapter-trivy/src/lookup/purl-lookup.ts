// What Trivy would report for a package with this purl, from a database and our own comparers of versions (trivy@v0.74.0 pkg/detector). It knows
// no SBOM and asks no detector that is not in `purl-target.ts`.
import { decodeUtf8, encodeUtf8 } from "@stella-export/core";
import { parsePurl } from "@stella-export/formats";
import type { BoltBucket } from "../bolt/bolt-bucket.js";
import { isObject, objectsOf } from "../mapping/json.js";
import { flavorOf } from "../mapping/oracle-flavor.js";
import { vulnerabilityOf } from "../mapping/red-hat-value.js";
import { RED_HAT, type SystemTarget } from "../mapping/target.js";
import { ADVISORY_SHAPE, RED_HAT_SHAPE, type Shape } from "../tools/value-shape.js";
import { type AdvisoryVersions, isVulnerable } from "../versions/advisory.js";
import { rpm } from "../versions/rpm.js";
import type { VersionScheme } from "../versions/scheme.js";
import { type PurlTarget, purlTarget } from "./purl-target.js";

/** Of an operating system or Red Hat: an advisory, and the entries in it where it has some. */
interface SystemValue {
  readonly AffectedVersion?: string | null;
  readonly FixedVersion?: string | null;
  readonly Arches?: readonly string[] | null;
  readonly Entries?: readonly SystemEntry[] | null;
}

interface SystemEntry {
  readonly FixedVersion?: string | null;
  readonly Arches?: readonly string[] | null;
  readonly Affected?: readonly number[] | null;
  readonly Cves?: unknown;
}

/** Ids that Trivy reports for `purl`, ascending; none for what is no purl. Throws {@link BoltError} `damaged`. */
export function findingsOf(root: BoltBucket, purl: string): readonly string[] {
  const target = targetOf(purl);
  return target === undefined ? [] : reportedFor(root, target);
}

/** Ids that Trivy reports for the package, ascending. Throws {@link BoltError} `damaged`. */
export function reportedFor(root: BoltBucket, target: PurlTarget): readonly string[] {
  const values = valuesOf(root, target);
  const found =
    target.kind === "red-hat" ? ofRedHat(root, target, values) : values.flatMap(([key, value]) => (isReported(target, value) ? [key] : []));
  return found.toSorted((a, b) => (a < b ? -1 : 1));
}

/** Whether Trivy reports `id` for `purl`. Throws as {@link findingsOf}. */
export function isFound(root: BoltBucket, purl: string, id: string): boolean {
  const target = targetOf(purl);
  if (target === undefined) return false;
  // Red Hat's errata are keys whose CVEs stand in the value.
  if (target.kind === "red-hat") return findingsOf(root, purl).includes(id);
  return valuesOf(root, target, id).some(([, value]) => isReported(target, value));
}

function targetOf(text: string): PurlTarget | undefined {
  const purl = parsePurl(text);
  return purl === undefined || purl.version === "" ? undefined : purlTarget(purl);
}

type OfRedHat = Extract<PurlTarget, { kind: "red-hat" }>;
type KeyedValue = readonly [key: string, value: object];

/** Advisories of the package; only that of `id` where one is given. Of several buckets with the same id the last one counts. */
function valuesOf(root: BoltBucket, target: PurlTarget, id?: string): readonly KeyedValue[] {
  const values = new Map<string, object>();
  const packageKey = encodeUtf8(target.packageKey);
  const shape = target.kind === "red-hat" ? RED_HAT_SHAPE : ADVISORY_SHAPE;
  for (const bucket of bucketsOf(root, target)) {
    const advisories = bucket.bucket(packageKey);
    if (advisories === undefined) continue;
    if (id !== undefined) keep(values, id, advisories.get(encodeUtf8(id)), shape);
    else for (const { key, value } of advisories.entries()) keep(values, decodeUtf8(key), value, shape);
  }
  return [...values];
}

/** Where a value is not of its shape Trivy ends the scan: what it would have found is not found. */
function keep(values: Map<string, object>, id: string, bytes: Uint8Array | undefined, shape: Shape): void {
  if (bytes === undefined) return;
  try {
    const value: unknown = JSON.parse(decodeUtf8(bytes));
    if (isObject(value) && shape(value, "") === undefined) values.set(id, value);
  } catch {
    // No JSON.
  }
}

function* bucketsOf(root: BoltBucket, target: PurlTarget): Generator<BoltBucket, void> {
  if (target.kind === "language") {
    for (const { key, bucket } of root.entries(encodeUtf8(target.prefix))) {
      if (!decodeUtf8(key).startsWith(target.prefix)) return;
      if (bucket !== undefined) yield bucket;
    }
    return;
  }
  const bucket = root.bucket(encodeUtf8(target.kind === "red-hat" ? RED_HAT : target.bucket.bucket));
  if (bucket !== undefined) yield bucket;
}

function isReported(target: Exclude<PurlTarget, OfRedHat>, value: object): boolean {
  if (target.kind === "language") return isVulnerable(target.scheme, target.version, withoutNulls(value)) === true;
  return isAffected(target.bucket, target.version, target.architecture, value);
}

/** Of all that is said of a vulnerability the highest fix counts, and what is open only where there is none. */
function ofRedHat(root: BoltBucket, { repositories, architecture, version }: OfRedHat, values: readonly KeyedValue[]): string[] {
  const products = productsOf(root, repositories);
  const fixes = new Map<string, string[]>();
  for (const [key, value] of values) {
    for (const { Affected, Arches, Cves, FixedVersion } of objectsOf((value as SystemValue).Entries) as readonly SystemEntry[]) {
      if (!(Affected ?? []).some((product) => products.has(product)) || !isFor(Arches, architecture)) continue;
      for (const cve of objectsOf(Cves)) {
        const id = vulnerabilityOf(key, cve);
        const known = fixes.get(id) ?? [];
        fixes.set(id, known);
        if (!isEmpty(FixedVersion)) known.push(FixedVersion);
      }
    }
  }
  return [...fixes].flatMap(([id, of]) => (of.length === 0 || of.some((fixed) => isBelow(rpm, version, fixed)) ? [id] : []));
}

/** `null` in a list's place is no list to Go. */
function withoutNulls(value: object): AdvisoryVersions {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

function isAffected(bucket: SystemTarget, version: string, architecture: string, value: SystemValue): boolean {
  const { scheme, reportsUnfixed, hasLowerBound, hasFlavors } = bucket;
  const { AffectedVersion, FixedVersion, Arches, Entries } = value;
  if (scheme.parseVersion(version) === undefined) return false;
  if (hasLowerBound && !isEmpty(AffectedVersion) && !isAtLeast(scheme, version, AffectedVersion)) return false;
  const entries: readonly SystemEntry[] = objectsOf(Entries);
  return (entries.length > 0 ? entries : [{ FixedVersion, Arches }]).some((entry) => {
    if (!isFor(entry.Arches, architecture)) return false;
    if (isEmpty(entry.FixedVersion)) return reportsUnfixed;
    if (hasFlavors && flavorOf(version) !== flavorOf(entry.FixedVersion)) return false;
    return isBelow(scheme, version, entry.FixedVersion);
  });
}

function isEmpty(text: string | null | undefined): text is "" | null | undefined {
  return text === undefined || text === null || text === "";
}

/** An architecture that nobody named is taken for one of the list. */
function isFor(architectures: readonly string[] | null | undefined, architecture: string): boolean {
  return !architectures?.length || architecture === "" || architecture === "noarch" || architectures.includes(architecture);
}

function isBelow(scheme: VersionScheme, a: string, b: string): boolean {
  return order(scheme, a, b) === -1;
}

function isAtLeast(scheme: VersionScheme, a: string, b: string): boolean {
  const sign = order(scheme, a, b);
  return sign === 0 || sign === 1;
}

function order(scheme: VersionScheme, a: string, b: string): -1 | 0 | 1 | undefined {
  const [left, right] = [scheme.parseVersion(a), scheme.parseVersion(b)];
  return left === undefined || right === undefined ? undefined : scheme.compare(left, right);
}

/** Numbers of the products that these repositories stand for. */
function productsOf(root: BoltBucket, repositories: readonly string[]): ReadonlySet<number> {
  const known = root.bucket(encodeUtf8("Red Hat CPE"))?.bucket(encodeUtf8("repository"));
  const products = new Set<number>();
  for (const name of repositories) {
    const value = known?.get(encodeUtf8(name));
    if (value !== undefined) for (const product of JSON.parse(decodeUtf8(value)) as readonly number[]) products.add(product);
  }
  return products;
}
