export { FileSource, StreamSource } from "./file-source.js";
