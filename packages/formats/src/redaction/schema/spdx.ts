// Fields of SPDX 2.2 and 2.3 in JSON (spdx.github.io/spdx-spec/v2.3), those of older tools included.
import { each, type FieldClass, type Fields } from "./fields.js";

const checksums: Fields = { algorithm: "term", checksumValue: "identifier" };
const annotations: Fields = { annotationDate: "date", annotationType: "term", ...each("text", "annotator comment") };

/** What packages, files and snippets have in common. Licence fields are expressions or, in practice, prose. */
const element: Fields = {
  SPDXID: "reference",
  ...each("identifier", "name licenseInfoFromFiles licenseInfoInFiles licenseInfoInSnippets"),
  ...each("text", "comment copyrightText licenseComments attributionTexts licenseConcluded licenseDeclared"),
  annotations,
};

const externalDocumentRefs: Fields = { checksum: checksums, externalDocumentId: "reference", spdxDocument: "identifier" };

export const SPDX: Fields = {
  ...each("reference", "SPDXID documentDescribes"),
  ...each("identifier", "spdxVersion name dataLicense"),
  documentNamespace: "id",
  ...each("text", "comment"),
  annotations,
  creationInfo: { created: "date", ...each("text", "comment creators"), licenseListVersion: "identifier" },
  externalDocumentRefs,
  hasExtractedLicensingInfos: {
    ...each("identifier", "licenseId seeAlsos"),
    ...each("text", "comment extractedText name"),
    crossRefs: { timestamp: "date", ...each("identifier", "url match"), ...each("number", "isLive isValid isWayBackLink order") },
  },
  packages: {
    ...element,
    ...each("identifier", "downloadLocation homepage packageFileName versionInfo"),
    hasFiles: "reference",
    ...each("text", "description originator sourceInfo summary supplier"),
    ...each("date", "builtDate releaseDate validUntilDate"),
    primaryPackagePurpose: "term",
    filesAnalyzed: "number",
    checksums,
    externalRefs: { ...each("identifier", "referenceLocator referenceType"), referenceCategory: "term", comment: "text" },
    packageVerificationCode: each("identifier", "packageVerificationCodeExcludedFiles packageVerificationCodeValue"),
  },
  files: {
    ...element,
    fileName: "identifier",
    fileDependencies: "reference",
    ...each("text", "fileContributors noticeText"),
    artifactOfs: each("identifier", "homePage name projectUri"),
    fileTypes: "term",
    checksums,
  },
  snippets: {
    ...element,
    snippetFromFile: "reference",
    ranges: each({ reference: "reference", ...each<FieldClass>("identifier", "lineNumber offset") }, "startPointer endPointer"),
  },
  relationships: { ...each("reference", "spdxElementId relatedSpdxElement"), relationshipType: "term", comment: "text" },
  revieweds: { reviewDate: "date", ...each("text", "comment reviewer") },
};
