// `trivy:java-db`: Maven coordinates by the SHA-1 of a file, as the database by which Trivy names a jar that does not say what it is.
import { createReadStream, statSync } from "node:fs";
import { type Adapter, type AdapterOptions, type Output, type RecordSet } from "@stella-export/core";
import { ShardWriter } from "@stella-export/core/node";
import { databaseArchive } from "../database/archive.js";
import { encodeMetadata } from "../database/metadata.js";
import { ArtifactOrder } from "./artifact-order.js";
import { javaArtifacts } from "./java-artifact.js";
import { writeJavaDatabase } from "./java-database.js";
import { type JavaOptions, parseJavaOptions } from "./java-options.js";

/** Raise whenever the same records would give other bytes. */
const VERSION = "2";

/** With `+gzip` behind it, what Trivy demands of the layer that it downloads (trivy pkg/javadb/client.go). */
const ARCHIVE_TYPE = "application/vnd.aquasec.trivy.javadb.layer.v1.tar";

export const trivyJavaDb: Adapter = {
  name: "trivy:java-db",
  version: VERSION,
  kinds: ["maven-artifact", "sbom"],
  parseOptions: parseJavaOptions,
  async render(records: RecordSet, options: AdapterOptions, output: Output): Promise<void> {
    const { schema, nextUpdateHours } = options as JavaOptions;
    const artifacts = await collect(records, output);
    const path = output.scratchPath();
    const count = await writeJavaDatabase(path, artifacts.rows(), output.signal);
    const database = {
      name: "trivy-java.db",
      sizeBytes: statSync(path).size,
      chunks: () => createReadStream(path, { highWaterMark: 1 << 20 }),
    };
    await output.write("trivy/javadb.tar", databaseArchive(database, encodeMetadata(schema, output.asOf, nextUpdateHours)), {
      role: "payload",
      mediaType: ARCHIVE_TYPE,
      codec: "gzip",
      records: count,
    });
  },
};

async function collect(records: RecordSet, output: Output): Promise<ArtifactOrder> {
  const artifacts = new ArtifactOrder(output);
  for (const kind of records.kinds) {
    const index = new ShardWriter(kind, output, { hasData: false });
    for await (const batch of records.batches(kind)) {
      output.signal?.throwIfAborted();
      for (let i = 0; i < batch.count; i++) for (const artifact of javaArtifacts(kind, batch.body(i))) artifacts.add(artifact);
      await index.add(batch);
    }
    await index.end();
  }
  return artifacts;
}
