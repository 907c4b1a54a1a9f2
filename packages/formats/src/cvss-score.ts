// Scores of CVSS vectors as the Go library scores them that Trivy's own database is built with (pandatix/go-cvss). It knows vectors, not
// where they stand; the arithmetic is the kept library's.
import cvss from "ae-cvss-calculator";

export interface CvssScore {
  readonly version: 2 | 3 | 4;
  /** As the standard writes it. */
  readonly vector: string;
  /** 0.0 to 10.0 in steps of 0.1. */
  readonly score: number;
}

const LONGEST_VECTOR = 512;
// A score costs 60 µs, and a database of 80,000 advisories holds a thousand vectors.
const REMEMBERED = 4096;
const remembered = new Map<string, CvssScore | undefined>();

/**
 * `undefined` where the text is no whole vector of CVSS 2.0, 3.0, 3.1 or 4.0. Blanks or brackets around it, another case and a missing or an
 * older prefix are read as what they can only mean.
 */
export function scoreOfVector(text: string): CvssScore | undefined {
  if (text.length > LONGEST_VECTOR) return undefined;
  if (remembered.has(text)) return remembered.get(text);
  const score = scored(text.endsWith("/") ? text.slice(0, -1) : text) ?? scored(asMeant(text));
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(text, score);
  return score;
}

function asMeant(text: string): string {
  const metrics = text
    .trim()
    .replace(/^\((.*)\)$/, "$1")
    .replace(/\/$/, "")
    .toUpperCase()
    .replace(/^CVSS(?::2\.0\/|2#)/, "")
    .replace("/AU:", "/Au:")
    .replace(/(?<=\/U:[CGAR])[A-Z]+/, (rest) => rest.toLowerCase());
  if (!metrics.startsWith("AV:") || !metrics.includes("/PR:")) return metrics;
  return `${metrics.includes("/AT:") ? "CVSS:4.0" : "CVSS:3.1"}/${metrics}`;
}

function scored(vector: string): CvssScore | undefined {
  const metrics = vector.replace(/^CVSS:[0-9.]+\//, "").split("/");
  const names = metrics.map((metric) => metric.slice(0, metric.indexOf(":")));
  if (metrics.some((metric) => !/^[a-z]+:[a-z]+$/i.test(metric)) || new Set(names).size < names.length) return undefined;
  if (/^CVSS:3\.[01]\//.test(vector)) return scoreOf(3, vector, score3(vector, names));
  if (vector.startsWith("CVSS:4.0/")) return scoreOf(4, withoutUnset(vector), score4(vector, names));
  return vector.startsWith("AV:") && names.includes("Au") ? scoreOf(2, vector, score2(vector)) : undefined;
}

function scoreOf(version: CvssScore["version"], vector: string, score: number | undefined): CvssScore | undefined {
  return score === undefined ? undefined : { version, vector, score };
}

/** As go-cvss writes a vector of 4.0: without the metrics that say nothing. */
function withoutUnset(vector: string): string {
  return vector
    .split("/")
    .filter((metric) => !metric.endsWith(":X"))
    .join("/");
}

/**
 * The environmental score, which go-cvss also gives where no environmental metric is set: with requirements of medium, whose weight is 1.
 * With a changed scope CVSS 3.1 rounds it otherwise than the base score, by 0.1 in a few vectors.
 */
function score3(vector: string, names: readonly string[]): number | undefined {
  const neutral = ["CR", "IR", "AR"].filter((name) => !names.includes(name)).map((name) => `/${name}:M`);
  // An environment without anything to lose is somebody else's: what the vulnerability does elsewhere is its base score.
  return calculated(`${vector}${neutral.join("")}`, ({ environmental, base, overall }) => environmental || base || overall);
}

const ORDER_4 = "AV AC AT PR UI VC VI VA SC SI SA E CR IR AR MAV MAC MAT MPR MUI MVC MVI MVA MSC MSI MSA S AU R V RE U";

/** CVSS 4.0 § 7: the metrics have one order. */
function score4(vector: string, names: readonly string[]): number | undefined {
  const places = names.map((name) => ORDER_4.split(" ").indexOf(name));
  if (places.some((place, i) => place < 0 || place <= (places[i - 1] ?? -1))) return undefined;
  const whole = calculated(vector, ({ overall }) => overall);
  return whole === 0 ? calculated(vector.replaceAll(/\/M[A-Z]+:[A-Z]+/g, ""), ({ overall }) => overall) : whole;
}

function score2(vector: string): number | undefined {
  return calculated(vector, ({ base }) => base);
}

type Scores = { readonly base?: number; readonly environmental?: number; readonly overall: number };

function calculated(vector: string, choose: (scores: Scores) => number | undefined): number | undefined {
  try {
    const parsed = cvss.fromVector(vector);
    if (parsed === null || !parsed.isBaseFullyDefined()) return undefined;
    const score = choose(parsed.calculateScores() as Scores);
    return score !== undefined && score >= 0 && score <= 10 ? score : undefined;
  } catch {
    return undefined; // the library throws for values that it does not know
  }
}
