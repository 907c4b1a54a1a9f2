// The formulas of exportId and contentDigest (contract: Manifest). They run anywhere, over an injected SHA-256.
import { compareUtf8, encodeUtf8 } from "../bytes.js";
import { encodeCanonical } from "../canonical/canonical.js";
import { type Digest, hexOf, type Sha256, toDigest, toHex } from "../digest.js";
import type { Manifest, ManifestContent } from "./schema.js";

/** `exp-` and the first 32 hex digits of SHA-256 over the canonical manifest without `exportId`. */
export function exportIdOf(manifest: Omit<Manifest, "exportId">, sha256: Sha256): string {
  const { exportId: _, ...rest } = manifest as Manifest;
  return `exp-${toHex(sha256.hash(encodeCanonical(rest))).slice(0, 32)}`;
}

/** SHA-256 over what `sha256sum` would print for payload and index in an unpacked copy, in manifest order. */
export function contentDigestOf(contents: readonly ManifestContent[], sha256: Sha256): Digest {
  const hasher = sha256.create();
  for (const content of contents) {
    if (content.role !== "payload" && content.role !== "index") continue;
    hasher.update(encodeUtf8(`${hexOf(content.contentDigest as Digest)}  ${withoutCodec(content.path)}\n`));
  }
  return toDigest(hasher.digest());
}

/** A path without `.zst` or `.gz`: the name of the file in an unpacked copy. */
export function withoutCodec(path: string): string {
  return path.replace(/\.(zst|gz)$/, "");
}

/** The order of `contents[]`: by path as bytes. */
export function compareContents(a: { readonly path: string }, b: { readonly path: string }): number {
  return compareUtf8(a.path, b.path);
}
