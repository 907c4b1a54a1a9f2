import { createPublicKey, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { compareUtf8, decodeUtf8, encodeUtf8, equalBytes } from "../bytes.js";
import { fixedClock } from "../clock.js";
import { ExportError } from "../errors/export-error.js";
import { nodeSha256 as sha256 } from "../node/sha256.js";
import { encodeBase64 } from "../signing/base64.js";
import { encodePae } from "../signing/pae.js";
import { buildFixture, entriesOf, readerOf, reseal } from "./bundle-fixture.js";
import { makeKey, type SignChange, signatureFilesOf, signFiles, type TestKey } from "./signed-fixture.js";
import type { IdentityPolicy } from "./trust/identity-policy.js";
import { verifyBundle } from "./verify-bundle.js";

const bundle = await buildFixture({ sha256 }, []);
const older = reseal(bundle, sha256, (manifest) => (manifest.sequence -= 1));
const [a, b, c] = await Promise.all([makeKey(), makeKey(), makeKey()]);

/** A stand-in for certificates: the "certificate" is the key itself, and whose key it is stands in a list. */
const policyFor = (...trusted: readonly TestKey[]): IdentityPolicy => ({
  description: { trustedRoot: "sha256:0", identity: "me", issuer: "us" },
  async judge(bytes, artifact) {
    const { verificationMaterial, messageSignature, dsseEnvelope } = JSON.parse(decodeUtf8(bytes));
    const spki = Uint8Array.from(Buffer.from(verificationMaterial.certificate.rawBytes, "base64"));
    if (!trusted.some((key) => equalBytes(key.spki, spki))) throw new ExportError("ERR_EXPORT_KEY_UNTRUSTED", "somebody else");
    const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    const signature = Buffer.from(messageSignature?.signature ?? dsseEnvelope.signatures[0].sig, "base64");
    const signed = dsseEnvelope === undefined ? artifact : encodePae(dsseEnvelope.payloadType, Buffer.from(dsseEnvelope.payload, "base64"));
    if (!verify("sha256", signed, key, signature)) throw new ExportError("ERR_EXPORT_SIGNATURE_INVALID", "no");
    return { spki, identity: "me", issuer: "us" };
  },
});

const certified = (message: TestKey, statement = message): SignChange => ({
  edit: (set) => ({
    message: {
      signature: set.message.signature,
      material: { key: { kind: "certificate", certificate: message.spki, tlogEntries: [] }, timestamps: [] },
    },
    statement: {
      signature: set.statement.signature,
      material: { key: { kind: "certificate", certificate: statement.spki, tlogEntries: [] }, timestamps: [] },
    },
  }),
});
const signedBy = (key: TestKey): Map<string, Uint8Array> => signFiles(bundle.files, [key], certified(key));
const further = (files: ReadonlyMap<string, Uint8Array>, key: TestKey, name = key): Map<string, Uint8Array> =>
  new Map([
    ...files,
    ...[...signatureFilesOf(bundle.files, key, certified(key))].map(
      ([file, bytes]) => [`signatures/${name.publicKey.keyId.slice(7)}/${file}`, bytes] as const,
    ),
  ]);

async function outcome(files: ReadonlyMap<string, Uint8Array>, policy: IdentityPolicy) {
  const result = await verifyBundle(readerOf(entriesOf(files)), { sha256, mode: { kind: "identity", policy }, clock: fixedClock(0) });
  expect(result.verdict).toBe(result.failures.length === 0 ? "verified" : "failed");
  return {
    signers: result.signers,
    failures: result.failures.map(({ code, path }) => `${code.slice(11)} ${path.replace(/^signatures\//, "")}`),
  };
}
const signerOf = (key: TestKey) => ({ keyId: key.publicKey.keyId, identity: "me", issuer: "us" });

describe("a certified signer", () => {
  it("is shown with its identity", async () => {
    expect(await outcome(signedBy(a), policyFor(a))).toEqual({ signers: [signerOf(a)], failures: [] });
  });

  it("may stand beside others that are not trusted, or have keys only", async () => {
    expect(await outcome(further(signedBy(b), a), policyFor(a))).toEqual({ signers: [signerOf(a)], failures: [] });
    const keyed = signFiles(bundle.files, [b]);
    expect(await outcome(further(keyed, a), policyFor(a))).toEqual({ signers: [signerOf(a)], failures: [] });
  });

  const CASES: readonly (readonly [string, () => ReadonlyMap<string, Uint8Array>, ...string[]])[] = [
    ["another identity", () => signedBy(b), "KEY_UNTRUSTED export.json.sigstore.json"],
    ["a key only", () => signFiles(bundle.files, [a]), "KEY_UNTRUSTED export.json.sigstore.json"],
    ["no signature", () => bundle.files, "SIGNATURE_MISSING signatures"],
    ["two keys", () => signFiles(bundle.files, [a], certified(a, c)), "SIGNATURE_INVALID provenance.sigstore.json"],
    ["a folder of another key", () => further(signedBy(b), a, c), `SIGNATURE_INVALID ${c.publicKey.keyId.slice(7)}/provenance.sigstore.json`, "KEY_UNTRUSTED export.json.sigstore.json"],
    ["another detached signature", () => signedBy(a).set("signatures/export.json.sig", encodeUtf8(encodeBase64(a.sign(encodeUtf8("x"))))), "SIGNATURE_INVALID export.json.sig"],
    ["signatures of an older bundle", () => new Map([...bundle.files, ...[...signFiles(older.files, [a], certified(a))].filter(([path]) => path.startsWith("signatures/"))]), "SIGNATURE_INVALID export.json.sigstore.json", "PROVENANCE_MISMATCH provenance.dsse.json", "PROVENANCE_MISMATCH provenance.sigstore.json"],
  ]; // prettier-ignore
  it.each(CASES.map(([name, files, ...expected]) => ({ name, files, expected })))("is refused with $name", async ({ files, expected }) => {
    expect((await outcome(files(), policyFor(a, c))).failures.toSorted(compareUtf8)).toEqual(expected.toSorted(compareUtf8));
  });
});
