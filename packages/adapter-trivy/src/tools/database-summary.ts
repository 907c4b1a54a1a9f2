// What `inspect` says of a database file: its format, its metadata.json and what is in it.

export interface BucketSummary {
  readonly name: string;
  readonly packages: number;
  readonly records: number;
}

/** The result of `stella export inspect` of a database (contract). */
export interface DatabaseSummary {
  readonly format: "trivy-db" | "trivy-java-db" | "bbolt";
  /** metadata.json in the archive, or beside the file; null where there is none. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** In the order of the file. Of a Java database one for each archive type. */
  readonly buckets: readonly BucketSummary[];
}
