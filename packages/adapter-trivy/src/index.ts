// What libraries use: the bbolt code.
export { BoltError, type BoltPlace } from "./bolt/bolt-error.js";
