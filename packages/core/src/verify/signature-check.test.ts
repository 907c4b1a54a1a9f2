import { describe, expect, it } from "vitest";
import { compareUtf8, concatBytes, decodeUtf8, encodeUtf8 } from "../bytes.js";
import { encodeCanonical } from "../canonical/canonical.js";
import { fixedClock } from "../clock.js";
import { nodeSha256 as sha256 } from "../node/sha256.js";
import { decodeBase64, encodeBase64 } from "../signing/base64.js";
import { buildFixture, type BundleFixture, entriesOf, readerOf, reseal } from "./bundle-fixture.js";
import type { VerifyResult } from "./result.js";
import { makeKey, signatureFilesOf, signFiles, type TestKey } from "./signed-fixture.js";
import { anyOf, type TrustedKey, type TrustPolicy } from "./trust/trust-policy.js";
import { verifyBundle, type VerifyOptions } from "./verify-bundle.js";

const bundle = await buildFixture({ sha256 });
const older = reseal(bundle, sha256, (manifest) => (manifest.sequence -= 1));
const otherTenant = reseal(bundle, sha256, (manifest) => (manifest.tenant = "other"));
const [a, b, c, ed, rsa] = await Promise.all([makeKey(), makeKey(), makeKey(), makeKey("ed25519"), makeKey("rsa")]);

/** Whatever JSON holds. */
type Json = ReturnType<typeof JSON.parse>;
type Case = readonly [name: string, files: () => Files, policy: TrustPolicy, ...expected: string[]];
type Files = ReadonlyMap<string, Uint8Array>;
const trusting = (...keys: readonly TestKey[]): TrustPolicy => anyOf(keys.map(({ publicKey }) => publicKey));
const trusted = (key: TestKey, more: Partial<TrustedKey> = {}): TrustedKey => ({ key: key.publicKey, revoked: false, ...more });
const policyOf = (keys: readonly TrustedKey[], threshold = 1): TrustPolicy => ({ keys, threshold, requireTimestamp: false });

async function verify(files: Files, policy: TrustPolicy, options: Partial<VerifyOptions> = {}): Promise<VerifyResult> {
  return verifyBundle(readerOf(entriesOf(files)), { sha256, mode: { kind: "signed", policy }, clock: fixedClock(0), ...options });
}

async function outcome(files: Files, policy: TrustPolicy): Promise<string[]> {
  const result = await verify(files, policy);
  expect(result.verdict).toBe(result.failures.length === 0 ? "verified" : "failed");
  return result.failures.map(({ code, path }) => `${code.slice("ERR_EXPORT_".length)} ${path}`);
}

const signedBy = (...keys: readonly TestKey[]): Map<string, Uint8Array> => signFiles(bundle.files, keys);
const folderOf = (key: TestKey): string => `signatures/${key.publicKey.keyId.slice(7)}`;
const SIG = "signatures/export.json.sig";
const MESSAGE = "signatures/export.json.sigstore.json";
const DSSE = "signatures/provenance.dsse.json";
const STATEMENT = "signatures/provenance.sigstore.json";

/** The bundle signed by `a` with one file edited. */
function edited(path: string, edit: (bytes: Uint8Array) => Uint8Array): Files {
  const files = signedBy(a);
  return files.set(path, edit(files.get(path) as Uint8Array));
}
const editedText = (path: string, edit: (text: string) => string): Files => edited(path, (bytes) => encodeUtf8(edit(decodeUtf8(bytes))));
const editedJson = (path: string, edit: (value: Json) => void): Files =>
  edited(path, (bytes) => {
    const value = JSON.parse(decodeUtf8(bytes));
    edit(value);
    return encodeCanonical(value);
  });

it.each(["2025-02-30T00:00:00Z", "1960-01-01T00:00:00Z"])("a trusted key does not make an instant of asOf %s", async (asOf) => {
  const { files } = reseal(bundle, sha256, (manifest) => (manifest.asOf = asOf));
  const limited = policyOf([trusted(a, { notBefore: 0, notAfter: 4_000_000_000 })]);
  for (const policy of [trusting(a), limited])
    expect(await outcome(signFiles(files, [a]), policy)).toEqual(["MANIFEST_INVALID export.json"]);
});

describe("a signed bundle", () => {
  it.each([
    ["P-256", a],
    ["Ed25519", ed],
    ["RSA", rsa],
  ])("is verified by its %s key, which is shown", async (_, key) => {
    const files = signedBy(key);
    const result = await verify(files, trusting(key));
    expect(result).toMatchObject({ verdict: "verified", failures: [], signers: [{ keyId: key.publicKey.keyId }] });
    expect(result.filesChecked).toBe(files.size);
    expect(result.bytesChecked).toBe([...files.values()].reduce((sum, bytes) => sum + bytes.length, 0));
    expect(Object.keys(result.signers[0] as object)).toEqual(["keyId"]);
  });

  it("may be signed by several, of whom one is known", async () => {
    const files = signedBy(a, b, ed);
    for (const key of [a, b, ed]) {
      expect(await verify(files, trusting(key))).toMatchObject({ verdict: "verified", signers: [{ keyId: key.publicKey.keyId }] });
    }
    const { signers } = await verify(files, trusting(ed, b, a));
    const further = [b, ed].map(({ publicKey }) => publicKey.keyId).toSorted(compareUtf8);
    expect(signers.map(({ keyId }) => keyId)).toEqual([a.publicKey.keyId, ...further]);
    expect(await outcome(files, trusting(c))).toEqual(
      [a, b, ed]
        .map((_, i) => `KEY_UNTRUSTED ${i === 0 ? "signatures" : folderOf([a, b, ed][i]!)}/export.json.sigstore.json`)
        .toSorted((x, y) => (x < y ? -1 : 1)),
    );
  });

  it("is read in any order", async () => {
    const files = signedBy(a, b);
    const entries = entriesOf(files);
    const late = [...entries.slice(0, 2), ...entries.slice(2).toReversed()];
    const mode = { kind: "signed", policy: trusting(b) } as const;
    expect((await verifyBundle(readerOf(late), { sha256, mode, clock: fixedClock(0) })).verdict).toBe("verified");
  });

  it("is not judged with integrity-only", async () => {
    const files = editedText(SIG, () => "nonsense");
    const result = await verify(files, trusting(a), { mode: { kind: "integrity-only" } });
    expect(result).toMatchObject({ verdict: "integrity-only", signers: [] });
  });
});

describe("refused are", () => {
  const CASES: readonly Case[] = [
    ["no signature", () => bundle.files, trusting(a), "SIGNATURE_MISSING signatures"],
    ["an unknown key", () => signedBy(a), trusting(b), `KEY_UNTRUSTED ${MESSAGE}`],
    ["no key at all", () => signedBy(a), policyOf([]), `KEY_UNTRUSTED ${MESSAGE}`],
    ["a threshold of nothing", () => bundle.files, policyOf([], 0), "SIGNATURE_MISSING signatures"],
    ["another's signature under a known hint", () => signFiles(bundle.files, [b], { hint: a.publicKey.hint }), trusting(a), ...[SIG, MESSAGE, DSSE, STATEMENT].map((path) => `SIGNATURE_INVALID ${path}`)],
    ["a signature over another manifest", () => signFiles(bundle.files, [a], { manifest: older.files.get("export.json")! }), trusting(a), `SIGNATURE_INVALID ${MESSAGE}`],
    ["the provenance of another bundle, signed", () => signFiles(bundle.files, [a], { provenance: older.files.get("provenance.json")! }), trusting(a), `PROVENANCE_MISMATCH ${DSSE}`, `PROVENANCE_MISMATCH ${STATEMENT}`],
    ["the signatures of an older bundle", () => new Map([...bundle.files, ...withFolder(signatureFilesOf(older.files, a))]), trusting(a), `SIGNATURE_INVALID ${MESSAGE}`, `PROVENANCE_MISMATCH ${DSSE}`, `PROVENANCE_MISMATCH ${STATEMENT}`],
    ["one detached signature of another tenant's bundle", () => mixed(otherTenant, "export.json.sig"), trusting(a), `SIGNATURE_INVALID ${SIG}`],
    ["one message bundle of another tenant", () => mixed(otherTenant, "export.json.sigstore.json"), trusting(a), `SIGNATURE_INVALID ${MESSAGE}`],
    ["one envelope of another tenant", () => mixed(otherTenant, "provenance.dsse.json"), trusting(a), `PROVENANCE_MISMATCH ${DSSE}`],
    ["a second signature where the first is expected", () => signedBy(a).set(SIG, encodeUtf8(encodeBase64(a.sign(bundle.files.get("export.json")!)))), trusting(a), `SIGNATURE_INVALID ${MESSAGE}`],
    ["the signature of a message where that of a statement is expected", () => editedJson(DSSE, (value) => (value.signatures[0].sig = decodeUtf8(signedBy(a).get(SIG)!))), trusting(a), `SIGNATURE_INVALID ${DSSE}`],
    ["an untrusted signer whose two signatures differ", () => signFiles(bundle.files, [b], {}).set(SIG, encodeUtf8(encodeBase64(b.sign(encodeUtf8("x"))))), trusting(a), `KEY_UNTRUSTED ${MESSAGE}`, `SIGNATURE_INVALID ${MESSAGE}`],
    ["two names for one key, in one bundle", () => editedJson(MESSAGE, (value) => (value.verificationMaterial.publicKey.hint = b.publicKey.hint)), trusting(a), `SIGNATURE_INVALID ${MESSAGE}`],
    ["two names for one key, in the other bundle", () => editedJson(STATEMENT, (value) => (value.verificationMaterial.publicKey.hint = b.publicKey.hint)), trusting(a), `SIGNATURE_INVALID ${STATEMENT}`],
    ["a further signer in another's folder", () => new Map([...signedBy(a), ...withFolder(signatureFilesOf(bundle.files, b), folderOf(c))]), trusting(a), `SIGNATURE_INVALID ${folderOf(c)}/export.json.sigstore.json`, `SIGNATURE_INVALID ${folderOf(c)}/provenance.sigstore.json`],
    ["the same signer twice", () => new Map([...signedBy(a), ...withFolder(signatureFilesOf(bundle.files, a), folderOf(a))]), trusting(a), `SIGNATURE_INVALID ${folderOf(a)}/export.json.sigstore.json`],
    ["the same signer twice, for a threshold", () => new Map([...signedBy(a), ...withFolder(signatureFilesOf(bundle.files, a), folderOf(a))]), policyOf([trusted(a), trusted(b)], 2), "THRESHOLD signatures", `SIGNATURE_INVALID ${folderOf(a)}/export.json.sigstore.json`],
    ["a known signer's bad signature beside a good one", () => signedBy(a, b).set(`${folderOf(b)}/export.json.sig`, signedBy(a).get(SIG)!), trusting(a, b), `SIGNATURE_INVALID ${folderOf(b)}/export.json.sig`],
    ["too few signers", () => signedBy(a), policyOf([trusted(a), trusted(b)], 2), "THRESHOLD signatures"],
    ["too few known signers", () => signedBy(a, c), policyOf([trusted(a), trusted(b)], 2), "THRESHOLD signatures", `KEY_UNTRUSTED ${folderOf(c)}/export.json.sigstore.json`],
    ["a revoked key", () => signedBy(a), policyOf([trusted(a, { revoked: true })]), `KEY_REVOKED ${MESSAGE}`],
    ["a revoked key, also inside its window", () => signedBy(a), policyOf([trusted(a, { revoked: true, notBefore: 0, notAfter: 9e9 })]), `KEY_REVOKED ${MESSAGE}`],
    ["a revoked key among those that must sign", () => signedBy(a, b), policyOf([trusted(a, { revoked: true }), trusted(b)], 2), "THRESHOLD signatures", `KEY_REVOKED ${MESSAGE}`],
    ["a key of another tenant", () => signedBy(a), policyOf([trusted(a, { tenants: ["other"] })]), `KEY_UNTRUSTED ${MESSAGE}`],
    ["a key of another profile", () => signedBy(a), policyOf([trusted(a, { profiles: ["json:policy"] })]), `KEY_UNTRUSTED ${MESSAGE}`],
    ["a key that was not valid yet", () => signedBy(a), policyOf([trusted(a, { notBefore: 1_735_787_046 })]), `KEY_NOT_YET_VALID ${MESSAGE}`],
    ["a key that was not valid any more", () => signedBy(a), policyOf([trusted(a, { notAfter: 1_735_787_044 })]), `KEY_EXPIRED ${MESSAGE}`],
    ["a certificate instead of a key", () => signFiles(bundle.files, [a], { edit: (set) => ({ message: withCertificate(set.message), statement: withCertificate(set.statement) }) }), trusting(a), `KEY_UNTRUSTED ${MESSAGE}`],
    ["a certificate in one bundle, a key in the other", () => signFiles(bundle.files, [a], { edit: (set) => ({ ...set, message: withCertificate(set.message) }) }), trusting(a), `SIGNATURE_INVALID ${MESSAGE}`],
  ]; // prettier-ignore

  it.each(CASES.map(([name, files, policy, ...expected]) => ({ name, files, policy, expected })))(
    "$name",
    async ({ files, policy, expected }) => {
      expect(await outcome(files(), policy)).toEqual(expected);
    },
  );
});

describe("trusted is still", () => {
  it.each([
    [
      "the first and last second of a key",
      () => signedBy(a),
      policyOf([trusted(a, { notBefore: 1_735_787_045, notAfter: 1_735_787_045 })]),
    ],
    [
      "a key for this tenant and profile",
      () => signedBy(a),
      policyOf([trusted(a, { tenants: ["acme", "other"], profiles: ["json:raw"] })]),
    ],
    ["a bundle that a revoked key signed too", () => signedBy(a, b), policyOf([trusted(a, { revoked: true }), trusted(b)])],
    ["a bundle that a stranger signed too", () => signedBy(c, a), policyOf([trusted(a), trusted(b)])],
    ["a threshold that is met", () => signedBy(c, b, a), policyOf([trusted(a), trusted(b)], 2)],
  ] as const)("%s", async (_, files, policy) => {
    expect(await outcome(files(), policy)).toEqual([]);
  });
});

describe("one form of each file", () => {
  const spare = (text: string): string =>
    text.replace(/([A-P])==$|([A-P])=$/, (end) => end.replace(/^./, (last) => String.fromCharCode(last.charCodeAt(0) + 1)));
  const SIG_FORMS: readonly (readonly [string, (text: string) => string])[] = [
    ["a line end", (text) => `${text}\n`],
    ["a blank in front", (text) => ` ${text}`],
    ["no padding", (text) => text.replace(/=+$/, "")],
    ["base64url", (text) => text.replaceAll("+", "-").replaceAll("/", "_")],
    ["spare bits", spare],
    ["nothing", () => ""],
    ["two", (text) => `${text}${text}`],
    ["JSON", (text) => JSON.stringify(text)],
    ["a byte order mark", (text) => `\ufeff${text}`],
    ["hex", (text) => Buffer.from(text, "base64").toString("hex")],
  ];
  it.each(SIG_FORMS)("no .sig with %s", async (_, edit) => {
    // Signatures differ from run to run: look for one whose base64 the edit changes.
    for (;;) {
      const files = signedBy(a);
      const text = decodeUtf8(files.get(SIG)!);
      if (edit(text) === text) continue;
      expect(await outcome(files.set(SIG, encodeUtf8(edit(text))), trusting(a))).toEqual([`SIGNATURE_INVALID ${SIG}`]);
      return;
    }
  });
  it("no .sig in raw DER", async () => {
    expect(
      await outcome(
        edited(SIG, (bytes) => decodeBase64(decodeUtf8(bytes))!),
        trusting(a),
      ),
    ).toEqual([`SIGNATURE_INVALID ${SIG}`]);
  });

  it.each([MESSAGE, DSSE, STATEMENT])("no white space, line end, mark, escape, repetition or order of its own in %s", async (path) => {
    const edits: readonly ((text: string) => string)[] = [
      (text) => `${text}\n`,
      (text) => ` ${text}`,
      (text) => `\ufeff${text}`,
      (text) => JSON.stringify(JSON.parse(text), null, 2),
      (text) => text.replace("a", "\\u0061"),
      (text) => text.replace(/\}$/, `,${text.slice(1, text.indexOf(",", text.indexOf(":")))}}`),
      (text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).toReversed())),
      (text) => text.slice(0, -1),
      () => "{}",
      () => "[]",
      () => "null",
      () => "",
    ];
    for (const edit of edits) expect(await outcome(editedText(path, edit), trusting(a))).toEqual([`SIGNATURE_INVALID ${path}`]);
  });

  const JSON_EDITS: readonly (readonly [string, string, (value: Json) => void])[] = [
    ["an unknown field", MESSAGE, (value) => (value.note = "x")],
    ["an unknown field", DSSE, (value) => (value.note = "x")],
    ["an unknown field", STATEMENT, (value) => (value.note = "x")],
    ["an unknown field beside the hint", MESSAGE, (value) => (value.verificationMaterial.publicKey.rawBytes = "AA==")],
    ["an unknown field beside the key", STATEMENT, (value) => (value.verificationMaterial.note = "x")],
    ["an unknown field of a signature", DSSE, (value) => (value.signatures[0].note = "x")],
    ["a keyid", DSSE, (value) => (value.signatures[0].keyid = a.publicKey.hint)],
    ["an empty keyid", DSSE, (value) => (value.signatures[0].keyid = "")],
    ["a keyid", STATEMENT, (value) => (value.dsseEnvelope.signatures[0].keyid = "")],
    ["a second signature", DSSE, (value) => value.signatures.push(value.signatures[0])],
    ["a second signature", STATEMENT, (value) => value.dsseEnvelope.signatures.push(value.dsseEnvelope.signatures[0])],
    ["no signature", DSSE, (value) => (value.signatures = [])],
    ["no signature", STATEMENT, (value) => delete value.dsseEnvelope.signatures],
    ["another payload type", DSSE, (value) => (value.payloadType = "application/json")],
    ["another payload type", STATEMENT, (value) => (value.dsseEnvelope.payloadType = "text/plain")],
    ["an envelope and a message", STATEMENT, (value) => (value.messageSignature = { signature: "AA==" })],
    ["a message and an envelope", MESSAGE, (value) => (value.dsseEnvelope = {})],
    ["a message where an envelope should be", STATEMENT, (value) => (Object.assign(value, { messageSignature: { signature: "AA==" } }), delete value.dsseEnvelope)],
    ["media type v0.2", MESSAGE, (value) => (value.mediaType = "application/vnd.dev.sigstore.bundle+json;version=0.2")],
    ["media type v0.4", STATEMENT, (value) => (value.mediaType = "application/vnd.dev.sigstore.bundle.v0.4+json")],
    ["no media type", MESSAGE, (value) => delete value.mediaType],
    ["no digest", MESSAGE, (value) => delete value.messageSignature.messageDigest],
    ["another digest", MESSAGE, (value) => (value.messageSignature.messageDigest.digest = encodeBase64(new Uint8Array(32)))],
    ["another algorithm", MESSAGE, (value) => (value.messageSignature.messageDigest.algorithm = "SHA2_512")],
    ["a number for the algorithm", MESSAGE, (value) => (value.messageSignature.messageDigest.algorithm = 1)],
    ["no hint", MESSAGE, (value) => (value.verificationMaterial.publicKey = {})],
    ["no hint", STATEMENT, (value) => delete value.verificationMaterial.publicKey],
    ["an empty hint", MESSAGE, (value) => (value.verificationMaterial.publicKey.hint = "")],
    ["an SSH fingerprint as hint", STATEMENT, (value) => (value.verificationMaterial.publicKey.hint = "SHA256:abc")],
    ["an empty list of timestamps", MESSAGE, (value) => (value.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [] })],
    ["log entries of a key", MESSAGE, (value) => (value.verificationMaterial.tlogEntries = [])],
    ["a payload with a line end", DSSE, (value) => (value.payload += "\n")],
    ["a signature with a line end", STATEMENT, (value) => (value.dsseEnvelope.signatures[0].sig += "\n")],
    ["snake case", STATEMENT, (value) => (Object.assign(value, { dsse_envelope: value.dsseEnvelope }), delete value.dsseEnvelope)],
  ]; // prettier-ignore
  it.each(JSON_EDITS)("%s in %s", async (_, path, edit) => {
    expect(await outcome(editedJson(path, edit), trusting(a))).toEqual([`SIGNATURE_INVALID ${path}`]);
  });

  it("takes no legacy signature beside a bundle", async () => {
    const files = editedJson(MESSAGE, (value) => (value.base64Signature = decodeUtf8(signedBy(a).get(SIG)!)));
    expect(await outcome(files, trusting(a))).toEqual([`SIGNATURE_INVALID ${MESSAGE}`]);
  });

  it("refuses a statement of another predicate type, wherever it stands", async () => {
    const foreign = (bytes: Uint8Array): Uint8Array =>
      encodeUtf8(decodeUtf8(bytes).replace("slsa.dev/provenance/v1", "slsa.dev/provenance/v0.2"));
    const provenance = foreign(bundle.files.get("provenance.json")!);
    expect(await outcome(signFiles(bundle.files, [a], { provenance }), trusting(a))).toEqual([
      `PROVENANCE_MISMATCH ${DSSE}`,
      `PROVENANCE_MISMATCH ${STATEMENT}`,
    ]);
    const files = signFiles(new Map([...bundle.files, ["provenance.json", provenance]]), [a]);
    expect(await outcome(files, trusting(a))).toEqual(["PROVENANCE_MISMATCH provenance.json"]);
  });
});

describe("files of signatures", () => {
  it("are refused when they lack, come twice or are too many", async () => {
    for (const path of [SIG, MESSAGE, DSSE, STATEMENT]) {
      const files = signedBy(a);
      files.delete(path);
      expect(await outcome(files, trusting(a))).toEqual([`FILE_MISSING ${path}`]);
    }
    const entries = entriesOf(signedBy(a));
    const twice = [...entries, ...entries.filter(({ path }) => path === SIG)];
    const mode = { kind: "signed", policy: trusting(a) } as const;
    for (const each of [mode, { kind: "integrity-only" } as const]) {
      const result = await verifyBundle(readerOf(twice), { sha256, mode: each, clock: fixedClock(0) });
      expect(result.failures.map(({ code, path }) => `${code} ${path}`)).toEqual([`ERR_EXPORT_FILE_DUPLICATE ${SIG}`]);
    }
  });

  it("are refused, and not parsed, when they are longer than what they sign and its witnesses can make them", async () => {
    const padded = (path: string, more: number): Files =>
      editedText(
        path,
        (text) =>
          `${text.slice(0, -1)},"z":[${Array(more / 3)
            .fill("{}")
            .join(",")}]}`,
      );
    for (const path of [MESSAGE, DSSE, STATEMENT]) {
      const { failures } = await verify(padded(path, 1_500_000), trusting(a));
      expect(failures).toEqual([{ code: "ERR_EXPORT_SIGNATURE_INVALID", path, message: expect.stringContaining("larger than the limit") }]);
    }
  });

  it("are refused when they are not what was announced", async () => {
    const entries = entriesOf(signedBy(a)).map((entry) => (entry.path === SIG ? { ...entry, sizeBytes: 4 } : entry));
    const result = await verifyBundle(readerOf(entries), { sha256, mode: { kind: "signed", policy: trusting(a) }, clock: fixedClock(0) });
    expect(result.failures.map(({ code, path }) => `${code} ${path}`)).toEqual([`ERR_EXPORT_SIGNATURE_INVALID ${SIG}`]);
  });
});

describe("one byte of a signature", () => {
  it("never passes changed, and its file is named", async () => {
    // A bundle without records, because each byte is one verification.
    const files = signFiles((await buildFixture({ sha256 }, [])).files, [a]);
    for (const path of [SIG, MESSAGE, DSSE, STATEMENT]) {
      const bytes = files.get(path)!;
      for (let at = 0; at < bytes.length; at++) {
        const changed = bytes.map((byte, i) => (i === at ? byte ^ 0x01 : byte));
        const result = await verify(new Map(files).set(path, changed), trusting(a));
        expect([...new Set(result.failures.map((failure) => failure.path))], `${path} byte ${at}`).toEqual([path]);
      }
    }
  });
});

function withFolder(files: Files, folder = "signatures"): [string, Uint8Array][] {
  return [...files].map(([name, bytes]) => [`${folder}/${name}`, bytes]);
}

function mixed(other: BundleFixture, name: string): Files {
  return signedBy(a).set(`signatures/${name}`, signatureFilesOf(other.files, a).get(name)!);
}

function withCertificate<T extends { readonly material: { readonly timestamps: readonly Uint8Array[] } }>(parts: T): T {
  const key = { kind: "certificate", certificate: concatBytes([a.spki]), tlogEntries: [] } as const;
  return { ...parts, material: { key, timestamps: parts.material.timestamps } };
}
