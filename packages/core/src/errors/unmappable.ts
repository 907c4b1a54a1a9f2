// What a database of another tool cannot hold as it stands in a record: a part of the one table of codes. Each is a line of
// reports/unmappable.jsonl, or the failure of a run whose profile suffers none.
import type { ErrorMeaning } from "./table.js";

const unmappable = (meaning: string): ErrorMeaning => ({
  family: "source",
  exit: 2,
  retryable: false,
  meaning,
  action: "Correct the record, or leave options.onUnmappable at report: then it stands in reports/unmappable.jsonl.",
});

export const UNMAPPABLE = {
  UNMAPPABLE_ECOSYSTEM: unmappable("No detector of Trivy reads the ecosystem, or the release, of an affected package."),
  UNMAPPABLE_NAME: unmappable(
    "A package or an id cannot be a key of a Trivy database, Trivy looks for no name of that form, or the record does not say of which module it is.",
  ),
  UNMAPPABLE_RANGE: unmappable("A range or version is none that the comparer of its Trivy detector reads as it stands."),
  UNMAPPABLE_BOUND: unmappable(
    "The detector knows a fixed version and nothing else: the database calls more versions affected than the record says.",
  ),
  UNMAPPABLE_UNFIXED: unmappable("The detector reports nothing that has no fixed version."),
  UNMAPPABLE_NOTHING: unmappable(
    "A record names no package that can be read, or an affected package comes with neither ranges of versions nor versions.",
  ),
  UNMAPPABLE_ERRATUM: unmappable("An erratum mends no vulnerability: it names none, and its id is of a bug fix or an enhancement."),
  UNMAPPABLE_REJECTED: unmappable("The record says that its number was taken back: nothing of it is in the database."),
  UNMAPPABLE_SEVERITY: unmappable("What stands for a severity is neither a known word, a score, nor a vector of CVSS 2, 3 or 4."),
} as const;
