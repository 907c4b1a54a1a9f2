// Fields of SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0). Every object may have a property bag, which is open.
import { each, type Fields } from "./fields.js";
import {
  address,
  artifactContent,
  artifactLocation,
  bag,
  componentReference,
  descriptorReference,
  exception,
  location,
  logicalLocation,
  message,
  messages,
  physicalLocation,
  region,
  stack,
} from "./sarif-parts.js";

const configuration: Fields = { ...bag, level: "term", ...each("number", "enabled rank"), parameters: "open" };
const override: Fields = { ...bag, configuration, descriptor: descriptorReference };
const relationship: Fields = { ...bag, target: descriptorReference, kinds: "term", description: message };

const descriptor: Fields = {
  ...bag,
  id: "reference",
  ...each("identifier", "guid deprecatedIds deprecatedGuids helpUri"),
  ...each("text", "name deprecatedNames"),
  ...each(message, "shortDescription fullDescription help"),
  messageStrings: messages,
  defaultConfiguration: configuration,
  relationships: relationship,
};

const component: Fields = {
  ...bag,
  ...each("text", "name fullName organization product productSuite"),
  ...each("identifier", "guid version semanticVersion dottedQuadFileVersion downloadUri informationUri"),
  ...each("identifier", "localizedDataSemanticVersion minimumRequiredLocalizedDataSemanticVersion language"),
  releaseDateUtc: "date",
  contents: "term",
  isComprehensive: "number",
  ...each(message, "shortDescription fullDescription"),
  globalMessageStrings: messages,
  ...each(descriptor, "rules notifications taxa"),
  locations: artifactLocation,
  ...each(componentReference, "associatedComponent supportedTaxonomies"),
  translationMetadata: {
    ...bag,
    ...each("text", "name fullName"),
    ...each("identifier", "downloadUri informationUri"),
    ...each(message, "shortDescription fullDescription"),
  },
};

const notification: Fields = {
  ...bag,
  ...each(descriptorReference, "associatedRule descriptor"),
  level: "term",
  timeUtc: "date",
  threadId: "number",
  message,
  exception,
  locations: location,
};

const invocation: Fields = {
  ...bag,
  ...each("text", "commandLine arguments exitCodeDescription exitSignalName processStartFailureMessage"),
  ...each("internal", "account machine environmentVariables"),
  ...each("date", "startTimeUtc endTimeUtc"),
  ...each("number", "exitCode exitSignalNumber processId executionSuccessful"),
  ...each(artifactLocation, "executableLocation responseFiles stdin stdout stderr stdoutStderr workingDirectory"),
  ...each(notification, "toolConfigurationNotifications toolExecutionNotifications"),
  ...each(override, "notificationConfigurationOverrides ruleConfigurationOverrides"),
};

/** What a scanner of running applications sent and was answered. */
const web: Fields = {
  ...bag,
  ...each("identifier", "protocol version method target"),
  ...each("number", "index statusCode noResponseReceived"),
  reasonPhrase: "text",
  ...each("open", "headers parameters"),
  body: artifactContent,
};

const threadFlowLocation: Fields = {
  ...bag,
  ...each("number", "index executionOrder nestingLevel"),
  ...each("term", "importance kinds"),
  executionTimeUtc: "date",
  module: "identifier",
  location,
  stack,
  state: messages,
  taxa: descriptorReference,
  ...each(web, "webRequest webResponse"),
};

const node: Fields = {
  ...bag,
  id: "identifier",
  label: message,
  location,
  get children(): Fields {
    return node;
  },
};
const graph: Fields = {
  ...bag,
  description: message,
  nodes: node,
  edges: { ...bag, ...each("identifier", "id sourceNodeId targetNodeId"), label: message },
};

const details: Fields = { ...bag, ...each("identifier", "id guid correlationGuid"), description: message };

const result: Fields = {
  ...bag,
  ruleId: "reference",
  ...each("identifier", "guid correlationGuid hostedViewerUri workItemUris"),
  ...each("term", "kind level baselineState"),
  ...each("number", "ruleIndex occurrenceCount rank"),
  rule: descriptorReference,
  taxa: descriptorReference,
  message,
  analysisTarget: artifactLocation,
  ...each(location, "locations relatedLocations"),
  fingerprints: { "*": "identifier", csvRowSha256: { value: "identifier" } },
  partialFingerprints: { "*": "identifier" },
  codeFlows: {
    ...bag,
    message,
    threadFlows: { ...bag, id: "identifier", message, locations: threadFlowLocation, initialState: messages, immutableState: messages },
  },
  stacks: stack,
  graphs: graph,
  graphTraversals: {
    ...bag,
    description: message,
    ...each("number", "resultGraphIndex runGraphIndex"),
    ...each(messages, "initialState immutableState"),
    edgeTraversals: { ...bag, edgeId: "identifier", message, finalState: messages, stepOverEdgeCount: "number" },
  },
  fixes: {
    ...bag,
    description: message,
    artifactChanges: { ...bag, artifactLocation, replacements: { ...bag, deletedRegion: region, insertedContent: artifactContent } },
  },
  attachments: {
    ...bag,
    description: message,
    artifactLocation,
    regions: region,
    rectangles: { ...bag, message, ...each("number", "top left bottom right") },
  },
  suppressions: { ...bag, guid: "identifier", ...each("term", "kind status state"), justification: "text", location },
  provenance: {
    ...bag,
    ...each("identifier", "firstDetectionRunGuid lastDetectionRunGuid"),
    ...each("date", "firstDetectionTimeUtc lastDetectionTimeUtc"),
    invocationIndex: "number",
    conversionSources: physicalLocation,
  },
  ...each(web, "webRequest webResponse"),
};

const artifact: Fields = {
  ...bag,
  location: artifactLocation,
  contents: artifactContent,
  description: message,
  ...each("term", "roles encoding sourceLanguage"),
  mimeType: "identifier",
  hashes: { "*": "identifier" },
  ...each("number", "length offset parentIndex"),
  lastModifiedTimeUtc: "date",
};

/** What a run holds itself or has in another file. */
const shared: Fields = {
  addresses: address,
  artifacts: artifact,
  conversion: { ...bag, tool: { ...bag, driver: component, extensions: component }, invocation, analysisToolLogFiles: artifactLocation },
  graphs: graph,
  invocations: invocation,
  logicalLocations: logicalLocation,
  results: result,
  threadFlowLocations: threadFlowLocation,
  ...each(component, "policies taxonomies translations"),
  webRequests: web,
  webResponses: web,
};

const outside: Fields = { ...bag, guid: "identifier", itemCount: "number", location: artifactLocation };

export const SARIF: Fields = {
  ...bag,
  ...each("identifier", "$schema version"),
  runs: {
    ...bag,
    ...shared,
    tool: { ...bag, driver: component, extensions: component },
    ...each("identifier", "baselineGuid language newlineSequences redactionTokens"),
    ...each("term", "columnKind defaultEncoding defaultSourceLanguage"),
    automationDetails: { ...details, guid: "id" },
    runAggregates: details,
    originalUriBaseIds: { "*": artifactLocation },
    specialLocations: { ...bag, displayBase: artifactLocation },
    versionControlProvenance: {
      ...bag,
      ...each("identifier", "repositoryUri revisionId revisionTag branch"),
      asOfTimeUtc: "date",
      mappedTo: artifactLocation,
    },
    externalPropertyFileReferences: {
      ...bag,
      ...each(outside, Object.keys(shared).join(" ")),
      ...each(outside, "driver extensions externalizedProperties"),
    },
  },
  inlineExternalProperties: {
    ...bag,
    ...shared,
    ...each("identifier", "schema version guid runGuid"),
    ...each(component, "driver extensions"),
    externalizedProperties: "open",
  },
};
