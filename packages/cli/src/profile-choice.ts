// The profile that `KIND:VARIANT|FILE` means. It knows where a profile's text comes from; what may stand in it, core says.
import { isUtf8 } from "node:buffer";
import { existsSync } from "node:fs";
import { builtinProfile, ExportError, parseProfile, type ProfileDocument, type ResolvedProfile, resolveProfile } from "@stella-export/core";
import { type GivenFile, nodeSha256, readGivenFile } from "@stella-export/core/node";
import { adapters, redactor } from "@stella-export/preset";
import { parseDocument } from "yaml";

const MAX_PROFILE_BYTES = 1024 * 1024;

/** A name has a colon and no path separator; a file of that name wins. Throws PROFILE_UNKNOWN, PROFILE_INVALID, NOT_FOUND, PERMISSION, IO. */
export async function loadProfile(choice: string, signal: AbortSignal): Promise<ProfileDocument> {
  const isName = choice.includes(":") && !/[/\\]/.test(choice) && !existsSync(choice);
  return isName ? builtinProfile(choice, adapters) : readProfileFile(choice, signal);
}

/** Throws PROFILE_INVALID, USAGE for a pipe that nothing comes through, NOT_FOUND, PERMISSION, IO. */
export async function readProfileFile(path: string, signal: AbortSignal): Promise<ProfileDocument> {
  const { bytes, stats } = await readFile(path, signal);
  if (stats.isDirectory()) throw invalid(path, "a profile is a file, not a directory");
  return parseProfileFile(path, bytes);
}

/** Parses YAML or JSON (which YAML 1.2 includes). */
export function parseProfileFile(path: string, bytes: Uint8Array): ProfileDocument {
  if (bytes.length > MAX_PROFILE_BYTES) throw invalid(path, `the file is larger than ${MAX_PROFILE_BYTES} bytes`);
  if (!isUtf8(bytes)) throw invalid(path, "the file is not UTF-8");
  const text = Buffer.from(bytes).toString("utf8");
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined)
    throw invalid(path, problem.message, problem.pos[0] === undefined ? undefined : Buffer.byteLength(text.slice(0, problem.pos[0])));
  let value: unknown;
  try {
    value = document.toJS();
  } catch (cause) {
    throw invalid(path, (cause as Error).message); // more aliases than anybody writes by hand
  }
  return naming(path, () => parseProfile(value));
}

/** With every default filled in, as a run of this version would use it. */
export function resolveChoice(document: ProfileDocument, path: string): ResolvedProfile {
  return naming(path, () => resolveProfile(document, {}, { adapters, redactor, sha256: nodeSha256 }));
}

async function readFile(path: string, signal: AbortSignal): Promise<GivenFile> {
  try {
    return await readGivenFile(path, { maxBytes: MAX_PROFILE_BYTES, action: "read the profile", signal });
  } catch (cause) {
    if (!(cause instanceof ExportError) || cause.code !== "ERR_EXPORT_NOT_FOUND") throw cause;
    const names = adapters.map(({ name }) => name).join(", ");
    throw new ExportError(cause.code, `no profile file ${path}`, {
      path,
      cause,
      hint: `Give the path of a file, or the name of a built-in profile: ${names}.`,
    });
  }
}

function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ExportError ? error.at({ path }) : error;
  }
}

function invalid(path: string, message: string, offset?: number): ExportError {
  return new ExportError("ERR_EXPORT_PROFILE_INVALID", message, { path, ...(offset === undefined ? {} : { offset }) });
}
