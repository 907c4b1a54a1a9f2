// Cases about the four files of a signer: their forms, what they are bound to, whose key made them.
import { createHash, createHmac, sign } from "node:crypto";
import { canonical, utf8 } from "./bundles.mjs";
import * as f from "./fixtures.mjs";
import { encodeEcdsa } from "./keys.mjs";
import { pae, signerValues, withSigner } from "./signing.mjs";

const { a, b, ed, rsa, main, signed, SIG, MESSAGE, DSSE, STATEMENT, DATA } = f;
const K = f.key("a");
const one = (name, description, files, expect, more = {}) => ({ name, description, files, args: K, expect, ...more });
const inJson = (name, description, edit, path, more = {}) => one(name, description, f.changed(edit), f.invalid(path), more);
const msg = (values) => values["export.json.sigstore.json"];
const dsse = (values) => values["provenance.dsse.json"];
const st = (values) => values["provenance.sigstore.json"];
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** A bundle whose two signatures come out of another algorithm. */
const madeBy = (signBytes, key = a) => withSigner(main, key, { signMessage: signBytes, signStatement: signBytes });
const allFour = f.invalid(...f.ALL_FOUR);
const mixed = (from, name) => f.withFile(signed, `signatures/${name}`, canonicalOf(signerValues(from, a)[name]));
const OTHER_PROVENANCE = Array.from({ length: 3 }, () => "PROVENANCE_MISMATCH provenance.json");
const [OLD_DATA, OLD_INDEX] = ["data/", "indexes/"].map((start) => [...f.older.keys()].find((path) => path.startsWith(start)));
const canonicalOf = (value) => (typeof value === "string" ? utf8(value) : canonical(value));
const foreign = (bytes, type) => utf8(bytes.toString("utf8").replace("https://slsa.dev/provenance/v1", type));

export const signatureCases = [
  one("signed-p256", "Signed with P-256, verified with its key.", signed, f.verified(a)),
  { name: "signed-ed25519", description: "Signed with Ed25519.", files: withSigner(main, ed), args: f.key("ed25519"), expect: f.verified(ed) },
  { name: "signed-rsa", description: "Signed with RSA PKCS#1 v1.5.", files: withSigner(main, rsa), args: f.key("rsa"), expect: f.verified(rsa) },
  { name: "signed-as-tar", description: "The same as one tar.", tar: [...signed].map(([path, bytes]) => ({ path, bytes })), args: K, expect: f.verified(a) },
  { name: "two-signers-first-known", description: "Two signers, the first is trusted.", files: f.by(a, b), args: K, expect: f.verified(a) },
  { name: "two-signers-second-known", description: "Two signers, the second is trusted.", files: f.by(b, a), args: K, expect: f.verified(a) },
  { name: "two-signers-both-known", description: "Two signers, both trusted.", files: f.by(a, b), args: f.key("a", "b"), expect: f.verified(a, b) },
  { name: "three-kinds-of-keys", description: "P-256, Ed25519 and RSA on one manifest.", files: f.by(a, ed, rsa), args: f.key("a", "ed25519", "rsa"), expect: f.verified(a, ed, rsa) },

  { name: "unsigned", description: "No signature at all.", files: main, args: K, expect: f.refused("SIGNATURE_MISSING signatures") },
  { name: "wrong-key", description: "Signed by a, b is trusted.", files: signed, args: f.key("b"), expect: f.refused(`KEY_UNTRUSTED ${MESSAGE}`), origin: "sigstore-conformance managed-key-wrong-key_fail, incorrect-public-key_fail" },
  { name: "no-key", description: "Nothing is said about whom to trust.", files: signed, args: [], expect: f.unusable("USAGE"), origin: "sigstore-conformance managed-key-no-key_fail" },
  one("foreign-signature-known-hint", "b signs and writes a's hint.", withSigner(main, b, { hint: a.hint }), allFour, { origin: "sigstore-conformance wrong-material_fail" }),
  one("signature-of-other-manifest", "a's signatures of an older bundle, all four.", new Map([...main, ...[...withSigner(f.older, a)].filter(([path]) => path.startsWith("signatures/"))]), f.refused([`SIGNATURE_INVALID ${MESSAGE}`, `PROVENANCE_MISMATCH ${DSSE}`, `PROVENANCE_MISMATCH ${STATEMENT}`]), { origin: "sigstore-conformance signature-mismatch_fail" }),
  one("sig-of-older-bundle", "Only .sig is of an older bundle.", mixed(f.older, "export.json.sig"), f.invalid(SIG), { origin: "CVE-2022-36056 (the detached signature is not the bundle's)" }),
  one("message-bundle-of-other-tenant", "Only the message bundle is of another tenant's bundle.", mixed(f.otherTenant, "export.json.sigstore.json"), f.invalid(MESSAGE), { origin: "CVE-2026-22703 (a valid entry about another artifact)" }),
  one("envelope-of-other-profile", "Only the envelope is of another profile's bundle.", mixed(f.otherProfile, "provenance.dsse.json"), f.refused(`PROVENANCE_MISMATCH ${DSSE}`), { origin: "sigstore-conformance dsse-mismatch-envelope_fail" }),
  one("dsse-bundle-of-older-bundle", "Only the DSSE bundle is of an older bundle.", mixed(f.older, "provenance.sigstore.json"), f.refused(`PROVENANCE_MISMATCH ${STATEMENT}`)),
  one("message-digest-mismatch", "The signature is right, messageDigest is another's.", f.changed((v) => (msg(v).messageSignature.messageDigest.digest = base64(createHash("sha256").update("x").digest()))), f.invalid(MESSAGE), { origin: "sigstore-conformance message-digest-mismatch_fail" }),
  one("dsse-mismatch-sig", "The envelope holds the signature of the message.", f.changed((v) => (dsse(v).signatures[0].sig = v["export.json.sig"])), f.invalid(DSSE), { origin: "sigstore-conformance dsse-mismatch-sig_fail" }),
  one("dsse-invalid-sig", "The DSSE bundle's signature is nothing.", f.changed((v) => (st(v).dsseEnvelope.signatures[0].sig = base64(Buffer.alloc(71, 1)))), f.invalid(STATEMENT), { origin: "sigstore-conformance dsse-invalid-sig_fail" }),
  one("sig-is-pae", ".sig holds the signature of the statement.", f.changed((v) => (v["export.json.sig"] = base64(a.sign(pae(main.get("provenance.json")))))), f.invalid(SIG)),
  one("message-signature-is-pae", "The message bundle holds the signature of the statement.", f.changed((v) => (msg(v).messageSignature.signature = dsse(v).signatures[0].sig)), f.invalid(MESSAGE)),
  one("payload-not-json", "a signs a payload that is no JSON.", withSigner(main, a, { provenance: utf8("not json") }), f.refused([`PROVENANCE_MISMATCH ${DSSE}`, `PROVENANCE_MISMATCH ${STATEMENT}`]), { origin: "CVE-2026-39395 (a payload that cannot be read is accepted)" }),
  one("provenance-not-json", "provenance.json is no JSON, and signed as it is.", withSigner(f.withFile(main, "provenance.json", "not json"), a), f.refused("PROVENANCE_MISMATCH provenance.json", a), { origin: "CVE-2026-39395" }),
  one("predicate-type-other", "a signs a statement of another predicate type.", withSigner(main, a, { provenance: foreign(main.get("provenance.json"), "https://slsa.dev/provenance/v0.2") }), f.refused([`PROVENANCE_MISMATCH ${DSSE}`, `PROVENANCE_MISMATCH ${STATEMENT}`])),
  one("predicate-type-other-everywhere", "The same, in provenance.json too.", withSigner(f.withFile(main, "provenance.json", foreign(main.get("provenance.json"), "https://slsa.dev/verification_summary/v1")), a), f.refused("PROVENANCE_MISMATCH provenance.json", a)),
  one("statement-v0.1", "The statement is of in-toto v0.1, everywhere.", withSigner(f.editedText("provenance.json", (text) => text.replace("Statement/v1", "Statement/v0.1"), main), a), f.refused("PROVENANCE_MISMATCH provenance.json", a)),
  one("subject-of-other-manifest", "The signed provenance speaks of an older manifest.", withSigner(f.withFile(main, "provenance.json", f.older.get("provenance.json")), a), f.refused(OTHER_PROVENANCE, a)),
  one("provenance-more-said", "The signed provenance says more than follows from the manifest.", withSigner(f.editedText("provenance.json", (text) => text.replace('"runDetails":{', '"runDetails":{"aside":"x",'), main), a), f.refused("PROVENANCE_MISMATCH provenance.json", a)),
  one("two-subjects", "The signed provenance has a second subject.", withSigner(f.editedText("provenance.json", (text) => text.replace('"subject":[', '"subject":[{"digest":{"sha256":"00"},"name":"x"},'), main), a), f.refused("PROVENANCE_MISMATCH provenance.json", a)),

  inJson("two-names-message", "The message bundle names b.", (v) => (msg(v).verificationMaterial.publicKey.hint = b.hint), MESSAGE),
  inJson("two-names-statement", "The DSSE bundle names b.", (v) => (st(v).verificationMaterial.publicKey.hint = b.hint), STATEMENT),
  inJson("hint-empty", "No hint.", (v) => (msg(v).verificationMaterial.publicKey.hint = ""), MESSAGE),
  inJson("hint-absent", "publicKey is empty.", (v) => (msg(v).verificationMaterial.publicKey = {}), MESSAGE),
  inJson("hint-ssh", "The hint is an SSH fingerprint.", (v) => (st(v).verificationMaterial.publicKey.hint = `SHA256:${a.hint.replace("=", "")}`), STATEMENT),
  inJson("hint-hex", "The hint is hex.", (v) => (msg(v).verificationMaterial.publicKey.hint = a.hex), MESSAGE),
  inJson("keyid-hint", "The envelope's keyid is the hint.", (v) => (dsse(v).signatures[0].keyid = a.hint), DSSE),
  inJson("keyid-empty", "The envelope's keyid is empty, as old versions of cosign write it.", (v) => (dsse(v).signatures[0].keyid = ""), DSSE),
  inJson("keyid-foreign", "The DSSE bundle's keyid is b's.", (v) => (st(v).dsseEnvelope.signatures[0].keyid = b.hint), STATEMENT),
  inJson("dsse-two-signatures", "The envelope holds two good signatures.", (v) => dsse(v).signatures.push(dsse(v).signatures[0]), DSSE, { origin: "DSSE protocol: several signatures" }),
  inJson("dsse-other-signature-first", "The envelope holds b's signature and then a's.", (v) => dsse(v).signatures.unshift({ sig: base64(b.sign(pae(main.get("provenance.json")))) }), DSSE),
  inJson("dsse-bundle-two-signatures", "The DSSE bundle holds two good signatures.", (v) => st(v).dsseEnvelope.signatures.push(st(v).dsseEnvelope.signatures[0]), STATEMENT),
  inJson("dsse-no-signature", "The envelope holds no signature.", (v) => (dsse(v).signatures = []), DSSE),
  inJson("payload-type-other", "The payload type is another.", (v) => (dsse(v).payloadType = "application/json"), DSSE),
  inJson("payload-type-case", "The payload type is in capitals.", (v) => (st(v).dsseEnvelope.payloadType = "application/VND.in-toto+json"), STATEMENT),
  inJson("unknown-field-bundle", "An unknown field at the top of the message bundle.", (v) => (msg(v).note = "x"), MESSAGE),
  inJson("unknown-field-material", "An unknown field in verificationMaterial.", (v) => (st(v).verificationMaterial.note = "x"), STATEMENT),
  inJson("unknown-field-public-key", "An unknown field beside the hint.", (v) => (msg(v).verificationMaterial.publicKey.note = "x"), MESSAGE),
  inJson("unknown-field-envelope", "An unknown field in the plain envelope.", (v) => (dsse(v).note = "x"), DSSE),
  inJson("unknown-field-signature", "An unknown field beside a plain signature.", (v) => (dsse(v).signatures[0].note = "x"), DSSE),
  inJson("key-in-bundle", "The bundle brings its own key.", (v) => (msg(v).verificationMaterial.publicKey.rawBytes = base64(a.spki)), MESSAGE, { origin: "GHSA-fx35-mq7g-6g98 (a public key in the bundle)" }),
  inJson("legacy-in-bundle", "A legacy signature beside the v0.3 bundle.", (v) => (msg(v).base64Signature = v["export.json.sig"]), MESSAGE, { origin: "GHSA-fx35-mq7g-6g98" }),
  one("legacy-only", "The legacy form of cosign in place of the message bundle.", f.withFile(signed, MESSAGE, canonical({ base64Signature: signed.get(SIG).toString("utf8"), cert: a.pem })), f.invalid(MESSAGE)),
  inJson("media-type-v0.2", "Media type v0.2.", (v) => (msg(v).mediaType = "application/vnd.dev.sigstore.bundle+json;version=0.2"), MESSAGE),
  inJson("media-type-v0.4", "Media type v0.4.", (v) => (st(v).mediaType = "application/vnd.dev.sigstore.bundle.v0.4+json"), STATEMENT, { origin: "sigstore-conformance bundle-unknown-version_fail" }),
  inJson("media-type-absent", "No media type.", (v) => delete msg(v).mediaType, MESSAGE),
  inJson("message-digest-absent", "No messageDigest.", (v) => delete msg(v).messageSignature.messageDigest, MESSAGE),
  inJson("algorithm-number", "The algorithm as a number.", (v) => (msg(v).messageSignature.messageDigest.algorithm = 1), MESSAGE),
  inJson("algorithm-sha512", "Another digest algorithm.", (v) => (msg(v).messageSignature.messageDigest = { algorithm: "SHA2_512", digest: base64(createHash("sha512").update(main.get("export.json")).digest()) }), MESSAGE),
  inJson("snake-case", "Snake case field names.", (v) => { const { verificationMaterial: material, ...rest } = msg(v); v["export.json.sigstore.json"] = { ...rest, verification_material: material }; }, MESSAGE),
  inJson("both-contents", "A message and an envelope in one bundle.", (v) => (msg(v).dsseEnvelope = dsse(v)), MESSAGE),
  inJson("envelope-for-message", "A DSSE bundle in the message bundle's place.", (v) => (v["export.json.sigstore.json"] = st(v)), MESSAGE),
  inJson("message-for-envelope", "A message bundle in the DSSE bundle's place.", (v) => (v["provenance.sigstore.json"] = msg(v)), STATEMENT),
  inJson("certificate-empty", "An empty certificate in place of the key.", (v) => (msg(v).verificationMaterial = { certificate: { rawBytes: "" } }), MESSAGE, { origin: "sigstore-conformance bundle-empty-certificate-chain_fail" }),
  one("certificate-for-key", "Both bundles bring a certificate; only keys are trusted.", f.changed((v) => { for (const each of [msg(v), st(v)]) each.verificationMaterial = { certificate: { rawBytes: base64(a.spki) }, tlogEntries: [] }; }), f.refused(`KEY_UNTRUSTED ${MESSAGE}`), { origin: "sigstore-conformance bundle-with-root-cert_fail" }),
  one("certificate-and-key", "One bundle brings a certificate, the other a hint.", f.changed((v) => (msg(v).verificationMaterial = { certificate: { rawBytes: base64(a.spki) }, tlogEntries: [] })), f.invalid(MESSAGE)),
  inJson("log-entry-of-a-key", "Log entries beside a hint.", (v) => (msg(v).verificationMaterial.tlogEntries = [{ logIndex: "-1" }]), MESSAGE, { origin: "sigstore-conformance bundle-negative-log-index_fail" }),

  one("json-pretty", "The message bundle, indented.", f.editedText(MESSAGE, (text) => JSON.stringify(JSON.parse(text), null, 2)), f.invalid(MESSAGE)),
  one("json-line-end", "The envelope with a line end.", f.editedText(DSSE, (text) => `${text}\n`), f.invalid(DSSE)),
  one("json-order", "The DSSE bundle with its keys in another order.", f.editedText(STATEMENT, (text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()))), f.invalid(STATEMENT)),
  one("json-bom", "The message bundle with a byte order mark.", f.editedText(MESSAGE, (text) => `\ufeff${text}`), f.invalid(MESSAGE)),
  one("json-escape", "The envelope with an escape that need not be.", f.editedText(DSSE, (text) => text.replace("payload", "\\u0070ayload")), f.invalid(DSSE)),
  one("json-duplicate-key", "The envelope with a key twice.", f.editedText(DSSE, (text) => text.replace("{", '{"payloadType":"application/vnd.in-toto+json",')), f.invalid(DSSE)),
  one("json-trailing", "The DSSE bundle with a second document behind it.", f.editedText(STATEMENT, (text) => `${text}{}`), f.invalid(STATEMENT)),
  one("json-malformed", "The message bundle, cut.", f.editedText(MESSAGE, (text) => text.slice(0, -2)), f.invalid(MESSAGE), { origin: "sigstore-conformance bundle-malformed-json_fail" }),
  one("json-list", "A list in place of the envelope.", f.withFile(signed, DSSE, "[]"), f.invalid(DSSE)),
  one("empty-files", "Four empty files.", f.ALL_FOUR.reduce((files, path) => f.withFile(files, path, ""), signed), allFour),
  one("sig-line-end", ".sig with a line end, as `echo` would write it.", f.editedText(SIG, (text) => `${text}\n`), f.invalid(SIG)),
  one("sig-raw-der", ".sig as raw DER.", f.editedText(SIG, (text) => Buffer.from(text, "base64")), f.invalid(SIG)),
  one("sig-base64url", ".sig in base64url without padding.", f.editedText(SIG, (text) => Buffer.from(text, "base64").toString("base64url")), f.invalid(SIG)),
  one("sig-hex", ".sig in hex.", f.editedText(SIG, (text) => Buffer.from(text, "base64").toString("hex")), f.invalid(SIG)),
  one("sig-not-base64", ".sig with a character that is none of base64.", f.editedText(SIG, (text) => `!${text.slice(1)}`), f.invalid(SIG), { origin: "sigstore-conformance bundle-invalid-base64-signature_fail" }),
  inJson("payload-line-end", "The payload with a line end.", (v) => (dsse(v).payload += "\n"), DSSE),
  one("base64-spare-bits", "A spare bit at the end of a base64 string.", f.changed((v) => (msg(v).messageSignature.messageDigest.digest = spareBit(msg(v).messageSignature.messageDigest.digest))), f.invalid(MESSAGE)),

  one("ecdsa-high-s", "The other s: a second signature that anybody can make.", madeBy(a.signHigh), allFour),
  one("ecdsa-r-s", "r‖s in place of DER.", madeBy(a.signRaw), allFour),
  one("ecdsa-zero", "r = s = 0 (CVE-2022-21449).", madeBy(() => encodeEcdsa(0n, 0n)), allFour, { origin: "CVE-2022-21449" }),
  one("ecdsa-r-is-order", "r = n, s = 1.", madeBy(() => encodeEcdsa(ORDER, 1n)), allFour),
  one("ecdsa-long-length", "DER with a length in the long form.", madeBy((bytes) => { const der = a.sign(bytes); return Buffer.concat([Buffer.of(0x30, 0x81), der.subarray(1)]); }), allFour),
  one("ecdsa-padded-integer", "DER with a zero byte in front of r.", madeBy((bytes) => { const der = a.sign(bytes); const length = der[3]; return Buffer.concat([Buffer.of(0x30, der[1] + 1, 2, length + 1, 0), der.subarray(4)]); }), allFour),
  one("ecdsa-trailing-byte", "A byte behind the DER.", madeBy((bytes) => Buffer.concat([a.sign(bytes), Buffer.of(0)])), allFour),
  one("ecdsa-sha512", "ECDSA with SHA-512.", madeBy((bytes) => a.signHash(createHash("sha512").update(bytes).digest())), allFour),
  one("digest-signed-as-message", "The digest was signed as if it were the message.", madeBy((bytes) => a.sign(createHash("sha256").update(bytes).digest())), allFour),
  one("hmac-with-public-key", "HMAC keyed with the public key.", madeBy((bytes) => createHmac("sha256", a.pem).update(bytes).digest()), allFour, { origin: "algorithm confusion: HS256 with a public key" }),
  one("signature-empty", "Empty signatures.", madeBy(() => Buffer.alloc(0)), f.invalid(SIG), { origin: "algorithm confusion: none" }),
  one("ed25519-under-p256-hint", "Ed25519's signature under a P-256 key's hint.", madeBy(ed.sign), allFour, { origin: "algorithm confusion" }),
  { name: "p256-under-ed25519-hint", description: "P-256's signature under an Ed25519 key's hint.", files: madeBy(a.sign, ed), args: f.key("ed25519"), expect: allFour, origin: "algorithm confusion" },
  { name: "p256-under-rsa-hint", description: "P-256's signature under an RSA key's hint.", files: madeBy(a.sign, rsa), args: f.key("rsa"), expect: allFour, origin: "algorithm confusion" },
  { name: "rsa-sha512", description: "RSA PKCS#1 v1.5 with SHA-512.", files: madeBy((bytes) => sign("sha512", bytes, rsa.privateKey), rsa), args: f.key("rsa"), expect: allFour },
  { name: "rsa-leading-zero", description: "An RSA signature with a zero byte in front.", files: madeBy((bytes) => Buffer.concat([Buffer.of(0), rsa.sign(bytes)]), rsa), args: f.key("rsa"), expect: allFour },
  { name: "ed25519-s-plus-order", description: "Ed25519 with S + L, the other encoding of S.", files: madeBy((bytes) => plusOrder(ed.sign(bytes)), ed), args: f.key("ed25519"), expect: allFour },

  one("sig-missing", ".sig is not there.", f.without(signed, SIG), f.refused(`FILE_MISSING ${SIG}`)),
  one("dsse-bundle-missing", "The DSSE bundle is not there.", f.without(signed, STATEMENT), f.refused(`FILE_MISSING ${STATEMENT}`)),
  one("further-signer-only", "Only a further signer's folder is there.", withSigner(main, a, { folder: `signatures/${a.hex}` }), f.refused(f.ALL_FOUR.map((path) => `FILE_MISSING ${path}`), a)),
  one("further-signer-in-others-folder", "b's files in a folder named after c.", withSigner(signed, b, { folder: `signatures/${f.c.hex}` }), f.refused([`SIGNATURE_INVALID signatures/${f.c.hex}/export.json.sigstore.json`, `SIGNATURE_INVALID signatures/${f.c.hex}/provenance.sigstore.json`], a)),
  one("same-signer-twice", "a's files twice.", withSigner(signed, a, { folder: `signatures/${a.hex}` }), f.refused(`SIGNATURE_INVALID signatures/${a.hex}/export.json.sigstore.json`, a)),
  { name: "known-bad-beside-good", description: "a is good; b is trusted too and its .sig is a's.", files: f.withFile(f.by(a, b), `signatures/${b.hex}/export.json.sig`, signed.get(SIG)), args: f.key("a", "b"), expect: f.refused(`SIGNATURE_INVALID signatures/${b.hex}/export.json.sig`, a) },
  one("extra-in-signatures", "A key beside the signatures.", f.withFile(signed, "signatures/key.pub", a.pem), f.refused("FILE_EXTRA signatures/key.pub", a)),
  { name: "signature-twice-in-tar", description: "A tar that holds .sig twice.", tar: [...signed, [SIG, signed.get(SIG)]].map(([path, bytes]) => ({ path, bytes })), args: K, expect: f.refused(`FILE_DUPLICATE ${SIG}`, a) },
  { name: "signature-as-link", description: "A tar whose .sig is a link.", tar: [...f.without(signed, SIG)].map(([path, bytes]) => ({ path, bytes })).concat([{ path: SIG, type: "2", link: "export.json" }]), args: K, expect: f.refused(`PATH_UNSAFE ${SIG}`) },
  one("data-changed", "A record was changed.", f.edited(DATA, (bytes) => Buffer.from(bytes.toString("utf8").replace("OSV-1", "OSV-7"))), f.refused(`DIGEST_MISMATCH ${DATA}`, a)),
  one("data-missing", "A record file is not there.", f.without(signed, DATA), f.refused(`FILE_MISSING ${DATA}`, a)),
  one("file-extra", "A file more.", f.withFile(signed, "data/advisories/x.jsonl", "{}\n"), f.refused("FILE_EXTRA data/advisories/x.jsonl", a)),
  one("readme-changed", "README.md was changed.", f.edited("README.md", (bytes) => Buffer.from(bytes.toString("utf8").replace("bundle", "bandle"))), f.refused("DIGEST_MISMATCH README.md", a)),
  one("trusted-root-swapped", "trusted-root.json is larger.", f.withFile(signed, "trusted-root.json", '{"tlogs":[]}'), f.refused("SIZE_MISMATCH trusted-root.json", a)),
  one("manifest-swapped", "export.json is of another bundle, signed by the same key.", f.withFile(signed, "export.json", withSigner(f.older, a).get("export.json")), f.refused([`FILE_MISSING ${OLD_DATA}`, `FILE_EXTRA ${DATA}`, `FILE_MISSING ${OLD_INDEX}`, `FILE_EXTRA ${f.INDEX}`, ...OTHER_PROVENANCE, `SIGNATURE_INVALID ${MESSAGE}`])),
  one("manifest-edited", "A byte of export.json was changed, nothing sealed again.", f.editedText("export.json", (text) => text.replace('"acme"', '"acmf"')), f.refused(["MANIFEST_INVALID export.json", ...OTHER_PROVENANCE.slice(1), `SIGNATURE_INVALID ${MESSAGE}`])),
]; // prettier-ignore

function spareBit(text) {
  const at = text.indexOf("=") - 1;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return text.slice(0, at) + alphabet[alphabet.indexOf(text[at]) + 1] + text.slice(at + 1);
}

function plusOrder(signature) {
  const L = (1n << 252n) + 27742317777372353535851937790883648493n;
  let s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString("hex")}`) + L;
  const out = Buffer.from(signature);
  for (let i = 32; i < 64; i++, s >>= 8n) out[i] = Number(s & 0xffn);
  return out;
}
