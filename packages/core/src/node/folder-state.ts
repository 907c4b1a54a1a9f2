// The memory of accepted bundles (`--state`) as a folder: for each tenant and profile a folder, in it a file for each entry. A file is linked under
// its name and never changed, so any number of verifications may run at a time, and a crash leaves the old or the new.
import { encodeUtf8 } from "../bytes.js";
import { toHex } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import type { ErrorCode } from "../errors/table.js";
import type { VerifyFailure } from "../verify/result.js";
import {
  countsAgainst,
  damagedState,
  encodeStateEntry,
  judgeEntries,
  makesRoom,
  parseStateEntry,
  type SeenBundle,
  type StateEntry,
  type StateRules,
  type TrustState,
} from "../verify/trust/trust-state.js";
import { type Files, nodeFiles } from "./files.js";
import { holderName, livingHolder } from "./run/holder.js";
import { nodeSha256 } from "./sha256.js";

/** An entry is some hundred bytes for each signer. */
const MAX_ENTRY_BYTES = 1024 * 1024;
/** One for all, as each entry is parsed before the next is read. */
const buffer = new Uint8Array(MAX_ENTRY_BYTES);

export interface FolderStateOptions extends StateRules {
  readonly files?: Files;
}

/** So many times another verification may change the folder while it is read. */
const MAX_READINGS = 1000;

/**
 * Sixteen digits hold every sequence. Behind them stands a digest of the entry's bytes, so that a name never comes to mean another entry; none in
 * folders of older versions. A name with a dot in front is of a verification that is, or was, under way, with who does it.
 */
const ENTRY = /^[0-9]{16}(?:-[0-9a-f]{32})?\.json$/;
const DRAFT = /^\.draft-(.*)-\d+$/;

/** Opens the memory in a folder, which need not be there. Nothing is read or written before a bundle is judged. */
export function openFolderState(root: string, { files = nodeFiles, ...rules }: FolderStateOptions): TrustState {
  const folderOf = ({ manifest }: SeenBundle): string => `${root}/${manifest.tenant}/${shortDigest(encodeUtf8(manifest.profile.name))}`;
  const judge = (seen: SeenBundle, entries: Entries): readonly VerifyFailure[] => {
    const failure = judgeEntries(seen, [...entries.values()], rules);
    return failure === undefined ? [] : [failure];
  };
  return {
    judge: async (seen) => judge(seen, readEntries(files, folderOf(seen), seen)),
    async remember(seen) {
      const folder = folderOf(seen);
      files.makeFolder(folder);
      const draft = writeDraft(files, folder, encodeStateEntry(seen));
      try {
        // An entry stays, so none is made that may not: of two that would refuse each other at least one sees the draft of the other.
        const refused = judgeRivals(seen, readRivals(files, folder, draft, seen), rules) ?? judge(seen, readEntries(files, folder, seen));
        if (refused.length > 0) return refused;
        const written = linkEntry(files, folder, draft, seen);
        for (const path of [folder, `${root}/${seen.manifest.tenant}`, root]) files.syncFolder(path);
        // Whoever was earlier is in what is read now; whoever is later reads what was just written.
        const entries = readEntries(files, folder, seen);
        const failures = judge(seen, entries);
        if (failures.length > 0) return failures;
        if (!entries.has(written)) throw damagedState(written, "what was written is not there");
        // Only what was read, and only now: at any moment, and wherever this stops, the folder holds the old or the new.
        for (const [path, entry] of entries) if (makesRoom(entry, seen, rules)) files.remove(path);
        return [];
      } finally {
        files.remove(draft);
      }
    },
  };
}

/** By path. */
type Entries = ReadonlyMap<string, StateEntry>;

/** The folder's entries, as they were together at one moment. Throws STATE_INVALID where one of them cannot be read. */
function readEntries(files: Files, folder: string, seen: SeenBundle): Entries {
  for (let n = 0; n < MAX_READINGS; n++) {
    const names = namesIn(files, folder);
    const entries = new Map<string, StateEntry>();
    for (const name of names) {
      const entry = readEntry(files, `${folder}/${name}`, name, seen);
      if (entry !== undefined) entries.set(`${folder}/${name}`, entry);
    }
    // Else another verification has put a newer one in the place of one that was listed, or not listed any more.
    if (entries.size === names.length && namesIn(files, folder).join() === names.join()) return entries;
  }
  throw damagedState(folder, "it does not stay the same for as long as it takes to read it");
}

/** Names of entries, sorted. */
function namesIn(files: Files, folder: string): string[] {
  const names = unless("ERR_EXPORT_NOT_FOUND", () => files.list(folder)) ?? [];
  const strange = names.find((name) => !ENTRY.test(name) && !DRAFT.test(name));
  if (strange !== undefined) throw damagedState(`${folder}/${strange}`, "it is no file of a state");
  return names.filter((name) => ENTRY.test(name)).toSorted((a, b) => (a < b ? -1 : 1));
}

/** `undefined` where it is gone. */
function readEntry(files: Files, path: string, name: string, seen: SeenBundle): StateEntry | undefined {
  const found = files.look(path);
  // To open a pipe would be to wait for whoever writes into it.
  if (found !== undefined && found !== "file") throw damagedState(path, "it is no plain file");
  const bytes = found === undefined ? undefined : readBytes(files, path);
  if (bytes === undefined) return undefined;
  const entry = parseStateEntry(bytes, seen, path);
  if (name !== nameOf(entry.sequence, bytes) && name !== `${digitsOf(entry.sequence)}.json`) {
    throw damagedState(path, "it does not hold what its name says");
  }
  return entry;
}

function readBytes(files: Files, path: string): Uint8Array | undefined {
  const file = unless("ERR_EXPORT_NOT_FOUND", () => files.openForRead(path));
  if (file === undefined) return undefined;
  try {
    return buffer.subarray(0, files.read(file, buffer, 0));
  } finally {
    files.close(file);
  }
}

/** What other verifications, which are under way, are about to remember. Read before the entries: what is no draft any more is an entry by then. */
function readRivals(files: Files, folder: string, own: string, seen: SeenBundle): StateEntry[] {
  const rivals: StateEntry[] = [];
  for (const name of files.list(folder)) {
    const path = `${folder}/${name}`;
    if (path === own || livingHolder(DRAFT.exec(name)?.[1] ?? "") === undefined) continue;
    const bytes = files.look(path) === "file" ? readBytes(files, path) : undefined;
    // One that is still being written will find the own one.
    const entry = bytes === undefined ? undefined : unless("ERR_EXPORT_STATE_INVALID", () => parseStateEntry(bytes, seen, path));
    if (entry !== undefined) rivals.push(entry);
  }
  return rivals;
}

function judgeRivals(seen: SeenBundle, rivals: readonly StateEntry[], rules: StateRules): readonly VerifyFailure[] | undefined {
  const { sequence, contentDigest } = seen.manifest;
  const rival = rivals.find(
    (each) => each.sequence === sequence && each.contentDigest !== contentDigest && countsAgainst(each, seen, rules),
  );
  if (rival === undefined) return undefined;
  const message = `sequence ${sequence} is being verified at the same time with the content ${rival.contentDigest}`;
  return [{ code: "ERR_EXPORT_ROLLBACK", path: "export.json", message }];
}

/** Returns the entry's path. */
function linkEntry(files: Files, folder: string, draft: string, seen: SeenBundle): string {
  const path = `${folder}/${nameOf(seen.manifest.sequence, encodeStateEntry(seen))}`;
  // There already: the same bytes.
  unless("ERR_EXPORT_OUTPUT_EXISTS", () => files.link(draft, path));
  return path;
}

/** A new file with the bytes, on the disk when this returns. */
function writeDraft(files: Files, folder: string, bytes: Uint8Array): string {
  for (let n = 0; ; n++) {
    const path = `${folder}/.draft-${holderName()}-${n}`;
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

function nameOf(sequence: number, bytes: Uint8Array): string {
  return `${digitsOf(sequence)}-${shortDigest(bytes)}.json`;
}

function digitsOf(sequence: number): string {
  return String(sequence).padStart(16, "0");
}

function shortDigest(bytes: Uint8Array): string {
  return toHex(nodeSha256.hash(bytes)).slice(0, 32);
}
