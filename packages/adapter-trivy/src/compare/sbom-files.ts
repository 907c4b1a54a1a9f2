// The SBOMs in a folder, one at a time. It knows files, not what an SBOM says.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { compareUtf8, DEFAULT_LIMITS, ExportError } from "@stella-export/core";
import { toFileError } from "@stella-export/core/node";
import { type Sbom, toSbom } from "../lookup/sbom-components.js";

export interface SbomFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly sbom: Sbom;
}

/**
 * CycloneDX and SPDX 2 as JSON, by path; other files are passed over. `path` may be an SBOM itself. Throws NOT_FOUND, PERMISSION, IO, and USAGE
 * for JSON that is none, or where there is no SBOM at all.
 */
export function* readSboms(path: string): Generator<SbomFile, void, undefined> {
  const files = listFiles(path);
  let count = 0;
  for (const file of files ?? [path]) {
    const sbom = readSbom(files === undefined ? path : join(path, file));
    if (sbom === undefined) continue;
    count++;
    yield { path: files === undefined ? (path.split("/").at(-1) ?? path) : file, sbom };
  }
  if (count === 0) throw new ExportError("ERR_EXPORT_USAGE", "there is no SBOM that is CycloneDX or SPDX 2 as JSON", { path });
}

/** JSON files below a folder, links not followed; undefined where it is no folder. */
function listFiles(path: string): readonly string[] | undefined {
  try {
    if (!statSync(path).isDirectory()) return undefined;
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".json") && !entry.name.startsWith("."))
      .map((entry) => join(entry.parentPath, entry.name).slice(join(path, "/").length))
      .toSorted(compareUtf8);
  } catch (cause) {
    throw toFileError(cause, "read", path);
  }
}

function readSbom(path: string): Sbom | undefined {
  let bytes: Buffer;
  try {
    if (statSync(path).size > DEFAULT_LIMITS.documentBytes)
      throw new ExportError("ERR_EXPORT_USAGE", "the SBOM is larger than the limit", { path });
    bytes = readFileSync(path);
  } catch (cause) {
    throw cause instanceof ExportError ? cause : toFileError(cause, "read", path);
  }
  try {
    return toSbom(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_USAGE", "the file is no JSON", { path, cause });
  }
}
