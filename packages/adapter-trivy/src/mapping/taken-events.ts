// Events of one OSV range as the versions that a deciding document takes. Every version in them is one that the scheme reads, but for
// `introduced: "0"` and `limit: "*"`.
import type { VersionScheme } from "../versions/scheme.js";
import { beforeLimits, type Bound, evaluate, type Interval, isEmpty, type Order, orderOf, toInterval } from "./evaluated-events.js";
import { type JsonObject, textOf } from "./json.js";

/** Of one version the later ones end what the earlier ones begin. */
const KINDS = ["introduced", "fixed", "last_affected"] as const;

/** Each with one member. */
export function takenBy(events: readonly JsonObject[], scheme: VersionScheme, order: Order = orderOf(scheme)): Interval[] {
  const read = (text: string): Bound => ({ text, version: text === "0" ? undefined : scheme.parseVersion(text) });
  const points = KINDS.flatMap((kind) =>
    events.flatMap((event) => (textOf(event[kind]) === "" ? [] : [{ kind, ...read(textOf(event[kind])) }])),
  );
  const spans = evaluate(points, order, false).spans.filter((span) => !isEmpty(span, order));
  const limits = events.map(({ limit }) => textOf(limit)).filter((limit) => limit !== "");
  return (limits.includes("*") ? spans : beforeLimits(spans, limits.map(read), order)).map(toInterval);
}

/** For people: the events as they stand. */
export function textOfEvents(events: readonly JsonObject[]): string {
  return events.flatMap((event) => Object.entries(event).map(([what, version]) => `${what} ${textOf(version)}`)).join(", ");
}
