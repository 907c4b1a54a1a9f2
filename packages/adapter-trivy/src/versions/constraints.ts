// What all of Trivy's range grammars have in common: alternatives between `||`, in each a run of operator-version pairs with blanks and at most
// one comma after each. Upstream first checks that an alternative can be cut into such pairs in any way, then cuts it greedily from the left
// and passes over what does not fit; the two may disagree, so both are done here.
import { LinearPattern } from "./linear-pattern.js";
import { trimSpace } from "./go-text.js";
import { MAX_RANGE_LENGTH, MAX_VERSION_LENGTH, type Range, type RangeProblem, type RangeScheme, type Version } from "./scheme.js";

/** One operator with one version as they were cut out. */
interface Pair {
  readonly operator: string;
  readonly version: string;
}

/** The pairs of one alternative; `exact` unless something was passed over or two pairs stand together without a separator. */
interface Cut {
  readonly pairs: readonly Pair[];
  readonly exact: boolean;
}

/** What distinguishes one grammar from another. */
export interface ConstraintRules<V, C> {
  readonly name: string;
  readonly operators: readonly string[];
  /** A regular expression for a version in a range, of the syntax that LinearPattern and RegExp share. */
  readonly versionPattern: string;
  /** Rewrites an alternative before it is checked. */
  readonly prepare?: (alternative: string) => string;
  parseVersion(text: string): V | undefined;
  compare(a: V, b: V): -1 | 0 | 1;
  /** `undefined` refuses the whole range. Blank alternatives give an empty operator and an empty version. */
  parseConstraint(operator: string, version: string): C | undefined;
  /** `undefined` where the library panics. */
  matches(constraint: C, version: V): boolean | undefined;
  /** A problem of a constraint that has been read. */
  problem(constraint: C, version: string): RangeProblem | undefined;
  /** See RangeScheme.boundText; only asked for a text that is a version. */
  boundText(text: string, version: V): string;
  /** Another grammar to try when this one refuses. */
  readonly otherwise?: (
    text: string,
  ) => { readonly alternatives: readonly (readonly C[])[]; readonly problem: RangeProblem | undefined } | undefined;
}

const BLANK = "[\t\n\f\r ]";
const NOTHING: Cut = { pairs: [{ operator: "", version: "" }], exact: true };

/** A scheme of these rules. */
export function constraintScheme<V extends object, C extends object>(rules: ConstraintRules<V, C>): RangeScheme {
  const cutAlternative = cutter(rules.operators, rules.versionPattern);

  function parseVersion(text: string): V | undefined {
    return text.length > MAX_VERSION_LENGTH ? undefined : rules.parseVersion(text);
  }

  function parse(text: string): { alternatives: readonly (readonly C[])[]; problem: RangeProblem | undefined } | undefined {
    if (text.length > MAX_RANGE_LENGTH) return undefined;
    return parseAlternatives(text) ?? rules.otherwise?.(text);
  }

  function parseAlternatives(text: string) {
    const alternatives: C[][] = [];
    let problem: RangeProblem | undefined;
    for (const alternative of text.split("||")) {
      const cut = cutAlternative(rules.prepare?.(alternative) ?? alternative);
      if (cut === undefined) return undefined;
      if (!cut.exact) problem ??= "cut-apart";
      const constraints: C[] = [];
      for (const { operator, version } of cut.pairs) {
        const constraint = rules.parseConstraint(operator, version);
        if (constraint === undefined) return undefined;
        problem ??= rules.problem(constraint, version);
        constraints.push(constraint);
      }
      alternatives.push(constraints);
    }
    return { alternatives, problem };
  }

  function matches(alternatives: readonly (readonly C[])[], version: V): boolean | undefined {
    for (const constraints of alternatives) {
      let all = true;
      for (const constraint of constraints) {
        const inside = rules.matches(constraint, version);
        if (inside === undefined) return undefined;
        if (inside) continue;
        all = false;
        break;
      }
      if (all) return true;
    }
    return false;
  }

  function boundText(text: string): string | undefined {
    const version = parseVersion(text);
    if (version === undefined) return undefined;
    const bound = rules.boundText(text, version);
    const [pair, ...more] = cutAlternative(`>=${bound}`)?.pairs ?? [];
    if (pair?.version !== bound || more.length > 0) return undefined;
    const range = parse(`>=${bound}`);
    return range === undefined || range.problem !== undefined ? undefined : bound;
  }

  // Only this file and the rules ever look inside; to everyone else the two are opaque.
  return {
    name: rules.name,
    parseVersion: (text) => parseVersion(text) as unknown as Version | undefined,
    compare: (a, b) => rules.compare(a as unknown as V, b as unknown as V),
    parseRange: (text) => parse(text)?.alternatives as unknown as Range | undefined,
    matches: (range, version) => matches(range as unknown as readonly (readonly C[])[], version as unknown as V),
    rangeProblem(text) {
      const range = parse(text);
      return range === undefined ? "not-a-range" : range.problem;
    },
    boundText,
  };
}

function cutter(operators: readonly string[], versionPattern: string): (alternative: string) => Cut | undefined {
  const choices = ["", ...operators].map((operator) => operator.replaceAll(/[\^*+?|]/g, String.raw`\$&`)).join("|");
  const whole = new LinearPattern(`${BLANK}*(?:${BLANK}*(?:${choices})${BLANK}*(?:${versionPattern})${BLANK}*,?)*${BLANK}*`);
  const longestFirst = operators.toSorted((a, b) => b.length - a.length);
  const version = new RegExp(versionPattern, "y");

  /** Where the version at this place ends, or 0. */
  const versionEnd = (text: string, at: number): number => {
    version.lastIndex = at;
    return version.test(text) ? version.lastIndex : 0;
  };

  return (alternative) => {
    if (!whole.accepts(alternative)) return undefined;
    const pairs: Pair[] = [];
    let exact = true;
    let separated = true;
    let at = 0;
    while (at < alternative.length) {
      const code = alternative.charCodeAt(at);
      if (isBlank(code) || code === 0x2c) {
        separated = true;
        at++;
        continue;
      }
      const operator =
        longestFirst.find(
          (each) => alternative.startsWith(each, at) && versionEnd(alternative, afterBlanks(alternative, at + each.length)) > 0,
        ) ?? "";
      const start = operator === "" ? at : afterBlanks(alternative, at + operator.length);
      const end = versionEnd(alternative, start);
      if (end === 0) {
        exact = false;
        at++;
        continue;
      }
      if (!separated && operator === "") exact = false;
      pairs.push({ operator, version: alternative.slice(start, end) });
      separated = false;
      at = end;
    }
    return pairs.length === 0 && trimSpace(alternative) === "" ? NOTHING : { pairs, exact };
  };
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** `\s` of Go's regular expressions. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}
