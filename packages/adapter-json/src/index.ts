export { jsonPolicy } from "./json-policy.js";
export { jsonRaw } from "./json-raw.js";
