// The signature of a run: made after the seal, or taken over from the bundle that --force is about to replace.
// It knows when to sign; how, the signer knows.
import { equalBytes } from "../../bytes.js";
import { ExportError } from "../../errors/export-error.js";
import type { SignedFiles } from "../../signing/signature-set.js";
import { openBundle } from "../directory-bundle.js";
import { addSignature, holdsSignature, isAboutSigning, keeping, type SigningState, toSigningState } from "../signing/signature-folder.js";
import type { RunRequest } from "./run.js";
import type { SealedBundle } from "./seal.js";

/** The request with a signal that also ends when its signer cannot be opened: a wrong password must not cost an hour of reading. */
export function stoppedBySigner(request: RunRequest): RunRequest {
  if (!(request.signer instanceof Promise)) return request;
  const failed = new AbortController();
  request.signer.catch((reason: unknown) => failed.abort(reason));
  return { ...request, signal: request.signal === undefined ? failed.signal : AbortSignal.any([request.signal, failed.signal]) };
}

/**
 * The bundle with a valid signature, if the request has a signer. Where the output holds one by the same key over the same two files, its
 * signatures are kept, those of others too: so a run repeated over its own output leaves every file as it is.
 */
export async function withSignatures(request: RunRequest, bundle: SealedBundle): Promise<SealedBundle> {
  if (request.signer === undefined) return bundle;
  const signed = { manifest: bundle.manifestBytes, provenance: bundle.provenanceBytes };
  // First, because the signer of a small run is still being opened.
  const before = request.force === true ? await readState(request.out) : undefined;
  const signer = await request.signer;
  if (before !== undefined && isSame(before.signed, signed) && holdsSignature(before, signer.publicKey)) {
    return { ...bundle, signatures: before.signatures };
  }
  const { files } = await addSignature(signer, { signed, signatures: new Map() }, request.signal);
  return { ...bundle, signatures: files };
}

/** Whether a bundle that a killed run has left at the output is signed by whom this run would have it signed. */
export async function isSignedAsAsked(request: RunRequest, { signed }: { readonly signed: boolean }): Promise<boolean> {
  if (request.signer === undefined) return !signed;
  const state = await readState(request.out);
  return state !== undefined && holdsSignature(state, (await request.signer).publicKey);
}

function isSame(a: SignedFiles, b: SignedFiles): boolean {
  return equalBytes(a.manifest, b.manifest) && equalBytes(a.provenance, b.provenance);
}

/** What is at the output, as far as it concerns signing. Whatever cannot be read is about to be replaced anyway. */
async function readState(out: string): Promise<SigningState | undefined> {
  try {
    const bundle = await openBundle(out);
    const { reader, files } = keeping(bundle);
    for await (const { path } of reader.entries()) if (bundle.kind === "tar" && !isAboutSigning(path)) break;
    return toSigningState(files);
  } catch (error) {
    if (error instanceof ExportError) return undefined;
    throw error;
  }
}
