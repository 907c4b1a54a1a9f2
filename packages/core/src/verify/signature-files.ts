// Which files may lie in signatures/: the four of the first signer and the same four for each further one, all or none of a group.
// It knows their names; what they say is not judged here.
import { SIGNATURES_FOLDER } from "./entry-path.js";
import type { VerifyFailure } from "./result.js";

/** The four files of one signer (contract: "beside it"). */
export const SIGNATURE_NAMES = [
  "export.json.sig",
  "export.json.sigstore.json",
  "provenance.dsse.json",
  "provenance.sigstore.json",
] as const;

const MAX_SIGNERS = 1000;
const FURTHER_SIGNER = /^[0-9a-f]{64}$/;

export class SignatureFiles {
  /** Files seen per folder; the first signer's lie in `signatures` itself. */
  readonly #groups = new Map<string, Set<string>>();

  /** Notes a file; false where its name does not belong into a bundle. */
  accept(path: string): boolean {
    const [root, ...rest] = path.split("/");
    const name = rest.pop();
    if (root !== SIGNATURES_FOLDER || name === undefined || rest.length > 1) return false;
    const [signer] = rest;
    if (signer !== undefined && !FURTHER_SIGNER.test(signer)) return false;
    if (!(SIGNATURE_NAMES as readonly string[]).includes(name)) return false;
    const folder = signer === undefined ? SIGNATURES_FOLDER : `${SIGNATURES_FOLDER}/${signer}`;
    const group = this.#groups.get(folder) ?? new Set();
    if (group.size === 0 && this.#groups.size > MAX_SIGNERS) return false;
    this.#groups.set(folder, group.add(name));
    return true;
  }

  /** What lacks: of a group some files, or all of the first signer's where there is a further one. */
  missing(): VerifyFailure[] {
    if (this.#groups.size > 0 && !this.#groups.has(SIGNATURES_FOLDER)) this.#groups.set(SIGNATURES_FOLDER, new Set());
    return [...this.#groups].flatMap(([folder, group]) =>
      SIGNATURE_NAMES.filter((name) => !group.has(name)).map((name) => ({
        code: "ERR_EXPORT_FILE_MISSING" as const,
        path: `${folder}/${name}`,
        message: "one of the four files of a signer is not there",
      })),
    );
  }
}
