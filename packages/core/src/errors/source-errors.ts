// What is wrong with what a source holds: a part of the one table of codes. With --rejects report most stand in reports/rejects.jsonl; those
// of records that a Trivy database cannot hold as they stand, in reports/unmappable.jsonl.
import { type ErrorMeaning, source } from "./meaning.js";

const REJECTED = "Correct the document, or run with --rejects report to list it in the bundle and go on.";

function unmappable(meaning: string): ErrorMeaning {
  return source(2, meaning, "Correct the record, or leave options.onUnmappable at report: then it stands in reports/unmappable.jsonl.");
}

/** Rows of the family `source`. */
export const SOURCE_ERRORS = {
  JSON_SYNTAX: source(2, "The bytes at the offset are not JSON (RFC 8259).", REJECTED),
  JSON_TRUNCATED: source(2, "The document ends inside a value.", REJECTED),
  JSON_TRAILING_BYTES: source(2, "Bytes follow the document's one value.", REJECTED),
  JSON_BOM: source(2, "The document begins with a byte order mark (RFC 8259 § 8.1 forbids it).", REJECTED),
  JSON_CONTROL_CHARACTER: source(2, "A string holds a raw control character (U+0000–U+001F).", REJECTED),
  JSON_UTF8: source(2, "The bytes are not valid UTF-8 (overlong forms and raw surrogates included).", REJECTED),
  JSON_LONE_SURROGATE: source(2, "A \\u escape names half of a surrogate pair.", REJECTED),
  JSON_DUPLICATE_KEY: source(2, "An object holds the same key twice, so readers would disagree about its value.", REJECTED),
  JSON_DEPTH: source(
    2,
    "Objects and arrays are nested deeper than the limit.",
    "Raise limits.depth in the profile, or correct the document.",
  ),
  JSON_MEMBERS: source(
    2,
    "An object, with those that it is in, has more than 1,048,576 members, which would all have to be held to order them.",
    "Split the document; this bound is fixed.",
  ),
  JSON_NUMBER_RANGE: source(
    2,
    "The number has no RFC 8785 form (only with the lossless number rule off).",
    "Leave the lossless number rule on.",
  ),
  DOCUMENT_TOO_LARGE: source(
    2,
    "The document is larger than the limit.",
    "Raise limits.documentBytes in the profile, or split the document.",
  ),
  SHAPE_UNKNOWN: source(
    2,
    "The document is JSON, but of no kind that is known here.",
    'Leave it out, or run with --accept-unknown to carry it as a finding of format "unknown".',
  ),
  FORMAT_INVALID: source(2, "The document's format is known, but a field that identifies it is missing or of the wrong type.", REJECTED),
  PATH_INVALID: source(
    2,
    "A path in the source holds a control character or is not UTF-8.",
    "Rename the file, or run with --rejects report.",
  ),
  FILE_UNSUPPORTED: source(
    2,
    "The source holds a file whose kind is part of the contract, but which this version cannot read yet.",
    "Unpack or convert it first, or leave it out of the source.",
  ),
  CSV_SYNTAX: source(2, "A row of a CSV file is not UTF-8, or its quotes are not as in RFC 4180.", REJECTED),
  ARCHIVE_DAMAGED: source(
    2,
    "An archive is cut, fails a checksum, contradicts itself, or holds bytes that belong to no member.",
    "Fetch or make the archive again; nothing of it is used.",
  ),
  ARCHIVE_UNSAFE: source(
    2,
    "An archive holds a link, a device, a name twice, or a name that could lead out of it.",
    "Do not trust the archive. If you made it yourself, make it again from plain files; nothing of it is used.",
  ),
  ARCHIVE_UNSUPPORTED: source(
    2,
    "An archive uses a part of its format that is not read here: encryption, another method, sparse files, several volumes or gzip members.",
    "Make the archive again without it, or unpack it and give the folder.",
  ),
  SOURCE_LIMIT: source(
    2,
    "An archive or a folder exceeds a bound: unpacked bytes, expansion, members, length of a name, depth.",
    "If you trust it, unpack the archive and give the folder, or split it.",
  ),
  SOURCE_NOT_FOUND: source(4, "The source's path does not exist.", "Check the PATH of --from NAME=PATH."),
  SOURCE_UNREADABLE: source(3, "The source may not be read by this user.", "Give read permission, or run as a user who has it."),
  SOURCE_CHANGED: {
    ...source(
      10,
      "A source is not what it was before it was read: its records would be of no one moment.",
      "Run again when nothing writes to the source, or give a copy of it.",
    ),
    retryable: true,
  },
  SOURCE_EMPTY: source(
    2,
    'The source holds no document at all; an empty export would look like "nothing to fear".',
    "Check the PATH; leave the source out if it is meant to be empty.",
  ),

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
} as const satisfies Record<string, ErrorMeaning>;
