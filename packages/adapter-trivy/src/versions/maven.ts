// Maven's ranges as masahiro331/go-mvn-version@v0.0.0-20250131095131-f4974fa13b8a reads them: constraints, and where one of them is none, the
// intervals of Maven (`[1.0,2.0)`), of which it takes those that it finds and passes over everything else.
import { constraintScheme } from "./constraints.js";
import { withoutSpace } from "./go-text.js";
import { compareMaven, parseMaven, type MavenVersion } from "./maven-version.js";
import { holds } from "./operators.js";
import type { RangeProblem } from "./scheme.js";

interface MavenConstraint extends MavenVersion {
  /** `any` matches every version. */
  readonly operator: string;
}

const INTERVAL = /[[(][0-9A-Za-z\-.,]+[\])]/g;
const ANY_VERSION = /^[0-9A-Za-z\-~.]+$/;
const LOWEST = "-----1";
const HIGHEST = "99999999999999999999";

export const maven = constraintScheme<MavenVersion, MavenConstraint>({
  name: "maven",
  operators: ["=", "==", "!=", ">", "<", ">=", "=>", "<=", "=<"],
  versionPattern: "[0-9A-Za-z~_.-]+",
  parseVersion: parseMaven,
  compare: compareMaven,
  parseConstraint: (operator, text) => (text === "" ? undefined : { ...parseMaven(text), operator }),
  matches,
  // Up to Trivy 0.57.1 an underscore makes it refuse the whole range.
  problem: (_constraint, text) => (text.includes("_") ? "differs" : undefined),
  boundText: (text) => text,
  otherwise: parseIntervals,
});

function matches({ operator, items }: MavenConstraint, version: MavenVersion): boolean {
  if (operator === "any") return true;
  const result = compareMaven(version, { items });
  return holds(operator, result) ?? false;
}

function parseIntervals(text: string) {
  const compact = withoutSpace(text);
  const alternatives: MavenConstraint[][] = [];
  // A single version that is no constraint only for its odd blanks is Maven's soft requirement, which everything fulfils.
  if (ANY_VERSION.test(compact)) return { alternatives: [[{ operator: "any", items: [] }]], problem: "cut-apart" as RangeProblem };
  let problem: RangeProblem | undefined;
  for (const interval of compact.match(INTERVAL) ?? []) {
    const [lower = "", upper, ...more] = interval.slice(1, -1).split(",");
    if (more.length > 0) return undefined;
    if (upper === undefined) {
      // `[1.2.3]` loses its last character and equals `1.2.`.
      alternatives.push([{ ...parseMaven(lower.slice(0, -1)), operator: "=" }]);
      problem = "cut-apart";
      continue;
    }
    const from = interval.startsWith("[") ? ">=" : ">";
    const to = interval.endsWith("]") ? "<=" : "<";
    alternatives.push([
      { ...parseMaven(lower || LOWEST), operator: from },
      { ...parseMaven(upper || HIGHEST), operator: to },
    ]);
  }
  if (alternatives.length === 0) return undefined;
  const rest = compact.replaceAll(INTERVAL, "").replaceAll(/,|\|\|/g, "");
  return { alternatives, problem: problem ?? (rest === "" ? undefined : "cut-apart") };
}
