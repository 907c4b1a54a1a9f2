// The one verdict about a bundle, the same in every output format (contract: verify).
import type { Digest } from "../digest.js";
import type { ErrorCode } from "../errors/table.js";
import type { Manifest } from "../manifest/schema.js";

export interface VerifyFailure {
  readonly code: ErrorCode;
  /** The file that it is about; `export.json` where it is about the manifest. */
  readonly path: string;
  readonly message: string;
}

/** What was found. Fields of the manifest are `null` where it could not be read. */
export interface VerifyResult {
  readonly verdict: "verified" | "integrity-only" | "failed";
  readonly exportId: string | null;
  readonly contentDigest: Digest | null;
  readonly manifestDigest: Digest | null;
  readonly tenant: string | null;
  readonly profile: Manifest["profile"] | null;
  readonly asOf: string | null;
  readonly sequence: number | null;
  readonly expires: string | null;
  /** Who signed and counts. `identity` and `issuer` stand there where a certificate names them. */
  readonly signers: readonly { readonly keyId: string; readonly identity?: string; readonly issuer?: string }[];
  readonly filesChecked: number;
  readonly bytesChecked: number;
  readonly failures: readonly VerifyFailure[];
}
