// Reads a file that is one document into a batch, or says why it cannot be one. It knows no format.
import { createHash } from "node:crypto";
import { closeSync, fstatSync, readSync } from "node:fs";
import { isUtf8 } from "node:buffer";
import type { DocumentReject } from "@stella-export/core";
import { toFileError } from "@stella-export/core/node";
import type { BatchBuilder } from "./batch-builder.js";
import { openRegular, type Origin } from "./open-regular.js";

const CHUNK_BYTES = 1 << 16;

/** Appends the file's bytes at `at` of the builder's slab and returns where they end; adds the document, or a reject. */
export function readWholeFile(
  builder: BatchBuilder,
  location: string | Buffer,
  path: string,
  at: number,
  maxBytes: number,
  origin: Origin = "found",
): number {
  const { file } = openRegular(location, origin);
  try {
    let end = at;
    for (;;) {
      if (builder.slab.length - end < CHUNK_BYTES) {
        const sizeBytes = attempt(location, () => fstatSync(file).size);
        builder.resize(end, roomFor(builder.slab.length, at, end, sizeBytes, maxBytes));
      }
      const room = builder.slab.length - end;
      const count = attempt(location, () => readSync(file, builder.slab, end, room, null));
      if (end + count - at > maxBytes) {
        builder.rejects.push(tooLarge(file, location, path, builder.slab.subarray(at, end + count), maxBytes));
        return at;
      }
      end += count;
      if (count === 0) break;
    }
    if (typeof location !== "string" && !isUtf8(location)) {
      builder.rejects.push(notUtf8(path, builder.slab.subarray(at, end)));
      return at;
    }
    builder.add(at, end, path, 0);
    return end;
  } finally {
    attempt(location, () => closeSync(file));
  }
}

/** Room for all of the file at once: doubling alone would copy it six times and overshoot by as much again. */
function roomFor(had: number, at: number, end: number, sizeBytes: number, maxBytes: number): number {
  const most = at + maxBytes + CHUNK_BYTES;
  const whole = at + Math.min(sizeBytes, maxBytes) + CHUNK_BYTES;
  // A file may be longer than it says, and become longer.
  return whole - end >= CHUNK_BYTES ? whole : Math.max(end + CHUNK_BYTES, Math.min(had * 2, most));
}

function tooLarge(file: number, location: string | Buffer, path: string, head: Uint8Array, maxBytes: number): DocumentReject {
  const hasher = createHash("sha256").update(head);
  const chunk = new Uint8Array(1 << 20);
  for (let count = 1; count > 0;) {
    count = attempt(location, () => readSync(file, chunk, 0, chunk.length, null));
    hasher.update(chunk.subarray(0, count));
  }
  return {
    path,
    line: 0,
    code: "ERR_EXPORT_DOCUMENT_TOO_LARGE",
    message: `the document is larger than ${maxBytes} bytes`,
    sourceDigest: `sha256:${hasher.digest("hex")}`,
  };
}

function notUtf8(path: string, bytes: Uint8Array): DocumentReject {
  return {
    path,
    line: 0,
    code: "ERR_EXPORT_PATH_INVALID",
    message: "the path is not UTF-8",
    sourceDigest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
  };
}

function attempt<T>(location: string | Buffer, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw toFileError(cause, "read", location.toString());
  }
}
