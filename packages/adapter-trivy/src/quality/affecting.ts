// Whether an advisory can affect any version at all. Ranges are not solved: versions at, beside and far from every bound are tried, which
// finds a gap between what is affected and what is not wherever there is one that people would write.
import { decodeUtf8 } from "@stella-export/core";
import type { SystemTarget } from "../mapping/target.js";
import type { Range, RangeScheme } from "../versions/scheme.js";

/** Values of which the answer is remembered, and how long one may be. */
const REMEMBERED = 5000;
const MAX_REMEMBERED_BYTES = 4096;
/** Versions that are tried of one value; the first few nearly always do. */
const MAX_TRIED = 500;

/** What stands between operators, commas and brackets. */
const BOUND = /[^\s,|<>=~^()[\]!][^\s,|<>=~^()[\]]*/g;
const NUMBERS = /^v?(\d+(?:\.\d+)*)/;
const ZERO = /^v?[0.]*$/;

/** Answers for the values of one ecosystem or one kind of system; many are alike. */
export class AffectingValues {
  readonly #ask: (value: Uint8Array) => boolean;
  readonly #answers = new Map<string, boolean>();

  constructor(detector: RangeScheme | SystemTarget) {
    this.#ask = (value) => ("kind" in detector ? isSystemAffecting(detector, value) : isAffecting(detector, value));
  }

  /** False where nothing is affected, or nothing that Trivy could read. */
  has(value: Uint8Array): boolean {
    if (value.length > MAX_REMEMBERED_BYTES) return this.#ask(value);
    const text = Buffer.from(value.buffer, value.byteOffset, value.length).toString("latin1");
    let answer = this.#answers.get(text);
    if (answer === undefined) {
      if (this.#answers.size >= REMEMBERED) this.#answers.clear();
      this.#answers.set(text, (answer = this.#ask(value)));
    }
    return answer;
  }
}

/** The lists count as in `isVulnerable`, each of which is read once here. */
function isAffecting(scheme: RangeScheme, value: Uint8Array): boolean {
  const lists = parseLists(value);
  if (lists === undefined) return false;
  const { vulnerable, patched, unaffected } = lists;
  if (vulnerable.includes("") || patched.includes("")) return true;
  const secure = [...patched, ...unaffected];
  if (vulnerable.length === 0 && secure.length === 0) return false;
  const read = (ranges: readonly string[]): Range | undefined | null =>
    ranges.length === 0 ? null : scheme.parseRange(ranges.join(" || "));
  const [inside, outside] = [read(vulnerable), read(secure)];
  if (inside === undefined || outside === undefined) return false;
  let tried = 0;
  for (const text of candidates([...vulnerable, ...secure])) {
    if (tried++ === MAX_TRIED) return false;
    const version = scheme.parseVersion(text);
    if (version === undefined || (inside !== null && scheme.matches(inside, version) !== true)) continue;
    if (outside === null || scheme.matches(outside, version) === false) return true;
  }
  return false;
}

/** Whether something lies below what it is fixed in, from what is affected first on where the detector asks for that. */
function isSystemAffecting({ scheme, reportsUnfixed, hasLowerBound }: SystemTarget, value: Uint8Array): boolean {
  const advisory = parseObject(value);
  if (advisory === undefined) return false;
  const { AffectedVersion: affected, FixedVersion, Entries } = advisory;
  const from = scheme.parseVersion(hasLowerBound && typeof affected === "string" && affected !== "" ? affected : "0");
  const entries: readonly unknown[] = Array.isArray(Entries) && Entries.length > 0 ? Entries : [{ FixedVersion }];
  return entries.some((entry) => {
    const fixed = (entry as { readonly FixedVersion?: unknown } | null)?.FixedVersion ?? "";
    if (fixed === "") return reportsUnfixed;
    const end = typeof fixed === "string" ? scheme.parseVersion(fixed) : undefined;
    return from !== undefined && end !== undefined && scheme.compare(from, end) < 0;
  });
}

function parseObject(value: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const object: unknown = JSON.parse(decodeUtf8(value));
    return typeof object === "object" && object !== null ? (object as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

interface Lists {
  readonly vulnerable: readonly string[];
  readonly patched: readonly string[];
  readonly unaffected: readonly string[];
}

/** `undefined` for what is no such value: Trivy finds nothing by it. */
function parseLists(value: Uint8Array): Lists | undefined {
  const { VulnerableVersions, PatchedVersions, UnaffectedVersions } = parseObject(value) ?? {};
  const [vulnerable, patched, unaffected] = [VulnerableVersions, PatchedVersions, UnaffectedVersions].map((list) => asTexts(list ?? []));
  return vulnerable === undefined || patched === undefined || unaffected === undefined ? undefined : { vulnerable, patched, unaffected };
}

function asTexts(list: unknown): readonly string[] | undefined {
  return Array.isArray(list) && list.every((text) => typeof text === "string") ? list : undefined;
}

/** The likeliest first: a lower bound is most often affected, and so is the lowest version. */
function* candidates(ranges: readonly string[]): Generator<string, void> {
  const bounds = new Set<string>();
  for (const range of ranges) {
    for (const [bound] of range.matchAll(BOUND)) {
      if (bounds.has(bound)) continue;
      yield bound;
      if (bounds.size === 0) yield* ["0.0.0", "0"];
      bounds.add(bound);
      if (bounds.size > MAX_TRIED) return;
    }
  }
  yield* ["0.0.0", "0", "0.0.1", "999999.0.0"];
  for (const bound of bounds) yield* neighbours(bound);
}

/** Versions a little above and a little below, in the spellings of all schemes; those that a scheme cannot read are passed over. */
function* neighbours(bound: string): Generator<string, void> {
  const numbers = NUMBERS.exec(bound)?.[1]?.split(".").map(Number);
  if (numbers === undefined) return;
  const [major = 0, minor = 0, patch = 0] = numbers;
  yield* [`${major}.${minor}.${patch}`, `${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}.0`, `${major + 1}.0.0`];
  yield* [`${bound}.0.1`, `${bound}.1`];
  // Go's versions of commits: 0.0.0-20170330155735-e4e2799dd7aa.
  if (!ZERO.test(bound)) yield `${major}.${minor}.${patch}-0`;
  if (patch > 0) yield `${major}.${minor}.${patch - 1}`;
  if (minor > 0) yield `${major}.${minor - 1}.999999`;
  if (major > 0) yield `${major - 1}.999999.0`;
  // Below the zero that a feed begins at there is nothing that anybody has installed.
  if (!ZERO.test(bound)) yield* [`${bound}-0`, `${bound}.dev0`, `${bound}.a`];
}
