// What could not be put into the database as it stands in a record, and why: the lines of reports/unmappable.jsonl. It knows no record.
import type { ErrorCode } from "@stella-export/core";
import type { VersionScheme } from "../versions/scheme.js";

export interface Problem {
  readonly code: ErrorCode;
  /** The range or version that it is about, or empty. */
  readonly range: string;
  readonly message: string;
  /** The database holds all the same what the record says, though no host comes upon it. */
  readonly isWritten?: true;
}

/** The text is nothing that Trivy's comparer reads; the rest of the advisory stands. */
export function rangeProblem(range: string, message: string): Problem {
  return { code: "ERR_EXPORT_UNMAPPABLE_RANGE", range, message };
}

/** A bound of the range is no version. */
export function unreadRange(range: string, { name }: VersionScheme): Problem {
  return rangeProblem(range, `no comparer of Trivy reads it as it stands (${name})`);
}

/** `range`: with the sign that the version has there. */
export function unreadVersion(range: string, { name }: VersionScheme): Problem {
  return rangeProblem(range, `no comparer of Trivy reads this version (${name})`);
}

/** `range`: empty for several versions. */
export function singleVersions(range: string): Problem {
  return rangeProblem(range, "single versions cannot be said to Trivy's detector, only a fixed version");
}

/** What is in the database holds more versions than the record says. */
export function widened(range: string, message: string): Problem {
  return { code: "ERR_EXPORT_UNMAPPABLE_BOUND", range, message };
}

export function unmappable(
  code: "ECOSYSTEM" | "NAME" | "ERRATUM" | "NOTHING" | "UNFIXED" | "REJECTED" | "SEVERITY",
  message: string,
): Problem {
  return { code: `ERR_EXPORT_UNMAPPABLE_${code}`, range: "", message };
}

/** `id`: of the vulnerability, where the document is of several. */
export function unreadSeverity(severity: unknown, id = ""): Problem {
  const about = id === "" ? "" : `${id}: `;
  return unmappable("SEVERITY", `${about}${excerptOf(severity)} stands for a severity and is none that is known`);
}

/** The beginning of what stands in a document. A half of a character at the end would make the report no JSON. */
export function excerptOf(value: unknown): string {
  return JSON.stringify(value).slice(0, 100).toWellFormed();
}

/** The product is one that no repository stands for: hosts are known by their repositories. */
export function unreached(): Problem {
  const message = "no repository that the database knows stands for the product: on no host Trivy comes upon this";
  return { ...unmappable("ECOSYSTEM", message), isWritten: true };
}
