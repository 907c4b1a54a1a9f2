// The two databases of a Trivy cache: where each lies, under which names, and in which file of a bundle it comes.
import { join } from "node:path";
import { ExportError } from "@stella-export/core";
import type { Files } from "@stella-export/core/node";

export interface DatabaseSlot {
  /** Folder of the cache. */
  readonly name: "db" | "java-db";
  /** Name of the database's file, in the cache and in the archive. */
  readonly database: "trivy.db" | "trivy-java.db";
  /** Path in a bundle. */
  readonly archive: string;
  /** The one schema that every Trivy reads (trivy-db since 0.23, trivy-java-db since 0.37). */
  readonly schema: number;
}

export const METADATA = "metadata.json";

const DATABASE: DatabaseSlot = { name: "db", database: "trivy.db", archive: "trivy/db.tar.gz", schema: 2 };
const JAVA_DATABASE: DatabaseSlot = { name: "java-db", database: "trivy-java.db", archive: "trivy/javadb.tar.gz", schema: 1 };
export const SLOTS = [DATABASE, JAVA_DATABASE] as const;

/** The two files that are one database to Trivy. */
export function filesOf({ database }: DatabaseSlot): readonly string[] {
  return [database, METADATA];
}

/** The folder of the cache in which what is ours lies. */
export function ownFolder(cache: string): string {
  return join(cache, "stella");
}

/** Throws OUTPUT_EXISTS where a link or a file has the name of our folder: what is ours would lie in somebody else's. */
export function refuseForeignFolder(files: Files, cache: string): void {
  const path = ownFolder(cache);
  const there = files.look(path);
  if (there === undefined || there === "folder") return;
  throw new ExportError("ERR_EXPORT_OUTPUT_EXISTS", `${path} is a ${there === "file" ? "file" : "link"}, not a folder`, {
    path,
    hint: "Remove it, or choose another --trivy-cache.",
  });
}
