// Ranges of an OSV record as branches that begin with one version and are fixed in another, which is what a detector of an operating system can
// compare with. Events count in the order of their versions, as OSV evaluates them. It knows one affected package, no ids.
import { beforeLimits, type Bound, evaluate, isSorted, type Order, orderOf, type Point, type Span } from "./evaluated-events.js";
import { isNoVersion, type OsvAffected, type OsvEvent } from "./osv-record.js";
import { type Problem, rangeProblem, unmappable, widened } from "./problem.js";
import type { SystemTarget } from "./target.js";
import type { Version, VersionScheme } from "../versions/scheme.js";

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
    else if (fixed !== "" && to?.version === undefined)
      problems.push(rangeProblem(`<${fixed}`, `no comparer of Trivy reads this version (${scheme.name})`));
    else branches.push({ from: from.text, fixed });
  }
  return branches;
}

const FIRST: Point = { kind: "introduced", text: "0", version: undefined };

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
  return beforeLimits(all, limitsOf(events, isRead ? scheme : undefined, problems), order);
}

function pointsOf({ introduced, fixed, lastAffected }: OsvEvent, scheme: VersionScheme, problems: Problem[]): Point[] {
  const points: Point[] = [];
  const add = (kind: Point["kind"], text: string, isFirst: boolean): void => {
    if (text !== "") points.push({ kind, text, version: isFirst ? undefined : readVersion(text, scheme) });
  };
  if (isNoVersion(introduced)) problems.push(rangeProblem(`>=${introduced}`, "an event that is none"));
  else add("introduced", introduced, isStart(introduced));
  add("fixed", fixed, false);
  add("last_affected", lastAffected, false);
  return points;
}

function readVersion(text: string, scheme: VersionScheme): Version | undefined {
  return isNoVersion(text) ? undefined : scheme.parseVersion(text);
}

/** None where one is open. `scheme` is absent where the range has no order. */
function limitsOf(events: readonly OsvEvent[], scheme: VersionScheme | undefined, problems: Problem[]): readonly Bound[] {
  const limits: Bound[] = [];
  let isOpen = false;
  for (const { limit } of events) {
    const version = limit === "" || scheme === undefined ? undefined : readVersion(limit, scheme);
    if (version !== undefined) limits.push({ text: limit, version });
    else if (limit !== "") isOpen = true;
    if (version === undefined && limit !== "" && limit !== "*")
      problems.push(widened(`<${limit}`, "the limit, or a version of its range, is none to Trivy's comparer"));
  }
  return isOpen ? [] : limits;
}

/** OSV's way to say "from the first version on". */
export function isStart(version: string): boolean {
  return version === "0" || version === "0:0" || version === "";
}
