// Which files may lie in signatures/: the four of the first signer and the same four for each further one, all or none of a group.
// It knows their names and holds their bytes; what they say is judged in `signer-check.ts`.
import { compareUtf16 } from "../bytes.js";
import { SIGNATURES_FOLDER } from "./entry-path.js";
import type { VerifyFailure } from "./result.js";

/** The four files of one signer (contract: "beside it"). */
export const SIGNATURE_NAMES = [
  "export.json.sig",
  "export.json.sigstore.json",
  "provenance.dsse.json",
  "provenance.sigstore.json",
] as const;

export type SignatureName = (typeof SIGNATURE_NAMES)[number];

/** The files of one signer, as far as they are there. */
export interface SignerFiles {
  /** `signatures`, or a folder in it. */
  readonly folder: string;
  /** SHA-256 of the signer's key that the folder's name claims; absent for the first signer. */
  readonly keyHex?: string;
  readonly files: ReadonlyMap<SignatureName, Uint8Array>;
}

const MAX_SIGNERS = 1000;
const FURTHER_SIGNER = /^[0-9a-f]{64}$/;

export class SignatureFiles {
  /** Files seen per folder; the first signer's lie in `signatures` itself. `null` where the bytes are not kept. */
  readonly #groups = new Map<string, Map<SignatureName, Uint8Array | null>>();

  /** Whether a file of that name belongs into a bundle, and does so for the first time. */
  judge(path: string): "new" | "again" | "extra" {
    const place = placeOf(path);
    if (place === undefined) return "extra";
    const group = this.#groups.get(place.folder);
    if (group === undefined) return this.#groups.size > MAX_SIGNERS ? "extra" : "new";
    return group.has(place.name) ? "again" : "new";
  }

  /** Notes a file that `judge` has called new. */
  add(path: string, bytes: Uint8Array | null): void {
    const place = placeOf(path);
    if (place === undefined) throw new TypeError(`${path} is no file of a signer`);
    const group = this.#groups.get(place.folder) ?? new Map<SignatureName, Uint8Array | null>();
    this.#groups.set(place.folder, group.set(place.name, bytes));
  }

  /** What lacks: of a group some files, or all of the first signer's where there is a further one. */
  missing(): VerifyFailure[] {
    if (this.#groups.size > 0 && !this.#groups.has(SIGNATURES_FOLDER)) this.#groups.set(SIGNATURES_FOLDER, new Map());
    return [...this.#groups].flatMap(([folder, group]) =>
      SIGNATURE_NAMES.filter((name) => !group.has(name)).map((name) => ({
        code: "ERR_EXPORT_FILE_MISSING" as const,
        path: `${folder}/${name}`,
        message: "one of the four files of a signer is not there",
      })),
    );
  }

  /** Signers of whom all four files are there: the first, then the further ones by their keys, in whatever order they came. */
  *complete(): Generator<SignerFiles, void, undefined> {
    for (const [folder, group] of [...this.#groups].toSorted(([a], [b]) => compareUtf16(a, b))) {
      const files = new Map([...group].filter((file): file is [SignatureName, Uint8Array] => file[1] !== null));
      if (files.size !== SIGNATURE_NAMES.length) continue;
      const keyHex = folder.slice(SIGNATURES_FOLDER.length + 1);
      yield keyHex === "" ? { folder, files } : { folder, files, keyHex };
    }
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  /** Whether some file's bytes are not kept, because there were too many of them. */
  get isCut(): boolean {
    return [...this.#groups.values()].some((group) => [...group.values()].includes(null));
  }
}

function placeOf(path: string): { readonly folder: string; readonly name: SignatureName } | undefined {
  const [root, ...rest] = path.split("/");
  const name = SIGNATURE_NAMES.find((each) => each === rest.at(-1));
  if (root !== SIGNATURES_FOLDER || name === undefined || rest.length > 2) return undefined;
  if (rest.length === 1) return { folder: SIGNATURES_FOLDER, name };
  const [signer = ""] = rest;
  return FURTHER_SIGNER.test(signer) ? { folder: `${SIGNATURES_FOLDER}/${signer}`, name } : undefined;
}
