/** A key of the vectors, as far as tests use it. */
export interface VectorKey {
  readonly pem: string;
  readonly keyId: string;
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}
export function p256Key(seed: string): VectorKey;
