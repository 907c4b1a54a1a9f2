// Fields of Trivy's JSON report, schema 2 (aquasecurity/trivy pkg/types, pkg/fanal/types, up to 0.74), and of the bare array before it.
import { each, type Fields } from "./fields.js";

const layer: Fields = { ...each("identifier", "DiffID Digest"), Size: "number", CreatedBy: "text" };
const lines: Fields = {
  Lines: { ...each("text", "Content Highlighted Annotation"), ...each("number", "Number IsCause FirstCause LastCause Truncated") },
};
const identifierFields: Fields = { PURL: "identifier", ...each("reference", "UID BOMRef") };
const span: Fields = each("number", "StartLine EndLine");

const vulnerability: Fields = {
  ...each("reference", "VulnerabilityID PkgID"),
  ...each("identifier", "VendorIDs PkgName PkgPath InstalledVersion FixedVersion PrimaryURL References Ref Fingerprint CweIDs"),
  ...each("term", "Status Severity SeveritySource"),
  ...each("date", "PublishedDate LastModifiedDate"),
  ...each("text", "Title Description"),
  PkgIdentifier: identifierFields,
  Layer: layer,
  DataSource: { ...each("identifier", "ID BaseID URL"), Name: "text" },
  CVSS: { "*": { "*": "identifier" } },
  VendorSeverity: { "*": "identifier" },
  Custom: "open",
};

const misconfiguration: Fields = {
  ...each("identifier", "ID AVDID Namespace Query PrimaryURL References Fingerprint"),
  ...each("text", "Title Description Message Resolution Traces"),
  ...each("term", "Type Severity Status"),
  Layer: layer,
  CauseMetadata: {
    ...each("identifier", "Resource Provider Service"),
    ...span,
    Code: lines,
    Occurrences: { ...each("identifier", "Filename Resource"), Location: span },
    RenderedCause: each("text", "Raw Highlighted"),
  },
};

/** The scanner masks what it found; what it missed of it is found here. */
const secret: Fields = {
  ...each("identifier", "RuleID FilePath Fingerprint"),
  ...each("text", "Category Title Match CreatedBy"),
  Severity: "term",
  Offset: "number",
  ...span,
  Code: lines,
  Layer: layer,
};

const license: Fields = {
  ...each("identifier", "PkgName FilePath Link Fingerprint"),
  ...each("term", "Severity Category"),
  ...each("text", "Name Text"),
  Confidence: "number",
};

const packages: Fields = {
  ...each("reference", "ID DependsOn"),
  ...each("identifier", "Name Version Release Arch Digest Modularitylabel FilePath InstalledFiles SrcName SrcVersion SrcRelease"),
  ...each("term", "Relationship AnalyzedBy"),
  ...each("text", "Licenses LicenseText Maintainer"),
  ...each("number", "Epoch SrcEpoch Dev Indirect"),
  Identifier: identifierFields,
  ExternalReferences: each("identifier", "Type URL"),
  BuildInfo: each("identifier", "ContentSets Nvr Arch"),
  Repository: { Class: "term" },
  Layer: layer,
  Supplier: "text",
  Locations: span,
};

/** OCI image configuration: environment and history are what people put their secrets into. */
const imageConfig: Fields = {
  ...each("identifier", "architecture container docker_version os os.version os.features variant"),
  author: "text",
  created: "date",
  history: { created: "date", ...each("text", "author created_by comment"), empty_layer: "number" },
  rootfs: each("identifier", "type diff_ids"),
  config: {
    ...each("text", "Cmd Entrypoint Env Hostname Domainname User OnBuild Shell"),
    ...each("identifier", "Image WorkingDir StopSignal"),
    ...each("number", "ArgsEscaped AttachStdin AttachStdout AttachStderr NetworkDisabled OpenStdin StdinOnce StopTimeout Tty"),
    Healthcheck: { Test: "text", ...each("number", "Interval Timeout StartPeriod StartInterval Retries") },
    ...each("open", "Labels Volumes ExposedPorts"),
  },
};

const result: Fields = {
  ...each("identifier", "Target Type Class"),
  Packages: packages,
  Vulnerabilities: vulnerability,
  MisconfSummary: each("number", "Successes Failures Exceptions"),
  Misconfigurations: misconfiguration,
  Secrets: secret,
  Licenses: license,
  CustomResources: { ...each("identifier", "Type FilePath"), Layer: layer, Data: "open" },
  ExperimentalModifiedFindings: {
    ...each("term", "Type Status"),
    ...each("text", "Statement Source"),
    Finding: { ...license, ...secret, ...misconfiguration, ...vulnerability },
  },
};

const database: Fields = { Version: "number", ...each("date", "UpdatedAt NextUpdate DownloadedAt") };

/** What the server had that a client asked. */
const server: Fields = {
  Version: "identifier",
  ...each(database, "VulnerabilityDB JavaDB"),
  CheckBundle: { Digest: "identifier", DownloadedAt: "date" },
};

export const TRIVY: Fields = {
  ReportID: "id",
  ...each("identifier", "ArtifactID ArtifactName"),
  ArtifactType: "term",
  SchemaVersion: "number",
  CreatedAt: "date",
  Trivy: { Version: "identifier", Server: server },
  Metadata: {
    ...each("identifier", "ImageID DiffIDs RepoTags RepoDigests Reference RepoURL Branch Tags Commit"),
    ...each("text", "CommitMsg Author Committer"),
    Size: "number",
    OS: { ...each("identifier", "Family Name"), Supplier: "text", ...each("number", "EOSL extended") },
    Layers: layer,
    ImageConfig: imageConfig,
  },
  Results: result,
  // Before schema 2 the report was the list of results.
  ...result,
};
