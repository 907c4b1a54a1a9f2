// The memory of accepted bundles (`--state`) as a folder: for each tenant and profile a folder, in it a file named by its sequence. A file is
// linked under its name once and never changed, so any number of verifications may run at a time, and a crash leaves the old or the new.
import Type from "typebox";
import { encodeUtf8 } from "../bytes.js";
import { encodeCanonical } from "../canonical/canonical.js";
import { toHex } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import type { ErrorCode } from "../errors/table.js";
import { closed, schemaCheck } from "../schema.js";
import { parseCanonical } from "../verify/manifest-check.js";
import type { VerifyFailure } from "../verify/result.js";
import { rollbackOf, type SeenBundle, type StateEntry, type TrustState } from "../verify/trust/trust-state.js";
import { type Files, nodeFiles } from "./files.js";
import { nodeSha256 } from "./sha256.js";

const STATE_SCHEMA_ID = "https://stellaops.io/export-center/state/v1";

const digest = Type.String({ pattern: "^sha256:[0-9a-f]{64}$" });
const entryCheck = schemaCheck(
  closed({
    schema: Type.Literal(STATE_SCHEMA_ID),
    tenant: Type.String(),
    profile: Type.String(),
    sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    contentDigest: digest,
    manifestDigest: digest,
    signers: Type.Array(digest),
  }),
);

/** An entry is some hundred bytes for each signer. */
const MAX_ENTRY_BYTES = 1024 * 1024;

export interface FolderStateOptions {
  /** Take the first bundle of a tenant and profile. */
  readonly firstUse: boolean;
  /** Keys that are revoked: an entry that only such keys stand behind is as good as none (fast-forward recovery, TUF spec § 5.3.11). */
  readonly revoked?: readonly string[];
  readonly files?: Files;
}

/** Sixteen digits hold every sequence. A name with a dot in front is a file that is, or was, being written. */
const ENTRY = /^[0-9]{16}\.json$/;
const DRAFT = /^\.draft-/;

/** Opens the memory in a folder, which need not be there. Nothing is read or written before a bundle is judged. */
export function openFolderState(root: string, { firstUse, revoked = [], files = nodeFiles }: FolderStateOptions): TrustState {
  const folderOf = ({ manifest }: SeenBundle): string =>
    `${root}/${manifest.tenant}/${toHex(nodeSha256.hash(encodeUtf8(manifest.profile.name))).slice(0, 32)}`;
  return {
    async judge(seen) {
      const newest = newestEntry(files, folderOf(seen), seen, revoked);
      if (newest !== undefined) return asList(rollbackOf(seen, newest));
      const { tenant, profile } = seen.manifest;
      const message = `nothing of tenant ${tenant} and profile ${profile.name} was accepted before`;
      return firstUse ? [] : [{ code: "ERR_EXPORT_FIRST_USE", path: "export.json", message }];
    },
    async remember(seen) {
      const folder = folderOf(seen);
      files.makeFolder(folder);
      // What only revoked keys stood behind makes room. A crash here leaves a first use, which must be asked for again.
      if (newestEntry(files, folder, seen, revoked) === undefined)
        for (const name of entriesIn(files, folder)) files.remove(`${folder}/${name}`);
      writeEntry(files, folder, seen);
      for (const path of [folder, `${root}/${seen.manifest.tenant}`, root]) files.syncFolder(path);
      const newest = newestEntry(files, folder, seen, revoked);
      if (newest === undefined) throw damaged(folder, "what was written is not there");
      for (const name of entriesIn(files, folder)) if (name < nameOf(newest.sequence)) files.remove(`${folder}/${name}`);
      return asList(rollbackOf(seen, newest));
    },
  };
}

/** The entry that counts. Throws STATE_INVALID where it cannot be read. */
function newestEntry(files: Files, folder: string, seen: SeenBundle, revoked: readonly string[]): StateEntry | undefined {
  const name = entriesIn(files, folder).at(-1);
  if (name === undefined) return undefined;
  const path = `${folder}/${name}`;
  const bytes = readEntry(files, path);
  // Another verification has replaced it by a newer one.
  if (bytes === undefined) return newestEntry(files, folder, seen, revoked);
  const entry = parseCanonical(bytes);
  if (!entryCheck.fits(entry)) throw damaged(path, "it is not what was written");
  if (entry.tenant !== seen.manifest.tenant || entry.profile !== seen.manifest.profile.name || nameOf(entry.sequence) !== name) {
    throw damaged(path, "it is of another tenant, profile or sequence");
  }
  const isVoid = entry.signers.length > 0 && entry.signers.every((signer) => revoked.includes(signer));
  return isVoid ? undefined : entry;
}

/** Names of entries, oldest first. */
function entriesIn(files: Files, folder: string): string[] {
  const names = unless("ERR_EXPORT_NOT_FOUND", () => files.list(folder)) ?? [];
  const strange = names.find((name) => !ENTRY.test(name) && !DRAFT.test(name));
  if (strange !== undefined) throw damaged(`${folder}/${strange}`, "it is no file of a state");
  return names.filter((name) => ENTRY.test(name)).toSorted((a, b) => (a < b ? -1 : 1));
}

function readEntry(files: Files, path: string): Uint8Array | undefined {
  const file = unless("ERR_EXPORT_NOT_FOUND", () => files.openForRead(path));
  if (file === undefined) return undefined;
  try {
    const buffer = new Uint8Array(MAX_ENTRY_BYTES);
    return buffer.subarray(0, files.read(file, buffer, 0));
  } finally {
    files.close(file);
  }
}

function writeEntry(files: Files, folder: string, { manifest, manifestDigest, signers }: SeenBundle): void {
  const { tenant, sequence, contentDigest } = manifest;
  const entry = { schema: STATE_SCHEMA_ID, tenant, profile: manifest.profile.name, sequence, contentDigest, manifestDigest, signers };
  const draft = writeDraft(files, folder, encodeCanonical(entry));
  // Where the same sequence is there already, what it holds is compared by whoever reads it next.
  unless("ERR_EXPORT_OUTPUT_EXISTS", () => files.link(draft, `${folder}/${nameOf(sequence)}`));
  files.remove(draft);
}

/** A new file with the bytes, on the disk when this returns. */
function writeDraft(files: Files, folder: string, bytes: Uint8Array): string {
  for (let n = 0; ; n++) {
    const path = `${folder}/.draft-${process.pid}-${n}`;
    const file = unless("ERR_EXPORT_OUTPUT_EXISTS", () => files.openForWrite(path, { exclusive: true }));
    if (file === undefined) continue;
    try {
      files.write(file, bytes, 0);
      files.sync(file);
    } finally {
      files.close(file);
    }
    return path;
  }
}

/** What the work gives; `undefined` where it throws that code. */
function unless<T>(code: ErrorCode, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExportError && error.code === code) return undefined;
    throw error;
  }
}

function nameOf(sequence: number): string {
  return `${String(sequence).padStart(16, "0")}.json`;
}

function asList(failure: VerifyFailure | undefined): readonly VerifyFailure[] {
  return failure === undefined ? [] : [failure];
}

function damaged(path: string, why: string): ExportError {
  return new ExportError("ERR_EXPORT_STATE_INVALID", `the state ${path} is damaged: ${why}`, { path });
}
