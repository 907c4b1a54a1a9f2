// What libraries use: the adapters and the bbolt code.
export { trivyDb } from "./adapter/trivy-db.js";
export { BoltBucket, type BoltEntry } from "./bolt/bolt-bucket.js";
export { type BoltCheck, type BoltVisitor, checkBolt } from "./bolt/bolt-check.js";
export { BoltError, type BoltPlace } from "./bolt/bolt-error.js";
export { type BoltReaderOptions, openBolt } from "./bolt/bolt-reader.js";
export { type BoltFileSize, BoltWriter } from "./bolt/bolt-writer.js";
export { type ByteSource, memorySource } from "./bolt/byte-source.js";
export { fileSink, fileSource } from "./bolt/file-bytes.js";
export type { ByteSink } from "./bolt/page-slab.js";
export { trivyJavaDb } from "./java/trivy-java-db.js";
export type { JavaRow } from "./java/artifact-order.js";
export { writeJavaDatabase } from "./java/java-database.js";
