export { csvSummary } from "./csv-summary.js";
