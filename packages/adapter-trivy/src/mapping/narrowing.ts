// An advisory without some of its versions. Languages have a list of versions that are not affected; the detector of an operating system
// knows a fixed version, and one a first affected one: what these cannot say is not taken out, since a wrong answer here is a silent miss.
import type { RangeScheme, Version, VersionScheme } from "../versions/scheme.js";
import { type LanguageAdvisory, languageAdvisory, type SystemAdvisory, systemAdvisory } from "./advisory-value.js";
import type { Interval } from "./evaluated-events.js";
import { intervalText } from "./language-ranges.js";
import { flavorOf } from "./oracle-flavor.js";
import { isStart } from "./system-branches.js";
import type { SystemTarget } from "./target.js";

/** `removed`: no version is left. `kept`: what would be left cannot be said. */
export type Narrowed<T> = T | "removed" | "kept";

/** Exact in every grammar: Trivy takes what `UnaffectedVersions` holds for secure, whatever the other lists say. */
export function withoutVersions(value: LanguageAdvisory, taken: Interval, scheme: RangeScheme): Narrowed<LanguageAdvisory> {
  const texts = textsOf(taken, scheme);
  if (texts.length === 0) return "kept";
  return languageAdvisory({
    vulnerable: value.VulnerableVersions ?? [],
    patched: value.PatchedVersions ?? [],
    unaffected: [...new Set([...(value.UnaffectedVersions ?? []), ...texts])],
    vendorIds: value.VendorIDs ?? [],
    systems: value.OSes ?? [],
    architectures: value.Arches ?? [],
  });
}

/** To PEP 440 `=2.3` and `<=2.3` hold 2.3+fork too, which is somebody else's: the last version is written by itself. */
function textsOf(taken: Interval, scheme: RangeScheme): readonly string[] {
  const { from, to, isToIncluded } = taken;
  const text = intervalText(taken, scheme);
  if (text === undefined) return [];
  if (scheme.name !== "pep440" || !isToIncluded || to.includes("+")) return [text];
  if (from === to) return exactly(to, scheme);
  const before = intervalText({ ...taken, isToIncluded: false }, scheme);
  return [...(before === undefined ? [] : [before]), ...exactly(to, scheme)];
}

/** `===2.3` does not hold 2.3.0, so that is written as well. */
function exactly(version: string, scheme: RangeScheme): string[] {
  const bound = scheme.boundText(version) ?? "";
  const [, epoch = "", release = "", rest = ""] = /^(\d+!)?([\d.]*\d)(.*)$/.exec(bound) ?? [];
  const parts = release.replace(/(?:\.0)+$/, "").split(".");
  const spelled = Array.from({ length: Math.max(LONGEST_RELEASE - parts.length, 0) + 1 }, (_, i) => [
    ...parts,
    ...Array<string>(i).fill("0"),
  ]);
  const exact = new Set([bound, ...spelled.map((each) => `${epoch}${each.join(".")}${rest}`)]);
  return [...exact].map((each) => `===${each}`).filter((each) => scheme.rangeProblem(each) === undefined);
}

/** Parts of a release that are written out where they are zero. */
const LONGEST_RELEASE = 4;

type NarrowTarget = Pick<SystemTarget, "scheme" | "hasLowerBound" | "hasFlavors">;

/** Gives back `value` itself where it holds none of the versions. */
export function withoutInterval(value: SystemAdvisory, taken: Interval, target: NarrowTarget): Narrowed<SystemAdvisory> {
  if (value.Entries === undefined) return withoutPart(value, taken, target);
  const parts = value.Entries.map(({ FixedVersion }) => withoutPart({ FixedVersion }, taken, target));
  if (parts.every((part) => part === "removed")) return "removed";
  return parts.every((part, i) => part !== "removed" && part !== "kept" && part.FixedVersion === value.Entries?.[i]?.FixedVersion)
    ? value
    : "kept";
}

function withoutPart(value: SystemAdvisory, taken: Interval, target: NarrowTarget): Narrowed<SystemAdvisory> {
  const { AffectedVersion: start = "", FixedVersion: end = "" } = value;
  const { from, to, isToIncluded } = taken;
  const order = orderOf(target.scheme);
  const reaches = isBegunBefore(start, to, order) || (isToIncluded && order(start, to) === 0);
  if (!reaches || !isBegunBefore(from, end, order)) return value;
  const hasBefore = !isStart(from) && (isStart(start) || order(start, from) < 0);
  const hasAfter = to !== "" && (end === "" || order(to, end) < 0);
  if (!hasBefore && !hasAfter) return "removed";
  if (hasBefore && hasAfter) return "kept";
  if (hasBefore) return target.hasFlavors && flavorOf(from) !== flavorOf(end) ? "kept" : bounded(value, start, from);
  return target.hasLowerBound && !isToIncluded ? bounded(value, to, end) : "kept";
}

/** Whether what begins at `from` begins before what ends at `to`; an empty `to` is no end. */
function isBegunBefore(from: string, to: string, order: Order): boolean {
  return to === "" || isStart(from) || order(from, to) < 0;
}

function bounded(value: SystemAdvisory, affectedFrom: string, fixed: string): SystemAdvisory {
  const { Severity: severity = 0, Status: status = 0, VendorIDs: vendorIds = [] } = value;
  return systemAdvisory({ fixed, affectedFrom: isStart(affectedFrom) ? "" : affectedFrom, severity, status, vendorIds });
}

type Order = (a: string, b: string) => number;

function orderOf(scheme: VersionScheme): Order {
  return (a, b) => scheme.compare(scheme.parseVersion(a) as Version, scheme.parseVersion(b) as Version);
}
