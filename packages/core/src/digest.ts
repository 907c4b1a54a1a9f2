// SHA-256 digests as the contract writes them, and the hash function that a runtime injects.
// It computes none itself, so that core runs where `node:crypto` is not.

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

/** An incremental SHA-256. `digest` ends it; a hasher is used for one message. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/** SHA-256 of a runtime: `node:crypto` on Node, `@noble/hashes` in a browser. Both methods return or build on 32 raw bytes. */
export interface Sha256 {
  hash(bytes: Uint8Array): Uint8Array;
  create(): Hasher;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/** 32 raw bytes (at `from`) → `sha256:…`. */
export function toDigest(raw: Uint8Array, from = 0): Digest {
  return `sha256:${toHex(raw, from, from + 32)}`;
}

export function toHex(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = "";
  for (let i = from; i < to; i++) text += HEX[bytes[i] as number];
  return text;
}

/** `sha256:…` → its 64 hex digits. */
export function hexOf(digest: Digest): string {
  return digest.slice("sha256:".length);
}
