import { createHash, generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../bytes.js";
import { nodeSha256 } from "../node/sha256.js";
import { decodeBase64, encodeBase64 } from "./base64.js";
import { IN_TOTO_PAYLOAD_TYPE } from "./dsse-envelope.js";
import { keyHintOf, keyIdOf } from "./key-id.js";
import { encodePae } from "./pae.js";
import { encodeSignatureSet, signatureFolder } from "./signature-set.js";
import { encodeMessageBundle } from "./sigstore-bundle.js";

const text = decodeUtf8;

describe("base64", () => {
  test("is that of Buffer, and is read back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const encoded = encodeBase64(bytes);
        expect(encoded).toBe(Buffer.from(bytes).toString("base64"));
        expect(decodeBase64(encoded)).toEqual(bytes);
      }),
    );
    const large = new Uint8Array(100_001).map((_, i) => i * 7);
    expect(encodeBase64(large)).toBe(Buffer.from(large).toString("base64"));
  });

  test("has one spelling", () => {
    for (const other of ["AA", "AAA", "AA=", "AB==", "AAB=", "A-A=", "AAA_", "AA==\n", " AA==", "AA==AA==", "====", "A", "AAA=A"]) {
      expect(decodeBase64(other)).toBeUndefined();
    }
    expect(decodeBase64("")).toEqual(new Uint8Array(0));
  });

  test("refuses every text that is not what the bytes encode to", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("A", "Q", "g", "w", "+", "/", "=", "_", "-", "z", " ", "\n"), maxLength: 12 }),
        (given) => {
          const bytes = decodeBase64(given);
          if (bytes !== undefined) expect(encodeBase64(bytes)).toBe(given);
        },
      ),
    );
  });
});

describe("the DSSE encoding", () => {
  test("is that of the protocol's own vector", () => {
    expect(text(encodePae("http://example.com/HelloWorld", encodeUtf8("hello world")))).toBe(
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    );
  });

  test("counts bytes, not characters", () => {
    expect(text(encodePae("é", encodeUtf8("€")))).toBe("DSSEv1 2 é 3 €");
    expect(text(encodePae("", new Uint8Array(0)))).toBe("DSSEv1 0  0 ");
  });
});

describe("a set of signatures", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const files = { manifest: encodeUtf8('{"a":1}'), provenance: encodeUtf8('{"_type":"x"}') };
  const pae = encodePae(IN_TOTO_PAYLOAD_TYPE, files.provenance);
  const material = { key: { kind: "publicKey", hint: keyHintOf(spki, nodeSha256) }, timestamps: [] } as const;
  const message = { signature: sign("sha256", files.manifest, privateKey), material };
  const statement = { signature: sign("sha256", pae, privateKey), material };

  test("is four files that a plain parser and node:crypto read", () => {
    const set = encodeSignatureSet(files, { message, statement }, nodeSha256);
    const json = (name: string) => JSON.parse(text(set.get(name) as Uint8Array));
    expect([...set.keys()]).toEqual(["export.json.sig", "export.json.sigstore.json", "provenance.dsse.json", "provenance.sigstore.json"]);
    expect(verify("sha256", files.manifest, publicKey, Buffer.from(text(set.get("export.json.sig") as Uint8Array), "base64"))).toBe(true);
    expect(json("export.json.sigstore.json")).toEqual({
      mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
      messageSignature: {
        messageDigest: { algorithm: "SHA2_256", digest: createHash("sha256").update(files.manifest).digest("base64") },
        signature: message.signature.toString("base64"),
      },
      verificationMaterial: { publicKey: { hint: createHash("sha256").update(spki).digest("base64") } },
    });
    const envelope = {
      payload: Buffer.from(files.provenance).toString("base64"),
      payloadType: "application/vnd.in-toto+json",
      signatures: [{ sig: statement.signature.toString("base64") }],
    };
    expect(json("provenance.dsse.json")).toEqual(envelope);
    expect(json("provenance.sigstore.json")).toEqual({
      mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
      dsseEnvelope: envelope,
      verificationMaterial: { publicKey: { hint: createHash("sha256").update(spki).digest("base64") } },
    });
  });

  test("lies in signatures/, a further signer's in a folder named by its key", () => {
    expect(signatureFolder()).toBe("signatures");
    const hex = createHash("sha256").update(spki).digest("hex");
    expect(keyIdOf(spki, nodeSha256)).toBe(`sha256:${hex}`);
    expect(signatureFolder(keyIdOf(spki, nodeSha256))).toBe(`signatures/${hex}`);
  });

  test("holds timestamps, and a certificate instead of a hint", () => {
    const key = { kind: "certificate", certificate: Uint8Array.of(1, 2), tlogEntries: [{ logIndex: "7" }] } as const;
    const bundle = encodeMessageBundle(files.manifest, Uint8Array.of(3), { key, timestamps: [Uint8Array.of(4)] }, nodeSha256);
    expect(JSON.parse(text(bundle)).verificationMaterial).toEqual({
      certificate: { rawBytes: "AQI=" },
      tlogEntries: [{ logIndex: "7" }],
      timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: "BA==" }] },
    });
  });
});
