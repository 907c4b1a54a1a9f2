// Fields of Grype's JSON report (anchore/grype grype/presenter/models, 0.7 to 0.112) and of xeol, which writes the same.
import { each, type Fields } from "./fields.js";

const cvss: Fields = {
  ...each("identifier", "source version vector"),
  type: "term",
  metrics: each("number", "baseScore exploitabilityScore impactScore"),
  vendorMetadata: "open",
};
const cvssBefore: Fields = { vector: "identifier", ...each("number", "baseScore exploitabilityScore impactScore") };

const vulnerability: Fields = {
  id: "reference",
  ...each("identifier", "dataSource namespace urls links fixedInVersion"),
  ...each("term", "severity"),
  ...each("number", "risk"),
  description: "text",
  cvss,
  cvssV2: cvssBefore,
  cvssV3: cvssBefore,
  epss: { cve: "identifier", date: "date", ...each("number", "epss percentile") },
  knownExploited: {
    ...each("identifier", "cve urls cwes"),
    ...each("text", "vendorProject product requiredAction notes"),
    ...each("date", "dateAdded dueDate"),
    knownRansomwareCampaignUse: "term",
  },
  cwes: { ...each("identifier", "cve cwe"), ...each("term", "source type") },
  fix: {
    versions: "identifier",
    state: "term",
    available: { version: "identifier", date: "date", kind: "term" },
    suggestedVersion: "identifier",
  },
  advisories: each("identifier", "id link"),
};

const artifact: Fields = {
  id: "reference",
  ...each("identifier", "name version purl"),
  ...each("term", "type language metadataType"),
  licenses: "text",
  cpes: {
    "": "identifier",
    ...each("identifier", "Part Vendor Product Version Update Edition SWEdition TargetSW TargetHW Other Language"),
  },
  locations: { ...each("identifier", "path accessPath layerID"), annotations: "open" },
  upstreams: each("identifier", "name version"),
  ...each("open", "metadata annotations"),
};

const match: Fields = {
  vulnerability,
  relatedVulnerabilities: vulnerability,
  artifact,
  matchDetails: {
    ...each("term", "type matcher"),
    ...each("open", "searchedBy found searchKey matchedOn"),
    fix: { suggestedVersion: "identifier" },
  },
  appliedIgnoreRules: {
    ...each("identifier", "vulnerability namespace"),
    ...each("term", "fix-state vex-status match-type"),
    ...each("text", "reason vex-justification include-aliases"),
    package: { ...each("identifier", "name version location upstream-name"), ...each("term", "language type") },
  },
  // xeol
  Cycle: {
    ...each("identifier", "ProductName ProductPermalink ReleaseCycle LatestRelease"),
    ...each("date", "Eol EolBool LTS LatestReleaseDate ReleaseDate"),
  },
  Package: {
    ID: "reference",
    ...each("identifier", "Name Version PURL CPEs"),
    ...each("term", "Type Language MetadataType"),
    ...each("open", "Locations Licenses Upstreams Metadata"),
  },
};

/** An image; of a directory or file the target is its path. */
const target: Fields = {
  "": "identifier",
  ...each("identifier", "userInput imageID manifestDigest mediaType tags repoDigests architecture os"),
  ...each("term", "scope"),
  ...each("number", "imageSize"),
  layers: { ...each("identifier", "digest mediaType"), size: "number" },
  labels: "open",
  annotations: "open",
  // Base64 of the image's configuration, environment included.
  ...each("opaque", "config manifest"),
};

export const GRYPE: Fields = {
  matches: match,
  ignoredMatches: match,
  alertsByPackage: { package: artifact, alerts: { type: "term", message: "text", metadata: "open" } },
  source: { type: "term", target },
  distro: each("identifier", "name version idLike codename"),
  descriptor: {
    ...each("identifier", "name version"),
    timestamp: "date",
    ...each("open", "configuration db"),
  },
};
