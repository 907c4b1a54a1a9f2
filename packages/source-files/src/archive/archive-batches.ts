// Reads an archive as a source reads a folder: every member to its kind, archives in archives too. It knows no format of archives but their
// names.
import type { DocumentBatch } from "@stella-export/core";
import { BatchBuilder, SLAB_BYTES } from "../batch-builder.js";
import { supplyOf } from "../byte-supply.js";
import { csvBatches } from "../csv-batches.js";
import { type ArchiveKind, fileKind, type FileKind } from "../file-kind.js";
import { lineBatches } from "../line-batches.js";
import { withoutPath } from "../without-path.js";
import type { ArchiveContext } from "./archive-context.js";
import { gunzip } from "./gzip.js";
import type { Member, MemberStream } from "./member.js";
import type { OpenFile } from "./open-file.js";
import { spooled } from "./spool.js";
import { tarMembers } from "./tar-members.js";
import { zipMembers } from "./zip-members.js";
import { unzstd } from "./zstd.js";

/** Grows to a batch's size where the archive has that much: there may be thousands of small archives. */
const FIRST_SLAB_BYTES = SLAB_BYTES / 16;

/**
 * The documents of an archive on disk. `prefix` stands before the members' paths: empty where the archive is the source's PATH. Throws
 * ARCHIVE_*, SOURCE_LIMIT and what reading the file throws; documents may have been handed out before that.
 */
export async function* archiveBatches(
  kind: ArchiveKind,
  file: OpenFile,
  prefix: string,
  context: ArchiveContext,
): AsyncGenerator<DocumentBatch, void> {
  const stream = kind === "zip" ? zipMembers(file, context) : openTar(kind, counted(file.chunks(), context), file.sizeBytes, context);
  yield* memberBatches(stream, prefix, context);
}

async function* counted(chunks: AsyncIterable<Uint8Array>, context: ArchiveContext): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    context.addInput(chunk.length);
    yield chunk;
  }
}

function openTar(
  kind: Exclude<ArchiveKind, "zip">,
  chunks: AsyncIterable<Uint8Array>,
  sizeBytes: number,
  context: ArchiveContext,
): MemberStream {
  switch (kind) {
    case "tar":
      return tarMembers(chunks, context);
    case "tar.gz":
      return tarMembers(gunzip(chunks, sizeBytes, context), context);
    case "tar.zst":
      return tarMembers(unzstd(chunks, context), context);
  }
}

async function* memberBatches(stream: MemberStream, prefix: string, context: ArchiveContext): AsyncGenerator<DocumentBatch, void> {
  const builder = new BatchBuilder(FIRST_SLAB_BYTES);
  let used = 0;
  for await (const member of stream.members) {
    context.settings.signal?.throwIfAborted();
    const kind = fileKind(member.path) as Exclude<FileKind, "other">;
    if (kind === "document") used = await appendDocument(builder, member, prefix, used, context);
    else {
      builder.ignored += stream.takeIgnored();
      if (!builder.isEmpty) yield builder.take();
      used = 0;
      const batches = containerBatches(kind, member, prefix, context);
      yield* member.isUtf8 ? batches : withoutPath(batches);
    }
    if (used < SLAB_BYTES) continue;
    yield builder.take();
    builder.shrink(used);
    used = 0;
  }
  builder.ignored += stream.takeIgnored();
  if (!builder.isEmpty) yield builder.take();
  builder.release();
}

/** A member that holds several documents. */
function containerBatches(
  kind: Exclude<FileKind, "document" | "other">,
  member: Member,
  prefix: string,
  context: ArchiveContext,
): AsyncIterable<DocumentBatch> {
  const path = prefix + member.path;
  const { documentBytes, signal } = context.settings;
  switch (kind) {
    case "lines":
      return lineBatches(supplyOf(member.chunks()), path, documentBytes, signal);
    case "csv":
      return csvBatches(supplyOf(member.chunks()), path, documentBytes, signal);
    case "zip": {
      const nested = context.nested(member.path);
      return spooled(member, context, (file) => memberBatches(zipMembers(file, nested), `${path}!/`, nested));
    }
    default: {
      const nested = context.nested(member.path);
      return memberBatches(openTar(kind, member.chunks(), member.sizeBytes, nested), `${path}!/`, nested);
    }
  }
}

/** Appends the member at `at` of the builder's slab and returns where it ends. */
async function appendDocument(builder: BatchBuilder, member: Member, prefix: string, at: number, context: ArchiveContext): Promise<number> {
  const { documentBytes } = context.settings;
  if (member.sizeBytes > documentBytes) throw context.limit(`a document of more than ${documentBytes} bytes`, member.path);
  builder.reserve(at, member.sizeBytes);
  let end = at;
  for await (const chunk of member.chunks()) {
    builder.slab.set(chunk, end);
    end += chunk.length;
  }
  const path = prefix + member.path;
  if (member.isUtf8) builder.add(at, end, path, 0);
  else {
    builder.reject(at, end, path, "ERR_EXPORT_PATH_INVALID", "the path is not UTF-8");
    return at;
  }
  return end;
}
