export { FileSource, StreamSource } from "./file-source.js";
export { openPolicyFolder } from "./policy-folder.js";
