// How verification takes a codec off without knowing one: the runtime hands a decoder in.
import { withoutCodec } from "../manifest/identity.js";

export type Codec = "zstd" | "gzip";

export interface DecodeBounds {
  /** Content size that the manifest names: a decoder refuses (SIZE_MISMATCH) to make more. */
  readonly maxBytes: number;
}

/** Takes codecs off. Input chunks are valid until the next one is asked for, and so are those given out. */
export interface DeepDecoder {
  /** The content. Throws DIGEST_MISMATCH for bytes that are not the codec's, SIZE_MISMATCH above the bound. */
  decode(codec: Codec, chunks: AsyncIterable<Uint8Array>, bounds: DecodeBounds): AsyncIterable<Uint8Array>;
}

/** The codec that the end of a stored path names. */
export function codecOf(path: string): Codec | undefined {
  if (withoutCodec(path) === path) return undefined;
  return path.endsWith(".gz") ? "gzip" : "zstd";
}
