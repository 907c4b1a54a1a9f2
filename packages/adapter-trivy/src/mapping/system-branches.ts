// Ranges of an OSV record as branches that begin with one version and are fixed in another, which is what a detector of an operating system can
// compare with. Events count in the order of their versions, as OSV evaluates them. It knows one affected package, no ids.
import { beforeLimits, evaluate, FIRST, isSorted, limitsOf, type Order, orderOf, type Point, type Span } from "./evaluated-events.js";
import { isNoVersion, type OsvAffected, type OsvEvent } from "./osv-record.js";
import { type Problem, rangeProblem, unmappable, unreadVersion, widened } from "./problem.js";
import type { SystemTarget } from "./target.js";
import type { VersionScheme } from "../versions/scheme.js";
import { readSystemVersion } from "./version-text.js";

export interface Branch {
  readonly from: string;
  /** Empty: it is open. */
  readonly fixed: string;
}

/** What cannot be said is a problem. */
export function branchesOf(
  { ranges }: OsvAffected,
  { scheme, reportsUnfixed }: Pick<SystemTarget, "scheme" | "reportsUnfixed">,
  problems: Problem[],
): readonly Branch[] {
  const branches: Branch[] = [];
  for (const { from, to, isToIncluded } of ranges.flatMap((events) => spansOf(events, scheme, problems))) {
    const fixed = to?.text ?? "";
    if (isToIncluded) problems.push(rangeProblem(`<=${fixed}`, "Trivy's detector knows a fixed version, not a last affected one"));
    else if (fixed === "" && !reportsUnfixed)
      problems.push(unmappable("UNFIXED", "Trivy's detector reports nothing that has no fixed version"));
    else if (fixed !== "" && to?.version === undefined) problems.push(unreadVersion(`<${fixed}`, scheme));
    else branches.push({ from: from.text, fixed });
  }
  return branches;
}

/** An event that ends what nothing began ends what began with the first version. */
function spansOf(events: readonly OsvEvent[], scheme: VersionScheme, problems: Problem[]): readonly Span[] {
  const points = events.flatMap((event) => pointsOf(event, scheme, problems));
  // What has no order stays as it stands.
  const isRead = points.every(({ kind, text, version }) => version !== undefined || (kind === "introduced" && isStart(text)));
  const order: Order = isRead ? orderOf(scheme) : () => 0;
  const { spans, idle } = evaluate(points, order, !isSorted(points, order));
  const all = [...spans, ...idle.map((to) => ({ from: FIRST, to, isToIncluded: to.kind === "last_affected" }))];
  for (const { kind, text } of spans.length === 0 ? [] : idle)
    if (kind === "fixed")
      problems.push(widened(`<${text}`, "nothing that the range names begins before this fix; what lies before it is taken for affected"));
  const limits = limitsOf(
    events.map(({ limit }) => limit),
    (text) => {
      const version = isRead ? readSystemVersion(text, scheme) : undefined;
      return version && { text, version };
    },
    (text) => problems.push(widened(`<${text}`, "the limit, or a version of its range, is none to Trivy's comparer")),
  );
  return beforeLimits(all, limits, order);
}

function pointsOf({ introduced, fixed, lastAffected }: OsvEvent, scheme: VersionScheme, problems: Problem[]): Point[] {
  const points: Point[] = [];
  const add = (kind: Point["kind"], text: string, isFirst: boolean): void => {
    if (text !== "") points.push({ kind, text, version: isFirst ? undefined : readSystemVersion(text, scheme) });
  };
  if (isNoVersion(introduced)) problems.push(rangeProblem(`>=${introduced}`, "an event that is none"));
  else add("introduced", introduced, isStart(introduced));
  add("fixed", fixed, false);
  add("last_affected", lastAffected, false);
  return points;
}

/** OSV's way to say "from the first version on". */
export function isStart(version: string): boolean {
  return version === "0" || version === "0:0" || version === "";
}
