// The two files that every bundle carries unchanged: what it is, for people, and an empty Sigstore trusted root for the versions of
// cosign that demand one. Neither holds a key: keys and roots come out of band.
import { encodeUtf8 } from "../bytes.js";

const README = `# Export Center bundle

This directory (or tar) is a bundle of vulnerability evidence made by Export Center. Nothing in it needs the internet.

- \`export.json\` is the manifest: every other file's path, size and SHA-256, where the evidence came from, and how current it is (\`asOf\`).
- \`provenance.json\` says, in SLSA v1 form, how it was made and from which source snapshots.
- \`data/\` holds the records, one canonical JSON document a line (RFC 8785 on bytes; numbers never change their value).
- \`indexes/\` names, for each record, its source document and that document's SHA-256.
- \`reports/\`, where present, lists what was left out, and why.
- \`trusted-root.json\` is an empty Sigstore trusted root; it holds no key.

## Check it

    stella export verify --integrity-only --deep PATH

proves that nothing was lost or changed since \`export.json\` was written. It does not prove who wrote it: that takes a signature
and the signer's public key. This bundle holds no key on purpose: get keys and trusted roots from the maker by another way than
this bundle.

Without our tool: \`sha256sum\` of a file equals its \`digest\` in \`export.json\`, and \`zstd -dc FILE | sha256sum\` its \`contentDigest\`.

## Read it

    stella export cat PATH --kind advisory
    stella export trace PATH CVE-2024-0001

or \`zstd -dc data/advisories/*.jsonl.zst | jq .id\`.
`;

/** An empty Sigstore trusted root: what some versions of cosign demand beside a key. */
export const TRUSTED_ROOT = `{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}\n`;

export interface FixedFile {
  readonly path: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** README.md and trusted-root.json: the same bytes in every bundle of a tool version. */
export const FIXED_FILES: readonly FixedFile[] = [
  { path: "README.md", mediaType: "text/markdown", bytes: encodeUtf8(README) },
  { path: "trusted-root.json", mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1", bytes: encodeUtf8(TRUSTED_ROOT) },
];
