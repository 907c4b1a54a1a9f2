// What other threads load to describe and redact documents: the same functions as those of the package's main entry.
export { describeDocument as describe, facetsOf as facets } from "./describe.js";
export { redactor } from "./redaction/redactor.js";
