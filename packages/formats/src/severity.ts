// Severities of advisories and findings as five words, out of the words, scores and CVSS vectors that formats carry.
// It knows ratings, not where they stand.
import type { Severity } from "@stella-export/core";
import cvss from "ae-cvss-calculator";

/**
 * Words that tools write, folded to lower case. Red Hat says important and moderate; Ubuntu and Debian negligible, which Trivy takes for
 * low; CycloneDX info.
 */
const WORDS: ReadonlyMap<string, Severity> = new Map([
  ["none", "none"],
  ["info", "none"],
  ["informational", "none"],
  ["negligible", "low"],
  ["low", "low"],
  ["minor", "low"],
  ["medium", "medium"],
  ["moderate", "medium"],
  ["high", "high"],
  ["important", "high"],
  ["major", "high"],
  ["critical", "critical"],
]);

/** Words that say that nobody rated. */
const UNRATED: ReadonlySet<string> = new Set(["", "unknown", "unimportant", "untriaged"]);

/** True for a word that stands where a severity would, and is none. */
export function isUnrated(word: string): boolean {
  return UNRATED.has(word.trim().toLowerCase());
}

export function severityOfWord(word: string): Severity | undefined {
  return WORDS.get(word.trim().toLowerCase());
}

/** By the qualitative rating scale of CVSS 3.1 § 5 and 4.0 § 6; `undefined` outside 0 to 10. */
export function severityOfScore(score: number): Severity | undefined {
  if (!(score >= 0 && score <= 10)) return undefined;
  if (score === 0) return "none";
  return score < 4 ? "low" : score < 7 ? "medium" : score < 9 ? "high" : "critical";
}

/** CVSS 2 has no such scale; NVD's has no critical. */
export function severityOfScore2(score: number): Severity | undefined {
  const severity = severityOfScore(score);
  return severity === "critical" ? "high" : severity;
}

// A real database of 80,000 advisories holds a thousand vectors; a score costs 60 µs.
const remembered = new Map<string, Severity | undefined>();
const REMEMBERED = 4096;
const LONGEST_VECTOR = 256;

/** Of the base score of a CVSS 2.0, 3.x or 4.0 vector; `undefined` where the text is none or its base metrics are not complete. */
export function severityOfVector(vector: string): Severity | undefined {
  if (vector.length > LONGEST_VECTOR || !/^(?:CVSS:[234]\.\d\/|\(?AV:)/.test(vector)) return undefined;
  if (remembered.has(vector)) return remembered.get(vector);
  const severity = rated(vector);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(vector, severity);
  return severity;
}

function rated(vector: string): Severity | undefined {
  try {
    const parsed = cvss.fromVector(vector);
    if (parsed === null || !parsed.isBaseFullyDefined()) return undefined;
    // Of 4.0 `base` and `overall` are the score with all metrics that the vector has.
    if (parsed instanceof cvss.Cvss4P0) return severityOfScore(parsed.calculateScores().baseMetricsOnly ?? Number.NaN);
    const { base } = parsed.calculateScores() as { base?: number };
    return base === undefined ? undefined : parsed instanceof cvss.Cvss2 ? severityOfScore2(base) : severityOfScore(base);
  } catch {
    return undefined; // the library throws for values that it does not know
  }
}
