import type { VectorKey } from "./keys.mjs";

/** The bundle with the four files of a signer. */
export function withSigner(files: Map<string, Uint8Array>, key: VectorKey): Map<string, Uint8Array>;
