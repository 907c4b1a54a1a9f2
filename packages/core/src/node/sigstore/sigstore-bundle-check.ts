// Sigstore bundles judged by @sigstore/verify: certificates of Fulcio, transparency logs, timestamps of a trusted root. It adds what that
// library leaves to its caller: artifact and digest, artifact and subject, exact identities, and nothing unknown in the bundle.
import { Buffer } from "node:buffer";
import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import type * as SigstoreBundles from "@sigstore/bundle";
import type { Bundle } from "@sigstore/bundle";
import type { Certificate } from "pkijs";
import { decodeUtf8, equalBytes } from "../../bytes.js";
import { canonicalizeBytes } from "../../canonical/canonical.js";
import { ExportError } from "../../errors/export-error.js";
import type { ErrorCode } from "../../errors/table.js";
import { memberAt } from "../../verify/member-at.js";

/** Whom a receiver trusts: an identity that an issuer vouches for, or a key (SubjectPublicKeyInfo in PEM). */
export type SigstoreSigner =
  | { readonly kind: "identity"; readonly identity: string; readonly issuer: string }
  | { readonly kind: "key"; readonly pem: string };

export interface SigstoreRequest {
  /** JSON of a Sigstore bundle v0.1 to v0.3. */
  readonly bundle: Uint8Array;
  /** What was signed, or is the subject of the statement that was. */
  readonly artifact: Uint8Array;
  readonly signer: SigstoreSigner;
}

export interface SigstoreCheck {
  /**
   * DER SubjectPublicKeyInfo of whoever signed. Throws KEY_UNTRUSTED for another identity, PROVENANCE_MISMATCH for a statement about
   * something else, SIGNATURE_INVALID for everything else that does not hold.
   */
  check(request: SigstoreRequest): Uint8Array;
}

const IN_TOTO = "application/vnd.in-toto+json";

/** Opens a trusted root (JSON; absent: an empty one, for keys). Asks no network. Throws TRUST_INVALID. */
export async function openSigstore(trustedRoot?: Uint8Array): Promise<SigstoreCheck> {
  const [bundles, verify, specs, { Certificate }] = await Promise.all([
    import("@sigstore/bundle"),
    import("@sigstore/verify"),
    import("@sigstore/protobuf-specs"),
    import("pkijs"),
  ]);
  const root = readRoot(trustedRoot, specs.TrustedRoot);
  return {
    check({ bundle, artifact, signer }) {
      const parsed = readBundle(bundle, bundles);
      const { content, tlogEntries } = parsed.verificationMaterial;
      const key = signer.kind === "key" ? openKey(signer.pem) : undefined;
      if ((content.$case === "publicKey") !== (key !== undefined)) {
        throw refused("ERR_EXPORT_KEY_UNTRUSTED", "the bundle has another kind of signer than the one that is trusted");
      }
      const finder = (): { publicKey: KeyObject; validFor: () => boolean } => ({ publicKey: key as KeyObject, validFor: () => true });
      const material = verify.toTrustMaterial(root, finder);
      const thresholds =
        key === undefined ? {} : { tlogThreshold: Math.min(1, tlogEntries.length), ctlogThreshold: 0, timestampThreshold: 0 };
      const policy =
        signer.kind === "key" ? undefined : { subjectAlternativeName: exactly(signer.identity), extensions: { issuer: signer.issuer } };
      try {
        const found = new verify.Verifier(material, thresholds).verify(verify.toSignedEntity(parsed, Buffer.from(artifact)), policy);
        bindArtifact(parsed, artifact);
        for (const { rawBytes } of certificatesIn(parsed)) assertOneForm(Certificate.fromBER(Uint8Array.from(rawBytes).buffer), rawBytes);
        return new Uint8Array(found.key.export({ type: "spki", format: "der" }));
      } catch (cause) {
        throw toRefusal(cause);
      }
    },
  };
}

function readRoot<T>(bytes: Uint8Array | undefined, TrustedRoot: { fromJSON(value: unknown): T }): T {
  const empty = { mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1" };
  try {
    return TrustedRoot.fromJSON(bytes === undefined ? empty : JSON.parse(decodeUtf8(canonicalizeBytes(bytes))));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "it cannot be read";
    throw new ExportError("ERR_EXPORT_TRUST_INVALID", `the trusted root is not one: ${why}`, { cause });
  }
}

/** Every field of the JSON must survive the library's reading of it: what it drops, another reader may believe. */
function readBundle(bytes: Uint8Array, { bundleFromJSON, bundleToJSON }: typeof SigstoreBundles): Bundle {
  try {
    const value: unknown = JSON.parse(decodeUtf8(canonicalizeBytes(bytes)));
    const parsed = bundleFromJSON(value);
    const lost = lostField(value, bundleToJSON(parsed), "");
    if (lost !== undefined) throw refused("ERR_EXPORT_SIGNATURE_INVALID", `the Sigstore bundle has the unknown field ${lost}`);
    return parsed;
  } catch (cause) {
    throw toRefusal(cause);
  }
}

/** Fields that some tools write although they are empty or zero, which is the same as to leave them out. */
const MAY_BE_EMPTY = ["hashes", "keyid", "logIndex", "tlogEntries"];

/** Path of a member that `read` has and `kept` has not. */
function lostField(read: unknown, kept: unknown, path: string): string | undefined {
  if (typeof read !== "object" || read === null) return undefined;
  const found = typeof kept === "object" && kept !== null ? new Map(Object.entries(kept)) : new Map<string, unknown>();
  for (const [name, value] of Object.entries(read)) {
    if (MAY_BE_EMPTY.includes(name) && (value === "" || value === "0" || (Array.isArray(value) && value.length === 0))) continue;
    const lost = found.get(name) === undefined ? `${path}/${name}` : lostField(value, found.get(name), `${path}/${name}`);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function openKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_KEY_INVALID", "the public key cannot be read", { cause });
  }
}

/** The library compares identities with a pattern, and a text is one that may match anywhere. */
function exactly(identity: string): RegExp {
  return new RegExp(`^${identity.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")}$`);
}

function certificatesIn({ verificationMaterial: { content } }: Bundle): readonly { readonly rawBytes: Uint8Array }[] {
  if (content.$case === "certificate") return [content.certificate];
  return content.$case === "x509CertificateChain" ? content.x509CertificateChain.certificates : [];
}

/** The algorithm stands in a certificate twice, once outside of what is signed (RFC 5280 § 4.1.1.2: both must be the same). */
function assertOneForm(certificate: Certificate, der: Uint8Array): void {
  const isSame = certificate.signature.isEqual(certificate.signatureAlgorithm);
  if (!isSame || !equalBytes(new Uint8Array(certificate.toSchema(true).toBER()), der)) {
    throw refused("ERR_EXPORT_SIGNATURE_INVALID", "the certificate does not have the one form that its content is written in");
  }
}

/** What the library does not compare: the digest in the bundle, and the statement's subject, with the artifact. */
function bindArtifact({ content }: Bundle, artifact: Uint8Array): void {
  const sha256 = createHash("sha256").update(artifact).digest();
  if (content.$case === "messageSignature") {
    const digest = content.messageSignature.messageDigest?.digest;
    if (digest !== undefined && !digest.equals(sha256)) {
      throw refused("ERR_EXPORT_SIGNATURE_INVALID", "messageDigest is not that of the artifact");
    }
    return;
  }
  const { payload, payloadType } = content.dsseEnvelope;
  if (payloadType !== IN_TOTO) throw refused("ERR_EXPORT_PROVENANCE_MISMATCH", `the payload is of type ${payloadType}`);
  const subjects = memberAt(JSON.parse(decodeUtf8(canonicalizeBytes(payload))), "subject");
  const isAbout = (subject: unknown): boolean => memberAt(subject, "digest.sha256") === sha256.toString("hex");
  if (!Array.isArray(subjects) || !subjects.some(isAbout)) {
    throw refused("ERR_EXPORT_PROVENANCE_MISMATCH", "the statement is not about the artifact");
  }
}

/** Whatever the library throws means that the bundle does not hold; a defect of ours cannot be told from it and is refused alike. */
function toRefusal(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  if (cause instanceof ExportError && cause.code.startsWith("ERR_EXPORT_JSON")) {
    return refused("ERR_EXPORT_SIGNATURE_INVALID", `the Sigstore bundle is not JSON: ${cause.message}`, cause);
  }
  if (cause instanceof ExportError) return cause;
  const isUntrusted = (cause as { code?: unknown }).code === "UNTRUSTED_SIGNER_ERROR";
  const code = isUntrusted ? "ERR_EXPORT_KEY_UNTRUSTED" : "ERR_EXPORT_SIGNATURE_INVALID";
  return refused(code, `the Sigstore bundle does not hold: ${cause.message}`, cause);
}

function refused(code: ErrorCode, message: string, cause?: unknown): ExportError {
  return new ExportError(code, message, { cause });
}
