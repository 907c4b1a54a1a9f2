// A policy engine's output in a folder, as `--policy DIR` means it: snapshot.json and evaluations.jsonl. It knows the names, not the contents.
import { closeSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ExportError } from "@stella-export/core";
import { POLICY_SOURCE, type PolicyInput, toFileError } from "@stella-export/core/node";
import { FileSource } from "./file-source.js";
import { openRegular } from "./open-regular.js";

/** Ten million inputs take about 1 GB; more than this is no snapshot that could be checked in memory. */
const MAX_SNAPSHOT_BYTES = 512 * 1024 * 1024;

/** Throws NOT_FOUND, PERMISSION, IO, FILE_UNSUPPORTED and DOCUMENT_TOO_LARGE for snapshot.json; evaluations.jsonl is read by the run. */
export function openPolicyFolder(path: string): PolicyInput {
  return {
    snapshot: readSnapshot(join(path, "snapshot.json")),
    evaluations: new FileSource(POLICY_SOURCE, join(path, "evaluations.jsonl")),
  };
}

function readSnapshot(path: string): Uint8Array {
  try {
    if (!statSync(path).isFile()) throw new ExportError("ERR_EXPORT_FILE_UNSUPPORTED", `${path} is not a file`, { path });
    const { file, sizeBytes: size } = openRegular(path, "given");
    try {
      if (size > MAX_SNAPSHOT_BYTES)
        throw new ExportError("ERR_EXPORT_DOCUMENT_TOO_LARGE", `${path} is larger than ${MAX_SNAPSHOT_BYTES} bytes`, { path });
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw toFileError(cause, "read", path);
  }
}
