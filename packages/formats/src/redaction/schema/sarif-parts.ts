// Fields of SARIF 2.1.0 that others are made of: messages, places in files and code, stacks. Every object may have a property bag, which is open.
import { each, type Fields } from "./fields.js";

export const bag: Fields = { properties: "open" };
export const message: Fields = { ...bag, ...each("text", "text markdown arguments"), id: "identifier" };
export const messages: Fields = { "*": message };
export const artifactLocation: Fields = { ...bag, ...each("identifier", "uri uriBaseId"), index: "number", description: message };
export const artifactContent: Fields = { ...bag, text: "text", binary: "opaque", rendered: message };
export const componentReference: Fields = { ...bag, name: "text", guid: "identifier", index: "number" };
export const descriptorReference: Fields = {
  ...bag,
  id: "reference",
  guid: "identifier",
  index: "number",
  toolComponent: componentReference,
};

export const region: Fields = {
  ...bag,
  ...each("number", "startLine startColumn endLine endColumn charOffset charLength byteOffset byteLength"),
  snippet: artifactContent,
  message,
  sourceLanguage: "term",
};

export const logicalLocation: Fields = {
  ...bag,
  ...each("identifier", "name fullyQualifiedName decoratedName"),
  kind: "term",
  ...each("number", "index parentIndex"),
};

export const address: Fields = {
  ...bag,
  ...each("identifier", "name fullyQualifiedName"),
  kind: "term",
  ...each("number", "absoluteAddress relativeAddress length offsetFromParent index parentIndex"),
};

export const physicalLocation: Fields = { ...bag, artifactLocation, region, contextRegion: region, address };

export const location: Fields = {
  ...bag,
  id: "number",
  physicalLocation,
  logicalLocations: logicalLocation,
  message,
  annotations: region,
  relationships: { ...bag, target: "number", kinds: "term", description: message },
};

export const stack: Fields = {
  ...bag,
  message,
  frames: { ...bag, location, module: "identifier", threadId: "number", parameters: "text" },
};

export const exception: Fields = {
  ...bag,
  ...each("text", "kind message"),
  stack,
  get innerExceptions(): Fields {
    return exception;
  },
};
