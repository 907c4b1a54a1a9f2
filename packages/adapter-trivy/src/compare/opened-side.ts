// One side of a comparison, whatever it lies in: a bundle with a Trivy database, a database file, an archive of one, or a bundle of records.
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ExportError, readTar } from "@stella-export/core";
import { type BundleContents, openContents, toFileError } from "@stella-export/core/node";
import type { BoltBucket } from "../bolt/bolt-bucket.js";
import { DATABASE_ARCHIVE } from "../database/archive.js";
import { openBolt } from "../bolt/bolt-reader.js";
import { fileSink } from "../bolt/file-bytes.js";
import { checkDatabase, refuseDamage } from "../tools/database-check.js";
import { databaseKindOf, withBoltFile } from "../tools/database-file.js";
import { unpackDatabase, type UnpackedDatabase } from "../tools/packed-database.js";

const DATABASE = "trivy.db";

/** A walk reads no page twice, so that a hostile file costs no more than its size; a look-up goes down from the root each time. */
export type Use = "walk" | "look-ups";

/** Opens the database again for each use. */
export interface DatabaseSide {
  readonly kind: "database";
  use<T>(work: (root: (use: Use) => BoltBucket) => T | Promise<T>): Promise<T>;
  /** Checks the file from end to end. Throws DATABASE_DAMAGED with the first thing that is wrong. */
  refuseDamage(): Promise<void>;
  close(): void;
}

export interface RecordSide {
  readonly kind: "records";
  readonly contents: BundleContents;
  close(): void;
}

/** Throws USAGE for what is neither, DATABASE_DAMAGED, NOT_FOUND, PERMISSION, IO, and as reading a bundle does. */
export async function openSide(path: string): Promise<DatabaseSide | RecordSide> {
  const kind = databaseKindOf(path);
  if (kind === "bolt") return databaseSide(path, path, () => {});
  if (kind === "packed") return unpackedSide(await unpackDatabase(path), path);
  if (kind === "sqlite") throw unfit(path, "a Java database holds no vulnerabilities to compare");
  const contents = await openContents(path);
  try {
    const archive = contents.chunks(DATABASE_ARCHIVE);
    if (archive !== undefined) {
      const side = unpackedSide(await takeOut(archive), path);
      contents.close();
      return side;
    }
    if (contents.manifest.profile.kind === "trivy") throw unfit(path, "the bundle holds no trivy.db");
    return { kind: "records", contents, close: () => contents.close() };
  } catch (error) {
    contents.close();
    throw error;
  }
}

function unpackedSide(unpacked: Pick<UnpackedDatabase, "path" | "close">, shown: string): DatabaseSide {
  if (unpacked.path !== undefined && basename(unpacked.path) === DATABASE)
    return databaseSide(unpacked.path, shown, () => unpacked.close());
  unpacked.close();
  throw new ExportError("ERR_EXPORT_DATABASE_DAMAGED", "the archive holds no trivy.db", { path: shown });
}

/** The database of a bundle, as a file; `archive` is read to its end, where its digest is compared. */
async function takeOut(archive: AsyncIterable<Uint8Array>): Promise<Pick<UnpackedDatabase, "path" | "close">> {
  const folder = mkdtempSync(join(tmpdir(), "stella-db-"));
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    let path: string | undefined;
    for await (const entry of readTar(archive)) {
      if (entry.path !== DATABASE) continue;
      path = join(folder, DATABASE);
      await writeFile(path, entry.chunks());
    }
    return { path, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function writeFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = openSync(path, "wx");
  try {
    const sink = fileSink(file);
    let position = 0;
    for await (const chunk of chunks) {
      sink.write(chunk, position);
      position += chunk.length;
    }
  } catch (cause) {
    throw cause instanceof ExportError ? cause : toFileError(cause, "write", path);
  } finally {
    closeSync(file);
  }
}

function databaseSide(path: string, shown: string, close: () => void): DatabaseSide {
  return {
    kind: "database",
    use: (work) => withBoltFile(path, (source) => work((way) => openBolt(source, { singlePass: way === "walk" })), shown),
    refuseDamage: () => withBoltFile(path, (source) => refuseDamage(checkDatabase(source), shown), shown),
    close,
  };
}

function unfit(path: string, message: string): ExportError {
  const hint = "`diff` compares two Trivy databases, or two bundles of records, such as json:raw.";
  return new ExportError("ERR_EXPORT_USAGE", message, { path, hint });
}
