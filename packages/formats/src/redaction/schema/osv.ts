// Fields of OSV (ossf.github.io/osv-schema 1.7.5) and of what the databases met add to it.
import { each, type Fields } from "./fields.js";

const severity: Fields = { type: "term", score: "identifier" };

const range: Fields = {
  type: "term",
  repo: "identifier",
  events: each("identifier", "introduced fixed last_affected limit"),
  database_specific: { constraint: "identifier", "*": "open" },
};

/** What GitHub, Go, RustSec, Bitnami, OSS-Fuzz and the malicious-packages project write there. */
const packageSpecific: Fields = {
  ...each(
    "identifier",
    "source affected_versions last_known_affected_version_range fixed_range introduced_range cvss affected_functions severity",
  ),
  ...each("term", "categories informational"),
  cwes: { cweId: "identifier", name: "text", description: "text" },
  affects: each("identifier", "functions os arch"),
  imports: each("identifier", "path symbols goos goarch"),
  custom_ranges: range,
  "*": "open",
};

const databaseSpecific: Fields = {
  ...each("identifier", "source url cpes cwe_ids cwe license severity review_status nvd_published_at github_reviewed_at"),
  iocs: each("identifier", "urls domains ips hashes"),
  "malicious-packages-origins": {
    ...each("identifier", "id source sha256 versions"),
    ...each("date", "import_time modified_time"),
    ranges: range,
  },
  "*": "open",
};

export const OSV: Fields = {
  id: "id",
  ...each("identifier", "schema_version aliases related upstream"),
  ...each("date", "modified published withdrawn"),
  ...each("text", "summary details"),
  severity,
  affected: {
    package: each("identifier", "ecosystem name purl"),
    severity,
    ranges: range,
    versions: "identifier",
    ecosystem_specific: packageSpecific,
    database_specific: packageSpecific,
  },
  references: { type: "term", url: "identifier" },
  credits: { name: "text", contact: "text", type: "term" },
  database_specific: databaseSpecific,
};
