// Events of one OSV range as the versions that they mean, whatever their order in the document (ossf.github.io/osv-schema, "Evaluation"). Every
// version in them is one that the scheme reads, but for `introduced: "0"` and `limit: "*"`. It knows no ecosystem.
import type { Version, VersionScheme } from "../versions/scheme.js";
import type { Interval } from "./language-ranges.js";
import { type JsonObject, textOf } from "./osv-record.js";

/** Of one version the later ones end what the earlier ones begin. */
const KINDS = ["introduced", "fixed", "last_affected"] as const;

interface Point {
  readonly kind: (typeof KINDS)[number];
  readonly version: string;
}

/** Each with one member. Nothing is affected before something is introduced; what is never ended is open. */
export function takenBy(events: readonly JsonObject[], scheme: VersionScheme): Interval[] {
  const order = orderOf(scheme);
  const points = KINDS.flatMap((kind) => events.map((event) => ({ kind, version: textOf(event[kind]) }))).filter(
    ({ version }) => version !== "",
  );
  const intervals: Interval[] = [];
  let from: string | undefined;
  // Stable: of equal versions they stay in the order of the kinds.
  for (const { kind, version } of points.toSorted((a: Point, b: Point) => order(a.version, b.version))) {
    if (kind === "introduced") from ??= version;
    else if (from !== undefined) {
      const isToIncluded = kind === "last_affected";
      if (isToIncluded || order(from, version) < 0) intervals.push({ from, to: version, isToIncluded });
      from = undefined;
    }
  }
  if (from !== undefined) intervals.push({ from, to: "", isToIncluded: false });
  const limits = events.map(({ limit }) => textOf(limit)).filter((limit) => limit !== "");
  const limit = limits.toSorted(order).at(-1);
  return limit === undefined || limits.includes("*") ? intervals : intervals.flatMap((interval) => before(limit, interval, order));
}

type Order = (a: string, b: string) => number;

function before(limit: string, { from, to, isToIncluded }: Interval, order: Order): Interval[] {
  if (order(from, limit) >= 0) return [];
  return to === "" || order(to, limit) >= 0 ? [{ from, to: limit, isToIncluded: false }] : [{ from, to, isToIncluded }];
}

/** "0" comes before every version. */
function orderOf(scheme: VersionScheme): Order {
  return (a, b) => {
    if (a === "0" || b === "0") return Number(b === "0") - Number(a === "0");
    return scheme.compare(scheme.parseVersion(a) as Version, scheme.parseVersion(b) as Version);
  };
}

/** For people: the events as they stand. */
export function textOfEvents(events: readonly JsonObject[]): string {
  return events.flatMap((event) => Object.entries(event).map(([what, version]) => `${what} ${textOf(version)}`)).join(", ");
}
