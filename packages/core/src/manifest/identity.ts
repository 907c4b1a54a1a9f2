// The formulas of exportId and contentDigest (contract: Manifest). They run anywhere, over an injected SHA-256.
import { compareUtf8, encodeUtf8 } from "../bytes.js";
import { encodeCanonical } from "../canonical/canonical.js";
import { type Digest, hexOf, type Sha256, toDigest, toHex } from "../digest.js";
import type { Manifest, ManifestContent } from "./schema.js";

/** A call of the hash function costs more than a line; so many characters go into one. */
const LINES_LENGTH = 1 << 16;

/** `exp-` and the first 32 hex digits of SHA-256 over the canonical manifest without `exportId`. */
export function exportIdOf(manifest: Omit<Manifest, "exportId">, sha256: Sha256): string {
  const { exportId: _, ...rest } = manifest as Manifest;
  return toExportId(sha256.hash(encodeCanonical(rest)));
}

/** A manifest that was read: its canonical bytes, the text that they are, and the value that both denote. */
export interface ManifestForms {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly value: Manifest;
}

/** {@link exportIdOf} a manifest that was read: a large one is then not encoded a second time. */
export function exportIdOfRead({ bytes, text, value }: ManifestForms, sha256: Sha256): string {
  const member = `"exportId":${JSON.stringify(value.exportId)},`;
  const at = text.indexOf(member);
  // Places in text and bytes are the same where all is ASCII. No string can hold these bytes, its quotes would be escaped; so if they stand there
  // once, it is the member that the value has.
  if (text.length !== bytes.length || at < 0 || text.includes(member, at + 1)) return exportIdOf(value, sha256);
  const hasher = sha256.create();
  hasher.update(bytes.subarray(0, at));
  hasher.update(bytes.subarray(at + member.length));
  return toExportId(hasher.digest());
}

function toExportId(digest: Uint8Array): string {
  return `exp-${toHex(digest).slice(0, 32)}`;
}

/** SHA-256 over what `sha256sum` would print for payload and index in an unpacked copy, in manifest order. */
export function contentDigestOf(contents: readonly ManifestContent[], sha256: Sha256): Digest {
  const hasher = sha256.create();
  let lines = "";
  for (const content of contents) {
    if (content.role !== "payload" && content.role !== "index") continue;
    lines += `${hexOf(content.contentDigest as Digest)}  ${withoutCodec(content.path)}\n`;
    if (lines.length < LINES_LENGTH) continue;
    hasher.update(encodeUtf8(lines));
    lines = "";
  }
  hasher.update(encodeUtf8(lines));
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
