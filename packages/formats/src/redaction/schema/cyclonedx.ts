// Fields of CycloneDX 1.2 to 1.7 (cyclonedx.org/schema). The parts that describe how software is made or attested (formulation,
// declarations, model cards) are open: they are prose, references and property bags throughout.
import { each, type Fields } from "./fields.js";

const properties: Fields = { name: "identifier", value: "text" };
const hashes: Fields = { alg: "term", content: "identifier" };
const externalReferences: Fields = { type: "term", url: "identifier", comment: "text", hashes, properties };

/** Licence texts come as base64 too, which is not looked into (docs: limits). */
const attachment: Fields = { ...each("identifier", "contentType"), encoding: "term", content: "text" };

const contact: Fields = { "bom-ref": "identifier", ...each("text", "name email phone") };
const entity: Fields = {
  ...contact,
  url: "identifier",
  contact,
  address: { "bom-ref": "identifier", ...each("text", "country region locality postOfficeBoxNumber postalCode streetAddress") },
};
const party: Fields = { organization: entity, individual: contact };

const licensing: Fields = {
  altIds: "identifier",
  ...each(party, "licensor licensee purchaser"),
  purchaseOrder: "text",
  licenseTypes: "term",
  ...each("date", "lastRenewal expiration"),
};
const license: Fields = {
  "bom-ref": "reference",
  ...each("identifier", "id url licenseIdentifier"),
  name: "text",
  acknowledgement: "term",
  text: attachment,
  licensing,
  properties,
};
/** Before 1.4 a component could be licensed by an expression as its only licence. */
const licenses: Fields = { ...license, license, expression: "identifier", expressionDetails: license };

const person: Fields = { timestamp: "date", ...each("text", "name email") };
const source: Fields = { name: "text", url: "identifier" };
const issue: Fields = {
  type: "term",
  ...each("identifier", "id references"),
  ...each("text", "name description"),
  source,
};

const releaseNotes: Fields = {
  ...each("identifier", "featuredImage socialImage aliases tags"),
  ...each("text", "title description"),
  type: "term",
  timestamp: "date",
  resolves: issue,
  notes: { locale: "term", text: attachment },
  properties,
};

const dataGovernance: Fields = each({ organization: entity, contact }, "custodians stewards owners");
const data: Fields = {
  ...each("reference", "bom-ref source destination"),
  ...each("term", "type classification flow"),
  ...each("text", "name description sensitiveData"),
  contents: { attachment, url: "identifier", properties },
  governance: dataGovernance,
  graphics: { description: "text", collection: { name: "text", image: attachment } },
};

const patentAssertions: Fields = {
  ...each("reference", "bom-ref patentRefs"),
  assertionType: "term",
  asserter: { ...entity, "": "identifier" },
  notes: "text",
};

const crypto: Fields = {
  assetType: "term",
  oid: "identifier",
  // Names of algorithms and modes, references to other components, dates and sizes.
  algorithmProperties: { "*": "identifier" },
  certificateProperties: {
    ...each(
      "identifier",
      "serialNumber signatureAlgorithmRef subjectPublicKeyRef certificateFormat certificateExtension certificateFileExtension",
    ),
    ...each("text", "subjectName issuerName"),
    ...each("date", "notValidBefore notValidAfter creationDate activationDate deactivationDate revocationDate destructionDate"),
    fingerprint: hashes,
    ...each("open", "certificateState certificateExtensions relatedCryptographicAssets"),
  },
  relatedCryptoMaterialProperties: {
    ...each("term", "type state format"),
    ...each("identifier", "id algorithmRef"),
    ...each("date", "creationDate activationDate updateDate expirationDate"),
    size: "number",
    // Of a key this may be the key.
    value: "opaque",
    securedBy: each("identifier", "mechanism algorithmRef"),
    fingerprint: hashes,
    relatedCryptographicAssets: "open",
  },
  protocolProperties: {
    ...each("identifier", "type version cryptoRefArray"),
    cipherSuites: { "*": "identifier" },
    ...each("open", "ikev2TransformTypes relatedCryptographicAssets"),
  },
};

const identity: Fields = {
  field: "term",
  ...each("identifier", "concludedValue tools"),
  confidence: "number",
  methods: { technique: "term", confidence: "number", value: "text" },
};

const evidence: Fields = {
  identity,
  occurrences: {
    "bom-ref": "reference",
    ...each("identifier", "location symbol"),
    ...each("number", "line offset"),
    additionalContext: "text",
  },
  callstack: {
    frames: { ...each("identifier", "package module function fullFilename"), parameters: "text", ...each("number", "line column") },
  },
  licenses,
  copyright: { "": "text", text: "text" },
};

const component: Fields = {
  "bom-ref": "reference",
  ...each("identifier", "group name version versionRange cpe purl omniborId swhid mime-type tags"),
  ...each("text", "author publisher description copyright"),
  ...each("term", "type scope"),
  ...each("number", "modified isExternal"),
  ...each(entity, "supplier manufacturer"),
  authors: contact,
  hashes,
  licenses,
  patentAssertions,
  swid: { ...each("identifier", "tagId name version url"), ...each("number", "tagVersion patch"), text: attachment },
  get components(): Fields {
    return component;
  },
  get pedigree(): Fields {
    return pedigree;
  },
  externalReferences,
  evidence,
  releaseNotes,
  data,
  cryptoProperties: crypto,
  properties,
  ...each("open", "modelCard signature"),
};

const pedigree: Fields = {
  ...each(component, "ancestors descendants variants"),
  commits: { ...each("identifier", "uid url"), ...each(person, "author committer"), message: "text" },
  patches: { type: "term", diff: { text: attachment, url: "identifier" }, resolves: issue },
  notes: "text",
};

const service: Fields = {
  "bom-ref": "reference",
  ...each("identifier", "group name version endpoints tags"),
  ...each("text", "description trustZone"),
  ...each("number", "authenticated x-trust-boundary"),
  provider: entity,
  data,
  licenses,
  patentAssertions,
  externalReferences,
  get services(): Fields {
    return service;
  },
  releaseNotes,
  properties,
  signature: "open",
};

/** A list of tools until 1.4, components and services since. */
const tools: Fields = {
  ...each("text", "vendor"),
  ...each("identifier", "name version"),
  hashes,
  externalReferences,
  components: component,
  services: service,
};

const vulnerability: Fields = {
  ...each("reference", "bom-ref id"),
  cwes: "identifier",
  ...each("text", "description detail recommendation workaround"),
  ...each("date", "created published updated rejected"),
  source,
  references: { id: "reference", source },
  ratings: { source, score: "number", ...each("term", "severity method"), vector: "identifier", justification: "text" },
  proofOfConcept: { ...each("text", "reproductionSteps environment"), supportingMaterial: attachment },
  advisories: { title: "text", url: "identifier" },
  credits: { organizations: entity, individuals: contact },
  tools,
  analysis: { ...each("term", "state justification response"), detail: "text", ...each("date", "firstIssued lastUpdated") },
  affects: { ref: "reference", versions: { ...each("identifier", "version range"), status: "term" } },
  properties,
};

export const CYCLONEDX: Fields = {
  serialNumber: "id",
  ...each("identifier", "$schema bomFormat specVersion"),
  version: "number",
  metadata: {
    timestamp: "date",
    lifecycles: { phase: "term", ...each("text", "name description") },
    tools,
    authors: contact,
    component,
    ...each(entity, "manufacture manufacturer supplier"),
    licenses,
    distributionConstraints: { tlp: "term" },
    properties,
  },
  components: component,
  services: service,
  externalReferences,
  dependencies: each("reference", "ref dependsOn provides"),
  compositions: { ...each("reference", "bom-ref assemblies dependencies vulnerabilities"), aggregate: "term", signature: "open" },
  vulnerabilities: vulnerability,
  annotations: {
    ...each("reference", "bom-ref subjects"),
    annotator: { ...party, component, service },
    timestamp: "date",
    text: "text",
    signature: "open",
  },
  properties,
  ...each("open", "formulation declarations definitions citations signature"),
};
