// The memory of accepted bundles (`--state`) as a folder: for each tenant and profile a folder, in it a file named by its sequence. A file is
// linked under its name once and never changed, so any number of verifications may run at a time, and a crash leaves the old or the new.
import { encodeUtf8 } from "../bytes.js";
import { toHex } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import type { ErrorCode } from "../errors/table.js";
import type { VerifyFailure } from "../verify/result.js";
import {
  damagedState,
  encodeStateEntry,
  isStanding,
  judgeEntry,
  parseStateEntry,
  rollbackOf,
  type SeenBundle,
  type StateEntry,
  type StateRules,
  type TrustState,
} from "../verify/trust/trust-state.js";
import { type Files, nodeFiles } from "./files.js";
import { nodeSha256 } from "./sha256.js";

/** An entry is some hundred bytes for each signer. */
const MAX_ENTRY_BYTES = 1024 * 1024;

export interface FolderStateOptions extends StateRules {
  readonly files?: Files;
}

/** Sixteen digits hold every sequence. A name with a dot in front is a file that is, or was, being written. */
const ENTRY = /^[0-9]{16}\.json$/;
const DRAFT = /^\.draft-/;

/** Opens the memory in a folder, which need not be there. Nothing is read or written before a bundle is judged. */
export function openFolderState(root: string, { files = nodeFiles, ...rules }: FolderStateOptions): TrustState {
  const folderOf = ({ manifest }: SeenBundle): string =>
    `${root}/${manifest.tenant}/${toHex(nodeSha256.hash(encodeUtf8(manifest.profile.name))).slice(0, 32)}`;
  return {
    judge: async (seen) => asList(judgeEntry(seen, newestEntry(files, folderOf(seen), seen, rules), rules)),
    async remember(seen) {
      const folder = folderOf(seen);
      files.makeFolder(folder);
      // What only revoked keys stood behind makes room. A crash here leaves a first use, which must be asked for again.
      if (newestEntry(files, folder, seen, rules) === undefined) {
        for (const name of entriesIn(files, folder)) files.remove(`${folder}/${name}`);
      }
      writeEntry(files, folder, seen);
      for (const path of [folder, `${root}/${seen.manifest.tenant}`, root]) files.syncFolder(path);
      const newest = newestEntry(files, folder, seen, rules);
      if (newest === undefined) throw damagedState(folder, "what was written is not there");
      for (const name of entriesIn(files, folder)) if (name < nameOf(newest.sequence)) files.remove(`${folder}/${name}`);
      return asList(rollbackOf(seen, newest));
    },
  };
}

/** The entry that counts. Throws STATE_INVALID where it cannot be read. */
function newestEntry(files: Files, folder: string, seen: SeenBundle, rules: StateRules): StateEntry | undefined {
  const name = entriesIn(files, folder).at(-1);
  if (name === undefined) return undefined;
  const path = `${folder}/${name}`;
  const bytes = readEntry(files, path);
  // Another verification has replaced it by a newer one.
  if (bytes === undefined) return newestEntry(files, folder, seen, rules);
  const entry = parseStateEntry(bytes, seen, path);
  if (nameOf(entry.sequence) !== name) throw damagedState(path, "it is of another sequence");
  return isStanding(entry, rules) ? entry : undefined;
}

/** Names of entries, oldest first. */
function entriesIn(files: Files, folder: string): string[] {
  const names = unless("ERR_EXPORT_NOT_FOUND", () => files.list(folder)) ?? [];
  const strange = names.find((name) => !ENTRY.test(name) && !DRAFT.test(name));
  if (strange !== undefined) throw damagedState(`${folder}/${strange}`, "it is no file of a state");
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

function writeEntry(files: Files, folder: string, seen: SeenBundle): void {
  const draft = writeDraft(files, folder, encodeStateEntry(seen));
  // Where the same sequence is there already, what it holds is compared by whoever reads it next.
  unless("ERR_EXPORT_OUTPUT_EXISTS", () => files.link(draft, `${folder}/${nameOf(seen.manifest.sequence)}`));
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
