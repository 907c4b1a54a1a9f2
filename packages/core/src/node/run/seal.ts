// From contents and counts to the sealed bundle: manifest and provenance, as bytes. It writes nothing.
import { encodeCanonical } from "../../canonical/canonical.js";
import { type Digest, toDigest } from "../../digest.js";
import { buildManifest } from "../../manifest/build.js";
import { contentDigestOf } from "../../manifest/identity.js";
import { buildProvenance } from "../../manifest/provenance.js";
import type { Manifest, ManifestInput } from "../../manifest/schema.js";
import { profileField } from "../../profile/resolve.js";
import type { Content } from "../../seams/adapter.js";
import { formatInstant } from "../../time.js";
import { TOOL_NAME, TOOL_VERSION } from "../../version.js";
import { nodeSha256 } from "../sha256.js";
import { ZSTD_VERSION } from "../zstd-frames.js";
import { FRAME_BYTES } from "./bundle-output.js";
import { chooseExpiry, chooseSequence } from "./label.js";
import { type CheckedRequest, type ExportRequest, POLICY_SOURCE } from "./request.js";

export interface SealedBundle {
  readonly manifest: Manifest;
  /** export.json */
  readonly manifestBytes: Uint8Array;
  readonly manifestDigest: Digest;
  /** provenance.json */
  readonly provenanceBytes: Uint8Array;
  /** Files below signatures/ by path; none where nobody has signed yet. */
  readonly signatures: ReadonlyMap<string, Uint8Array>;
}

export interface SealFacts {
  readonly request: ExportRequest;
  readonly checked: CheckedRequest;
  /** Seconds. */
  readonly asOf: number;
  readonly formats: ReadonlyMap<string, string>;
  readonly inputs: ManifestInput[];
  readonly redactions: Manifest["redactions"];
  readonly contents: readonly Content[];
}

/** Where a policy snapshot lies in a bundle. */
export const POLICY_PATH = "policy/snapshot.json";

function policyField({ policy }: CheckedRequest, inputs: readonly ManifestInput[]): Manifest["policy"] {
  if (policy === undefined) return null;
  const { policyVersion, inputsHash } = policy.snapshot;
  const evaluations = inputs.find(({ source, kind }) => source === POLICY_SOURCE && kind === "policy-evaluation")?.records ?? 0;
  return { policyVersion, inputsHash, snapshotDigest: toDigest(nodeSha256.hash(policy.bytes)), path: POLICY_PATH, evaluations };
}

/** Throws USAGE for an expiry that has no date. */
export function seal(facts: SealFacts): SealedBundle {
  const { request, checked, asOf, inputs, contents } = facts;
  const { spec, adapter } = checked.profile;
  const label = {
    sequence: request.sequence,
    expiresInSeconds: request.expiresInSeconds,
    previous: request.previous?.manifest,
  };
  const manifest = buildManifest(
    {
      tenant: checked.tenant,
      profile: profileField(checked.profile),
      selectors: { ...spec.selectors },
      asOf: formatInstant(asOf),
      sequence: chooseSequence(label, asOf, contentDigestOf(contents, nodeSha256)),
      expires: chooseExpiry(label, asOf),
      inputs,
      policy: policyField(checked, inputs),
      redactions: [...facts.redactions],
      tool: {
        name: TOOL_NAME,
        version: TOOL_VERSION,
        adapter: adapter.name,
        adapterVersion: adapter.version,
        formats: Object.fromEntries(facts.formats),
        codec:
          spec.compression.codec === "none"
            ? null
            : { name: "zstd", version: ZSTD_VERSION, level: spec.compression.level, frameBytes: FRAME_BYTES },
      },
      contents,
      delta: null,
    },
    nodeSha256,
  );
  const manifestBytes = encodeCanonical(manifest);
  const manifestDigest = toDigest(nodeSha256.hash(manifestBytes));
  return {
    manifest,
    manifestBytes,
    manifestDigest,
    provenanceBytes: buildProvenance(manifest, manifestDigest, spec),
    signatures: new Map(),
  };
}
