// The four files of a signer, written out from the formats' own specifications without any code of core.
import { canonical, sha256, utf8 } from "./bundles.mjs";

const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

/** DSSE v1 pre-authentication encoding. */
export function pae(payload, type = PAYLOAD_TYPE) {
  return Buffer.concat([utf8(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

/**
 * The four values, before they are written: `.sig` as text, the others as objects. Timestamps: `{message: [], statement: []}` of bytes.
 */
export function signerValues(
  files,
  key,
  { hint = key.hint, timestamps, signMessage = key.sign, signStatement = key.sign, manifest, provenance } = {},
) {
  const manifestBytes = manifest ?? files.get("export.json");
  const payload = provenance ?? files.get("provenance.json");
  const message = base64(signMessage(manifestBytes));
  const statement = base64(signStatement(pae(payload)));
  const material = (stamps = []) => ({
    publicKey: { hint },
    ...(stamps.length === 0
      ? {}
      : { timestampVerificationData: { rfc3161Timestamps: stamps.map((each) => ({ signedTimestamp: base64(each) })) } }),
  });
  const envelope = () => ({ payload: base64(payload), payloadType: PAYLOAD_TYPE, signatures: [{ sig: statement }] });
  return {
    "export.json.sig": message,
    "export.json.sigstore.json": {
      mediaType: MEDIA_TYPE,
      verificationMaterial: material(timestamps?.message),
      messageSignature: { messageDigest: { algorithm: "SHA2_256", digest: base64(sha256(manifestBytes)) }, signature: message },
    },
    "provenance.dsse.json": envelope(),
    "provenance.sigstore.json": { mediaType: MEDIA_TYPE, verificationMaterial: material(timestamps?.statement), dsseEnvelope: envelope() },
  };
}

/** Adds a signer's files to a bundle, the first in signatures/, each further one in a folder of its key. Returns a new map. */
export function withSigner(files, key, { edit = () => {}, folder, ...options } = {}) {
  const values = signerValues(files, key, options);
  edit(values);
  const first = ![...files.keys()].some((path) => path.startsWith("signatures/"));
  const place = folder ?? (first ? "signatures" : `signatures/${key.hex}`);
  const made = Object.entries(values).map(([name, value]) => [
    `${place}/${name}`,
    Buffer.isBuffer(value) ? value : typeof value === "string" ? utf8(value) : canonical(value),
  ]);
  return new Map([...files, ...made]);
}
