export { jsonRaw } from "./json-raw.js";
