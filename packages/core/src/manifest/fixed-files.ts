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
- \`signatures/\`, where present, holds what its makers signed: the manifest and the provenance.
- \`trusted-root.json\` is an empty Sigstore trusted root, which some versions of cosign demand; it holds no key.

## Check it

    stella export verify --key ../maker.pub .

checks who signed, and that nothing was lost, added or changed. \`stella-verify.mjs\`, a single file for Node.js, does the same.
With \`--integrity-only\` instead of \`--key\` it says only that the bundle is what \`export.json\` says, not who made it.

This bundle holds no key, on purpose: get the maker's public key (\`maker.pub\` above and below) by another way than the bundle, and keep it
outside: whatever else lies in here is refused. Nothing here touches a network.

### With cosign, 2.4.3 or later

Each line runs in this directory, in every version from 2.4.3 to 3.1. The manifest, then the provenance, as Sigstore bundles:

    cosign verify-blob --key ../maker.pub --bundle signatures/export.json.sigstore.json --trusted-root trusted-root.json --insecure-ignore-tlog=true export.json
    cosign verify-blob-attestation --key ../maker.pub --bundle signatures/provenance.sigstore.json --type slsaprovenance1 --trusted-root trusted-root.json --insecure-ignore-tlog=true export.json

The same as a plain signature and a DSSE envelope:

    SIGSTORE_ROOT_FILE=trusted-root.json cosign verify-blob --key ../maker.pub --signature signatures/export.json.sig --insecure-ignore-tlog=true export.json
    SIGSTORE_ROOT_FILE=trusted-root.json cosign verify-blob-attestation --key ../maker.pub --signature signatures/provenance.dsse.json --type slsaprovenance1 --insecure-ignore-tlog=true export.json

\`--insecure-ignore-tlog=true\`: these signatures are by a key and stand in no public log. Before 2.6.3, and in 3.0.0 to 3.0.5, cosign does not look
at \`--type\` in a Sigstore bundle: there take the last line. From 3.0.6 on \`--trusted-root\` and SIGSTORE_ROOT_FILE may be left out; before,
they keep cosign from asking the network. A further signer's files lie in a folder of \`signatures/\` named by the SHA-256 of its key.

### With OpenSSL (ECDSA and RSA keys)

    base64 -d signatures/export.json.sig | openssl dgst -sha256 -verify ../maker.pub -signature /dev/stdin export.json

### Then the files

cosign and OpenSSL judge \`export.json\`. It names every other file's SHA-256:

    jq -r '.contents[] | .digest[7:] + "  " + .path' export.json | sha256sum --check --quiet

\`zstd -dc FILE | sha256sum\` gives the \`contentDigest\` of a compressed file.

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
