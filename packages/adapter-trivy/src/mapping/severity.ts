// How bad a record says its vulnerability is: CVSS vectors and the words of its vendor, as Trivy's numbers. It knows OSV's places for them.
import { type CvssScore, isUnrated, scoreOfVector, severityOfWord } from "@stella-export/formats";
import { objectsOf, textOf, textsOf } from "./json.js";
import type { OsvAffected, OsvRecord, OsvSeverity } from "./osv-record.js";

/** 0 unknown, 1 low, 2 medium, 3 high, 4 critical (trivy-db pkg/types/types.go). */
export type SeverityNumber = 0 | 1 | 2 | 3 | 4;

export const SEVERITY_NAMES = ["UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;

const NUMBERS = { none: 0, low: 1, medium: 2, high: 3, critical: 4 } as const;

/** Value of a vulnerability's `CVSS`, in the order of Go's struct. */
export interface CvssValue {
  readonly V2Vector?: string | undefined;
  readonly V3Vector?: string | undefined;
  readonly V40Vector?: string | undefined;
  readonly V2Score?: number;
  readonly V3Score?: number;
  readonly V40Score?: number;
}

/** Vectors of the document; a package's own stand above them, the highest score of each version first. */
export function cvssOf({ severities, affected }: OsvRecord): CvssValue | undefined {
  let own: CvssValue = {};
  for (const { severities: ofPackage } of affected) if (ofPackage.length > 0) own = withHigher(own, withVectors(ofPackage));
  const { V2Vector, V3Vector, V40Vector, V2Score, V3Score, V40Score } = { ...withVectors(severities), ...own };
  if ((V2Score ?? 0) + (V3Score ?? 0) + (V40Score ?? 0) === 0) return undefined;
  return {
    ...(V2Vector === undefined ? {} : { V2Vector }),
    ...(V3Vector === undefined ? {} : { V3Vector }),
    ...(V40Vector === undefined ? {} : { V40Vector }),
    ...(V2Score === undefined || V2Score === 0 ? {} : { V2Score }),
    ...(V3Score === undefined || V3Score === 0 ? {} : { V3Score }),
    ...(V40Score === undefined || V40Score === 0 ? {} : { V40Score }),
  };
}

/** Of several ratings of one version the last one counts, as upstream. */
function withVectors(severities: readonly OsvSeverity[]): CvssValue {
  let result: CvssValue = {};
  for (const severity of severities) {
    const rating = ratingOf(severity);
    if (rating === undefined) continue;
    const { version, vector: V, score: S } = rating;
    result =
      version === 2
        ? { ...result, V2Vector: V, V2Score: S }
        : version === 3
          ? { ...result, V3Vector: V, V3Score: S }
          : { ...result, V40Vector: V, V40Score: S };
  }
  return result;
}

/** A vector says itself of which version it is, whatever stands beside it; of a score alone the type says it. */
function ratingOf({ type, score }: OsvSeverity): (Omit<CvssScore, "vector"> & Partial<CvssScore>) | undefined {
  const version = VERSIONS.get(type);
  const alone = version === undefined ? undefined : scoreAlone(score);
  return version === undefined || alone === undefined ? scoreOfVector(score) : { version, score: alone };
}

const VERSIONS: ReadonlyMap<string, CvssScore["version"]> = new Map([
  ["CVSS_V2", 2],
  ["CVSS_V3", 3],
  ["CVSS_V4", 4],
]);

/** A number between 0 and 10, or the text of one. */
function scoreAlone(value: unknown): number | undefined {
  const score = typeof value === "string" && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof score === "number" && score >= 0 && score <= 10 ? score : undefined;
}

function withHigher(a: CvssValue, b: CvssValue): CvssValue {
  return {
    ...a,
    ...((b.V2Score ?? -1) > (a.V2Score ?? -1) ? { V2Vector: b.V2Vector, V2Score: b.V2Score } : {}),
    ...((b.V3Score ?? -1) > (a.V3Score ?? -1) ? { V3Vector: b.V3Vector, V3Score: b.V3Score } : {}),
    ...((b.V40Score ?? -1) > (a.V40Score ?? -1) ? { V40Vector: b.V40Vector, V40Score: b.V40Score } : {}),
  };
}

/** What Trivy takes for the vendor's severity: its word, else the score of the newest version of CVSS. */
export function severityOf(record: OsvRecord, cvss: CvssValue | undefined): SeverityNumber {
  const word = wordOf(record);
  if (word !== 0) return word;
  return severityOfScore([cvss?.V40Score, cvss?.V3Score, cvss?.V2Score].find((score) => score !== undefined) ?? 0);
}

export function severityOfScore(score: number): SeverityNumber {
  return score >= 9 ? 4 : score >= 7 ? 3 : score >= 4 ? 2 : score > 0 ? 1 : 0;
}

/** The words that errata begin with: `Moderate: httpd:2.4 security update`. */
const ERRATA_WORD = /^(Critical|Important|Moderate|Low): /;
const ERRATA_ID = /^(?:AL|RL|RH|EL)SA-/;

/** Of the vulnerability as a whole, besides its CVSS: where OSV's sources put what they call severity. */
function wordsOf({ id, summary, severities, databaseSpecific, affected }: OsvRecord): unknown[] {
  return [
    databaseSpecific["severity"],
    severities.find(isWord)?.score,
    ERRATA_ID.test(id) ? ERRATA_WORD.exec(summary)?.[1] : undefined,
    ...affected.map(({ ecosystemSpecific }) => ecosystemSpecific["severity"]),
  ];
}

/** Whether it is a distribution's own word. */
function isWord({ type }: OsvSeverity): boolean {
  return type === "Ubuntu" || type === "Debian";
}

function wordOf(record: OsvRecord): SeverityNumber {
  for (const place of wordsOf(record)) {
    const severity = numberOf(place);
    if (severity !== undefined && severity !== 0) return severity;
  }
  return 0;
}

/** Of a word, of a score or of a vector in a word's place; `undefined` for anything else. */
export function numberOf(place: unknown): SeverityNumber | undefined {
  const word = typeof place === "string" ? severityOfWord(place) : undefined;
  if (word !== undefined) return NUMBERS[word];
  const score = scoreAlone(place) ?? (typeof place === "string" ? scoreOfVector(place)?.score : undefined);
  return score === undefined ? undefined : severityOfScore(score);
}

/** What stands where a severity does and is none, as it is written: it may hide that the vulnerability is a bad one. */
export function unreadSeverities(record: OsvRecord): unknown[] {
  const { severities, affected } = record;
  const ratings = [...severities, ...affected.flatMap((each) => each.severities)].filter((each) => !isWord(each));
  return [
    ...ratings.filter((each) => ratingOf(each) === undefined).map(({ score }) => score),
    ...wordsOf(record).filter((place) => place !== undefined && place !== null && numberOf(place) === undefined),
  ].filter((place) => typeof place !== "string" || !isUnrated(place));
}

/** Debian's word for one package, which Trivy shows instead of the vulnerability's (trivy-db pkg/vulnsrc/debian/debian.go). */
export function urgencyOf({ ecosystemSpecific, databaseSpecific }: OsvAffected): {
  readonly severity: SeverityNumber;
  readonly isEnded: boolean;
} {
  const word = textOf(ecosystemSpecific["urgency"]) || textOf(databaseSpecific["urgency"]);
  const plain = word.replace(/\*+$/, "");
  const severity = plain === "unimportant" || plain === "low" ? 1 : plain === "medium" ? 2 : plain === "high" ? 3 : 0;
  return { severity, isEnded: plain === "end-of-life" };
}

/** GitHub's `cwe_ids`, and `cwes` as malicious packages have them. */
export function weaknessesOf({ databaseSpecific, affected }: OsvRecord): string[] {
  const found = new Set(textsOf(databaseSpecific["cwe_ids"]));
  for (const specific of [databaseSpecific, ...affected.map((each) => each.databaseSpecific)])
    for (const cwe of objectsOf(specific["cwes"])) found.add(textOf(cwe["cweId"]));
  return [...found].filter((id) => /^CWE-\d+$/.test(id));
}
