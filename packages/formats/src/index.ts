export { describeDocument } from "./describe.js";
export { describeOsv, isOsv } from "./osv.js";
