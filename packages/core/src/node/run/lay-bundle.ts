// Lays a sealed bundle out of the store into a directory or a tar, whole and checked, under a name that is not yet the output's.
import { dirname, join } from "node:path";
import { compareUtf8 } from "../../bytes.js";
import type { Digest } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import type { ProgressHook } from "../../progress.js";
import type { TarFile } from "../../tar/tar-writer.js";
import { writeTar } from "../../tar/tar-writer.js";
import { verifyBundle } from "../../verify/verify-bundle.js";
import type { DirectoryStore } from "../directory-store.js";
import { openBundle } from "../directory-bundle.js";
import type { Files } from "../files.js";
import { nodeSha256 } from "../sha256.js";
import type { SealedBundle } from "./seal.js";
import { fixedClock } from "../../clock.js";

export interface LayOptions {
  readonly files: Files;
  readonly store: DirectoryStore;
  /** Files hashed at the same time. */
  readonly workers: number;
  readonly progress: ProgressHook | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What the manifest names, as files of a new folder: the longer part of a bundle, which a signature is not waited for with. */
export function layContents({ manifest }: SealedBundle, folder: string, { files, store }: LayOptions): void {
  files.makeFolder(folder);
  for (const { path, digest } of manifest.contents) store.link(digest as Digest, join(folder, path));
  // All at the end: the disk has then written most of it on its own.
  for (const { path } of manifest.contents) files.syncFile(join(folder, path));
}

/** The rest of the bundle in the folder of its contents, and all of its folders on the disk. */
export function layHead(bundle: SealedBundle, folder: string, { files }: LayOptions): void {
  for (const [path, bytes] of bundle.signatures) {
    files.makeFolder(dirname(join(folder, path)));
    writeWhole(files, join(folder, path), bytes);
  }
  writeWhole(files, join(folder, "provenance.json"), bundle.provenanceBytes);
  // The manifest comes last: a tree without it is not a bundle.
  writeWhole(files, join(folder, "export.json"), bundle.manifestBytes);
  for (const each of foldersOf(bundle)) files.syncFolder(join(folder, each));
}

/** Every folder of a bundle, itself (`""`) included. */
function foldersOf({ manifest, signatures }: SealedBundle): ReadonlySet<string> {
  const folders = new Set([""]);
  for (const path of [...manifest.contents.map((content) => content.path), ...signatures.keys()])
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) folders.add(path.slice(0, at));
  return folders;
}

/** The bundle as one deterministic tar, in the order in which a reader can refuse early (contract: Tar). */
export async function layTar(bundle: SealedBundle, path: string, { files, store, signal }: LayOptions): Promise<void> {
  await writeTarFile(path, tarFiles(bundle, store), { files, signal });
}

/** A tar of these files, written to its end on the disk. */
export async function writeTarFile(
  path: string,
  content: Iterable<TarFile>,
  { files, signal }: Pick<LayOptions, "files" | "signal">,
): Promise<void> {
  const file = files.openForWrite(path, { exclusive: true });
  try {
    let position = 0;
    for await (const chunk of writeTar(content)) {
      signal?.throwIfAborted();
      files.write(file, chunk, position);
      position += chunk.length;
    }
    files.sync(file);
  } finally {
    files.close(file);
  }
}

/** Reads back what was laid, as a receiver would. Throws IO where it does not verify: then the disk or this program is broken. */
export async function selfCheck(
  path: string,
  bundle: Pick<SealedBundle, "manifestDigest">,
  { workers, progress, signal }: Pick<LayOptions, "progress" | "signal"> & Partial<Pick<LayOptions, "workers">>,
): Promise<void> {
  const result = await verifyBundle(await openBundle(path, workers === undefined ? {} : { lanes: workers }), {
    sha256: nodeSha256,
    mode: { kind: "integrity-only" },
    clock: fixedClock(0),
    ...(progress === undefined ? {} : { progress }),
    ...(signal === undefined ? {} : { signal }),
  });
  const [failure] = result.failures;
  if (failure !== undefined || result.manifestDigest !== bundle.manifestDigest) {
    const what = failure === undefined ? "another manifest" : `${failure.path}: ${failure.message}`;
    throw new ExportError("ERR_EXPORT_IO", `the bundle does not verify after it was written (${what})`, { path });
  }
}

function* tarFiles(bundle: SealedBundle, store: DirectoryStore): Generator<TarFile, void> {
  yield* tarHead(bundle);
  for (const { path, digest, sizeBytes } of bundle.manifest.contents) {
    yield {
      path,
      sizeBytes,
      async *chunks() {
        const blob = await store.get(digest as Digest);
        if (blob === undefined) throw new ExportError("ERR_EXPORT_IO", `${path} is gone from the store`, { path });
        yield* blob;
      },
    };
  }
}

/** What comes before the contents: manifest, provenance and signatures. */
export function* tarHead(bundle: Pick<SealedBundle, "manifestBytes" | "provenanceBytes" | "signatures">): Generator<TarFile, void> {
  yield inMemory("export.json", bundle.manifestBytes);
  yield inMemory("provenance.json", bundle.provenanceBytes);
  const signatures = [...bundle.signatures].toSorted(([a], [b]) => compareUtf8(a, b));
  for (const [path, bytes] of signatures) yield inMemory(path, bytes);
}

function inMemory(path: string, bytes: Uint8Array): TarFile {
  return {
    path,
    sizeBytes: bytes.length,
    async *chunks() {
      yield bytes;
    },
  };
}

/** Writes a new file to its end on the disk. */
export function writeWhole(files: Files, path: string, bytes: Uint8Array): void {
  const file = files.openForWrite(path, { exclusive: true });
  try {
    files.write(file, bytes, 0);
    files.sync(file);
  } finally {
    files.close(file);
  }
}
