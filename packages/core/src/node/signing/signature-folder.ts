// The folder signatures/ of a bundle before and after one more signer: what is valid by that key stays as it is, what is missing is made.
// It knows paths and bytes, and writes nothing.
import { concatBytes } from "../../bytes.js";
import type { Digest } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import type { Signer } from "../../seams/signer.js";
import { keyHintOf, keyIdOf } from "../../signing/key-id.js";
import { encodeSignatureSet, signatureFolder, type SignatureSet, type SignedFiles } from "../../signing/signature-set.js";
import type { BundleReader } from "../../verify/bundle-reader.js";
import { MANIFEST_PATH, PROVENANCE_PATH, SIGNATURES_FOLDER } from "../../verify/entry-path.js";
import { nodeSha256 } from "../sha256.js";
import { isSignedBy, makeSignatureSet, readSignatureSet } from "./signature-sets.js";

/** Bytes by path, all of them below `signatures/`. */
export type SignatureFolderFiles = ReadonlyMap<string, Uint8Array>;

/** What a bundle holds about its making: the two files that are signed, and the signatures. */
export interface SigningState {
  readonly signed: SignedFiles;
  readonly signatures: SignatureFolderFiles;
}

export interface SignedFolder {
  readonly keyId: Digest;
  /** Where this signer's four files lie. */
  readonly folder: string;
  /** The four files that were made; none where a valid signature was kept. */
  readonly made: SignatureFolderFiles;
  /** The whole folder. */
  readonly files: SignatureFolderFiles;
}

/** The folder with a valid signature of this signer. Throws SIGNATURE_INVALID where what is there cannot be read, and what the signer throws. */
export async function addSignature(signer: Signer, { signed, signatures }: SigningState, signal?: AbortSignal): Promise<SignedFolder> {
  const keyId = keyIdOf(signer.publicKey, nodeSha256);
  const sets = readSets(signatures, signed);
  const own = ownSet(sets, signer.publicKey);
  if (own !== undefined && isSignedBy(own.set, signed, signer.publicKey)) {
    return { keyId, folder: own.folder, made: new Map(), files: signatures };
  }
  const folder = own?.folder ?? (sets.length === 0 ? SIGNATURES_FOLDER : signatureFolder(keyId));
  const set = await makeSignatureSet(signer, signed, signal);
  if (!isSignedBy(set, signed, signer.publicKey)) {
    throw new ExportError("ERR_EXPORT_SIGNATURE_INVALID", "what the signer made does not verify by its own key");
  }
  const made = new Map([...encodeSignatureSet(signed, set, nodeSha256)].map(([name, bytes]) => [`${folder}/${name}`, bytes]));
  return { keyId, folder, made, files: new Map([...signatures, ...made]) };
}

/** True where the folder holds a valid signature by this key, and nothing that cannot be read. */
export function holdsSignature({ signed, signatures }: SigningState, spkiDer: Uint8Array): boolean {
  try {
    const own = ownSet(readSets(signatures, signed), spkiDer);
    return own !== undefined && isSignedBy(own.set, signed, spkiDer);
  } catch (error) {
    if (error instanceof ExportError && error.code === "ERR_EXPORT_SIGNATURE_INVALID") return false;
    throw error;
  }
}

/** The set that names this key, whether the key made it or not. */
function ownSet(sets: readonly FoundSet[], spkiDer: Uint8Array): FoundSet | undefined {
  const folder = signatureFolder(keyIdOf(spkiDer, nodeSha256));
  const hint = keyHintOf(spkiDer, nodeSha256);
  return sets.find((each) => each.folder === folder || hintOf(each.set) === hint);
}

interface FoundSet {
  readonly folder: string;
  readonly set: SignatureSet;
}

function readSets(signatures: SignatureFolderFiles, signed: SignedFiles): FoundSet[] {
  const folders = new Map<string, Map<string, Uint8Array>>();
  for (const [path, bytes] of signatures) {
    const cut = path.lastIndexOf("/");
    const folder = folders.get(path.slice(0, cut)) ?? new Map<string, Uint8Array>();
    folders.set(path.slice(0, cut), folder.set(path.slice(cut + 1), bytes));
  }
  return [...folders].map(([folder, files]) => {
    const set = readSignatureSet(files, signed);
    if (set === undefined) {
      throw new ExportError("ERR_EXPORT_SIGNATURE_INVALID", `the signature in ${folder} is none over this manifest`, {
        path: folder,
        hint: "Ask for the bundle again, or remove signatures/ from a directory and have everybody sign anew.",
      });
    }
    return { folder, set };
  });
}

function hintOf({ message }: SignatureSet): string | undefined {
  return message.material.key.kind === "publicKey" ? message.material.key.hint : undefined;
}

/** As much as verification reads of the manifest, the provenance and all signatures together. */
const MAX_KEPT_BYTES = 384 * 1024 * 1024;

/** The same bundle, whose manifest, provenance and signatures are kept while somebody reads it. Throws SIGNATURE_INVALID for too many of them. */
export function keeping(reader: BundleReader): { readonly reader: BundleReader; readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  async function* entries(): ReturnType<BundleReader["entries"]> {
    let room = MAX_KEPT_BYTES;
    for await (const entry of reader.entries()) {
      const { path, kind, sizeBytes } = entry;
      const isKept = isAboutSigning(path) && kind === "file";
      if (isKept && isSignature(path) && sizeBytes > room)
        throw new ExportError("ERR_EXPORT_SIGNATURE_INVALID", "the signatures are larger than anybody reads them", { path });
      if (!isKept || sizeBytes > room) {
        yield entry;
        continue;
      }
      room -= sizeBytes;
      const parts: Uint8Array[] = [];
      for await (const chunk of entry.chunks()) parts.push(new Uint8Array(chunk));
      const bytes = concatBytes(parts);
      files.set(path, bytes);
      yield { ...entry, chunks: () => once(bytes) };
    }
  }
  return { reader: { entries }, files };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}

export function isAboutSigning(path: string): boolean {
  return path === MANIFEST_PATH || path === PROVENANCE_PATH || isSignature(path);
}

function isSignature(path: string): boolean {
  return path.startsWith(`${SIGNATURES_FOLDER}/`);
}

/** From the files that {@link keeping} kept; `undefined` where the manifest or the provenance is not among them. */
export function toSigningState(files: ReadonlyMap<string, Uint8Array>): SigningState | undefined {
  const manifest = files.get(MANIFEST_PATH);
  const provenance = files.get(PROVENANCE_PATH);
  if (manifest === undefined || provenance === undefined) return undefined;
  const signatures = [...files].filter(([path]) => isSignature(path));
  return { signed: { manifest, provenance }, signatures: new Map(signatures) };
}
