export { formatPurl, parsePurl, parsePurlLoosely, type Purl } from "@stella-export/core";
export { type CvssScore, scoreOfVector } from "./cvss-score.js";
export { describeDocument, facetsOf } from "./describe.js";
export { ecosystemFamily, ecosystemOf, purlOfPackage } from "./ecosystems.js";
export { isUnrated, severityOfScore, severityOfVector, severityOfWord } from "./severity.js";
export { redactor } from "./redaction/redactor.js";
export { THREAD_MODULE } from "./thread-module.js";
