// From a bundle to a database on disk that may be installed: verified, unpacked, of a schema that Trivy reads, whole and not empty.
import { basename, join } from "node:path";
import { ExportError, type SeenBundle, type TrustState, type VerifyFailure, verifyBundle, type VerifyOptions } from "@stella-export/core";
import { nodeFiles, nodeSha256, openBundle } from "@stella-export/core/node";
import { unpackInto } from "../tools/packed-database.js";
import { tapBundle } from "./archive-tap.js";
import { checkContent, type DatabaseContent } from "./database-content.js";
import { type DatabaseMetadata, parseDatabaseMetadata } from "./database-metadata.js";
import { type DatabaseSlot, METADATA, SLOTS } from "./database-slot.js";
import { type BundleFacts, factsOf } from "./installed-record.js";

/** How a bundle is judged; the members are those of {@link VerifyOptions}. */
export interface StageOptions extends Pick<VerifyOptions, "mode" | "clock" | "progress" | "signal"> {
  /** Path of the bundle: a directory or a tar. */
  readonly bundle: string;
  readonly state: TrustState;
}

export interface StagedDatabase {
  readonly slot: DatabaseSlot;
  readonly bundle: BundleFacts;
  /** The same, as the state is asked about it. */
  readonly seen: SeenBundle;
  /** The database's file, not yet forced to the disk. */
  readonly path: string;
  readonly metadata: DatabaseMetadata;
  readonly content: DatabaseContent;
  /** Makes the bundle the one that the state remembers. Throws ROLLBACK where another process has remembered a newer one since. */
  remember(): Promise<void>;
}

/** Lays the bundle's database down in `folder`, which is there and empty. Throws the first thing that is wrong with the bundle. */
export async function stageBundle(options: StageOptions, folder: string): Promise<StagedDatabase> {
  const { state, mode, clock, progress, signal } = options;
  const copies = new Map(SLOTS.map(({ archive }) => [archive, join(folder, basename(archive))]));
  let seen: SeenBundle | undefined;
  // A bundle is remembered only after its database has passed too.
  const later: TrustState = {
    judge: (bundle) => state.judge(bundle),
    remember: async (bundle) => ((seen = bundle), []),
  };
  const result = await verifyBundle(tapBundle(await openBundle(options.bundle, { signal }), copies), {
    sha256: nodeSha256,
    mode,
    clock,
    state: later,
    ...(progress === undefined ? {} : { progress }),
    ...(signal === undefined ? {} : { signal }),
  });
  refuseFailures(result.failures, "the bundle is refused");
  const slot = SLOTS.find(({ archive }) => nodeFiles.look(copies.get(archive) as string) === "file");
  if (slot === undefined) {
    const message = `the bundle is of profile ${result.profile?.name ?? "unknown"}, which holds no Trivy database`;
    throw new ExportError("ERR_EXPORT_PROFILE_MISMATCH", message, {
      path: "export.json",
      hint: "Give a bundle of the profile trivy:db or trivy:java-db.",
    });
  }
  const unpacked = await openArchive(slot, copies.get(slot.archive) as string, folder);
  const accepted = seen;
  if (accepted === undefined) throw new TypeError("a bundle that passed was not seen");
  return {
    slot,
    bundle: factsOf(result),
    seen: accepted,
    ...unpacked,
    async remember() {
      refuseFailures(await state.remember(accepted), "the bundle is refused");
    },
  };
}

async function openArchive(
  slot: DatabaseSlot,
  copy: string,
  folder: string,
): Promise<Pick<StagedDatabase, "path" | "metadata" | "content">> {
  const shown = slot.archive;
  const { path, metadata: bytes } = await unpackInto(copy, folder).catch((error: unknown) => {
    // The copy's own name would say nothing to anybody.
    if (!(error instanceof ExportError) || error.code !== "ERR_EXPORT_DATABASE_DAMAGED") throw error;
    throw new ExportError(error.code, error.message, { path: shown, cause: error });
  });
  nodeFiles.remove(copy);
  if (path === undefined || basename(path) !== slot.database)
    throw new ExportError("ERR_EXPORT_DATABASE_DAMAGED", `the archive holds no ${slot.database}`, { path: shown });
  if (bytes === undefined) throw new ExportError("ERR_EXPORT_DATABASE_SCHEMA", `the archive holds no ${METADATA}`, { path: shown });
  const metadata = parseDatabaseMetadata(bytes, shown);
  if (metadata.schema !== slot.schema) {
    const message = `the database is of schema ${metadata.schema}; every Trivy reads ${slot.schema} there`;
    throw new ExportError("ERR_EXPORT_DATABASE_SCHEMA", message, { path: shown });
  }
  return { path, metadata, content: await checkContent(slot, path, shown) };
}

function refuseFailures(failures: readonly VerifyFailure[], what: string): void {
  const [first] = failures;
  if (first === undefined) return;
  const others = failures.length === 1 ? "" : ` (and ${failures.length - 1} more)`;
  throw new ExportError(first.code, `${what}: ${first.message}${others}`, { path: first.path });
}
