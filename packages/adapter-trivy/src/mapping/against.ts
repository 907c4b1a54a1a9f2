// Whether a statement that calls versions affected is against one that takes versions out. Versions are what their scheme makes of them, not
// how they are spelled; in doubt they are the same.
import type { Effect } from "./effect.js";
import type { Interval } from "./evaluated-events.js";
import { intervalText } from "./language-ranges.js";
import type { RangeScheme, VersionScheme } from "../versions/scheme.js";

/** The objection is of the effect's package and vulnerability. */
export function isAgainst(objection: Effect, { decider, time = 0, versions }: Effect, scheme: VersionScheme): boolean {
  if (objection.isObjection !== true || objection.decider.by !== decider.by || (objection.time ?? 0) < time) return false;
  const objected = objection.versions;
  if (objected === "all" || versions === "all") return true;
  return objected.some((one) => versions.some((other) => isShared(one, other, scheme)));
}

/** Whether there may be a version that both hold. */
function isShared(one: Interval, other: Interval, scheme: VersionScheme): boolean {
  if (isRangeScheme(scheme) && (isHeld(one.from, other, scheme) || isHeld(other.from, one, scheme))) return true;
  return begins(one, other, scheme) && begins(other, one, scheme);
}

function isRangeScheme(scheme: VersionScheme): scheme is RangeScheme {
  return "matches" in scheme;
}

/** As Trivy would hold it: `=2` of npm is every 2.x, `=2.3` of PEP 440 is 2.3+fork too. */
function isHeld(text: string, interval: Interval, scheme: RangeScheme): boolean {
  const version = scheme.parseVersion(text);
  const range = intervalText(interval, scheme);
  const read = range === undefined ? undefined : scheme.parseRange(range);
  return version === undefined || read === undefined || scheme.matches(read, version) !== false;
}

/** Whether `one` begins before `other` ends, with its epoch or without. */
function begins(one: Interval, other: Interval, scheme: VersionScheme): boolean {
  if (one.from === "0" || one.from === "" || other.to === "") return true;
  const sign = compared(one.from, other.to, scheme);
  return sign === undefined || sign < 0 || (sign === 0 && other.isToIncluded);
}

function compared(a: string, b: string, scheme: VersionScheme): number | undefined {
  const hasEpochs = EPOCH.test(a) && EPOCH.test(b);
  const [one, other] = [a, b].map((text) => scheme.parseVersion(hasEpochs || isRangeScheme(scheme) ? text : text.replace(EPOCH, "")));
  return one === undefined || other === undefined ? undefined : scheme.compare(one, other);
}

const EPOCH = /^\d+:/;
