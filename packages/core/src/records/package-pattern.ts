// What a profile says of a package, and whether a record's package URL may be that package. Parts are compared, not texts: what only one of
// the two says never sets them apart, and neither does a spelling.
import { SELECTED_NAMESPACES } from "./purl-namespaces.js";
import { parsePurl, parsePurlLoosely, type Purl } from "./purl.js";

export interface PackagePattern {
  /** As {@link pathOf} writes it. */
  readonly path: string;
  readonly version: string;
  /** As {@link epochOf} finds it. */
  readonly epoch: string;
  readonly qualifiers: Purl["qualifiers"];
  readonly subpath: string;
  /** The part that the trailing `*` stands in, of which only the beginning is given; for a qualifier `?` and its key. */
  readonly open: string;
}

/** `undefined` for what is no package URL, with or without a trailing `*`. */
export function parsePattern(text: string): PackagePattern | undefined {
  if (text === "*") return prefixOf("");
  if (!text.endsWith("*")) return patternOf(parsePurl(text), "");
  const begun = text.slice(0, -1);
  if (begun.includes("#")) return patternOf(parsePurl(begun), "subpath");
  if (begun.includes("?")) {
    const [, rest = ""] = /[?&]([^?&]*)$/.exec(begun) ?? [];
    const equals = rest.indexOf("=");
    // Of a key that only begins, nothing is known.
    return equals < 0
      ? patternOf(parsePurl(begun.slice(0, -rest.length - 1)), "")
      : patternOf(parsePurl(begun), keyPart(rest.slice(0, equals)));
  }
  if (/[^/]@[^/@]*$/.test(begun)) return patternOf(parsePurl(begun), "version");
  const [, type] = /^pkg:\/*([a-z0-9.+-]*)$/i.exec(begun) ?? [];
  if (type !== undefined) return prefixOf(type.toLowerCase());
  // A last character makes a beginning whole; it goes again.
  const whole = patternOf(parsePurl(`${begun}x`), "path");
  return whole && { ...whole, path: whole.path.slice(0, -1) };
}

function prefixOf(path: string): PackagePattern {
  return { path, version: "", epoch: "", qualifiers: [], subpath: "", open: "path" };
}

function patternOf(purl: Purl | undefined, open: string): PackagePattern | undefined {
  if (purl === undefined) return undefined;
  return { path: pathOf(purl), version: versionOf(purl), epoch: epochOf(purl), qualifiers: purl.qualifiers, subpath: purl.subpath, open };
}

/** Patterns by the packages that they name, so that a package costs the same however many are wanted. */
export class PackagePatterns {
  readonly #exact = new Map<string, PackagePattern[]>();
  readonly #prefixes: PackagePattern[] = [];

  add(pattern: PackagePattern): void {
    const same = pattern.open === "path" ? this.#prefixes : this.#exact.get(pattern.path);
    if (same === undefined) this.#exact.set(pattern.path, [pattern]);
    else same.push(pattern);
  }

  /** Whether `text` may be one of the packages; what nobody can read may be any. */
  mayInclude(text: string): boolean {
    const purl = parsePurlLoosely(text);
    if (purl === undefined) return true;
    const path = pathOf(purl);
    return (
      this.#prefixes.some((pattern) => path.startsWith(pattern.path)) ||
      this.#exact.get(path)?.some((pattern) => mayBe(pattern, purl)) === true
    );
  }
}

/**
 * Type, namespace and name in the form in which two of the same package are equal: without case, which no type of the specification tells
 * packages apart by in practice, with one name for a distribution, and of PyPI with PEP 503's one separator.
 */
function pathOf({ type, namespace, name }: Purl): string {
  const owner = SELECTED_NAMESPACES[`${type}/${namespace}`.toLowerCase()] ?? namespace;
  const path = `${type}/${owner}${owner && "/"}${name}`.toLowerCase();
  return type === "pypi" ? path.replace(/[-_.]+/g, "-") : path;
}

/** Go's versions stand with and without their `v`; an epoch is compared on its own. */
function versionOf({ type, version }: Purl): string {
  if (type === "golang") return version.replace(/^v/, "");
  return WITH_EPOCH.has(type) ? version.replace(EPOCH, "") : version;
}

/** Types whose versions may begin with an epoch (`1:9.18.1`). Syft writes it there, Trivy as a qualifier. */
const WITH_EPOCH = new Set(["alpm", "deb", "rpm"]);
const EPOCH = /^(\d+):/;

function epochOf({ type, version, qualifiers }: Purl): string {
  if (!WITH_EPOCH.has(type)) return "";
  return EPOCH.exec(version)?.[1] ?? qualifiers.find(([key]) => key === "epoch")?.[1] ?? "";
}

function mayBe(pattern: PackagePattern, purl: Purl): boolean {
  return (
    isVersion(pattern, purl) &&
    isCompatible(pattern.epoch, epochOf(purl), pattern.open === keyPart("epoch")) &&
    isCompatible(pattern.subpath, purl.subpath, pattern.open === "subpath") &&
    pattern.qualifiers.every(([key, wanted]) => {
      const found = purl.qualifiers.find(([name]) => name === key)?.[1] ?? "";
      return isCompatible(wanted, found, pattern.open === keyPart(key)) || !isOtherValue(key, wanted, found);
    })
  );
}

/** What only begins (`1*`) may be the beginning of an epoch. */
function isVersion({ version, open }: PackagePattern, purl: Purl): boolean {
  const isPrefix = open === "version";
  return isCompatible(version, versionOf(purl), isPrefix) || (isPrefix && purl.version.startsWith(version));
}

function isCompatible(wanted: string, found: string, isPrefix: boolean): boolean {
  return wanted === "" || found === "" || wanted === found || (isPrefix && found.startsWith(wanted));
}

function keyPart(key: string): string {
  return `?${key.toLowerCase()}`;
}

/** Architectures of a package that is not built for one: a source package is that of every binary one. */
const EVERY_ARCHITECTURE = new Set(["all", "any", "noarch", "source", "src"]);

/** Of two values that differ, whether they name different things. */
function isOtherValue(key: string, a: string, b: string): boolean {
  if (key === "arch") return !EVERY_ARCHITECTURE.has(a) && !EVERY_ARCHITECTURE.has(b);
  return key !== "distro" || isOtherDistro(a.toLowerCase(), b.toLowerCase());
}

/** `debian-12` is not `debian-11`, but may be `debian-12.5`, `12` and `bookworm`; `alpine-3.18.4` is `alpine-3.18`. */
function isOtherDistro(a: string, b: string): boolean {
  const [left, right] = [releaseOf(a), releaseOf(b)];
  if (left !== undefined && right !== undefined) return !`${left}.`.startsWith(`${right}.`) && !`${right}.`.startsWith(`${left}.`);
  return left === undefined && right === undefined && !a.includes(b) && !b.includes(a);
}

function releaseOf(distro: string): string | undefined {
  return /\d+(?:\.\d+)?/.exec(distro)?.[0];
}
