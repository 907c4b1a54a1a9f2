// The archive that Trivy downloads: a database and its metadata.json. It knows names and order, not what either says.
import { writeTar } from "@stella-export/core";

/** Path of the archive of `trivy.db` in a bundle, without its codec. */
export const DATABASE_ARCHIVE = "trivy/db.tar";

export interface DatabaseFile {
  /** `trivy.db` or `trivy-java.db`: Trivy unpacks it into its cache under this name. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly chunks: () => AsyncIterable<Uint8Array>;
}

/** The tar, not yet compressed. */
export function databaseArchive({ name, sizeBytes, chunks }: DatabaseFile, metadata: Uint8Array): AsyncGenerator<Uint8Array, void> {
  return writeTar([
    {
      path: "metadata.json",
      sizeBytes: metadata.length,
      async *chunks() {
        yield metadata;
      },
    },
    { path: name, sizeBytes, chunks },
  ]);
}
