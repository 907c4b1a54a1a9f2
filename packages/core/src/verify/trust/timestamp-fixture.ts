// A time-stamping authority for tests, made of pkijs: answers are the same bytes each time, as RSA signs without chance.
// Test-only: not exported from the package.
import { Buffer } from "node:buffer";
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, webcrypto } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

export interface TestAuthority {
  readonly pem: string;
  /** A whole TimeStampResp over the bytes. */
  stamp(bytes: Uint8Array, time: string, change?: StampChange): Promise<Uint8Array>;
}

/** What a test wants to have different. */
export interface StampChange {
  readonly status?: number;
  readonly withCertificate?: boolean;
  readonly digest?: "sha1" | "sha256" | "sha512";
}

export interface AuthorityOptions {
  readonly key?: KeyObject;
  /** Key purpose; default time stamping. */
  readonly purpose?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
}

const OIDS = { sha1: "1.3.14.3.2.26", sha256: "2.16.840.1.101.3.4.2.1", sha512: "2.16.840.1.101.3.4.2.3" };
const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

export async function makeAuthority(options: AuthorityOptions = {}): Promise<TestAuthority> {
  const key = options.key ?? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const pkcs8 = key.export({ type: "pkcs8", format: "der" });
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  const privateKey = await webcrypto.subtle.importKey("pkcs8", pkcs8, RSA, false, ["sign"]);
  const publicKey = await webcrypto.subtle.importKey("spki", spki, RSA, true, ["verify"]);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ value: 7 });
  for (const name of [certificate.issuer, certificate.subject]) {
    name.typesAndValues.push(
      new pkijs.AttributeTypeAndValue({ type: "2.5.4.3", value: new asn1js.Utf8String({ value: "test authority" }) }),
    );
  }
  certificate.notBefore.value = new Date(options.notBefore ?? "2020-01-01T00:00:00Z");
  certificate.notAfter.value = new Date(options.notAfter ?? "2040-01-01T00:00:00Z");
  const usage = new pkijs.ExtKeyUsage({ keyPurposes: [options.purpose ?? "1.3.6.1.5.5.7.3.8"] });
  certificate.extensions = [
    new pkijs.Extension({ extnID: "2.5.29.37", critical: true, extnValue: usage.toSchema().toBER(), parsedValue: usage }),
  ];
  await certificate.subjectPublicKeyInfo.importKey(publicKey);
  await certificate.sign(privateKey, "SHA-256");
  const der = Buffer.from(certificate.toSchema(true).toBER());
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    stamp: async (bytes, time, change = {}) => stampWith(certificate, privateKey, bytes, time, change),
  };
}

async function stampWith(
  certificate: pkijs.Certificate,
  privateKey: webcrypto.CryptoKey,
  bytes: Uint8Array,
  time: string,
  { status = 0, withCertificate = true, digest = "sha256" }: StampChange,
): Promise<Uint8Array> {
  const hashed = createHash(digest).update(bytes).digest();
  const info = new pkijs.TSTInfo({
    version: 1,
    policy: "1.2.3.4.1",
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: OIDS[digest] }),
      hashedMessage: new asn1js.OctetString({ valueHex: Uint8Array.from(hashed).buffer }),
    }),
    serialNumber: new asn1js.Integer({ value: 1 }),
    genTime: new Date(time),
  });
  const content = info.toSchema().toBER();
  const signed = new pkijs.SignedData({
    version: 3,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({
      eContentType: "1.2.840.113549.1.9.16.1.4",
      eContent: new asn1js.OctetString({ valueHex: content }),
    }),
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        signedAttrs: new pkijs.SignedAndUnsignedAttributes({
          type: 0,
          attributes: [
            attribute("1.2.840.113549.1.9.3", new asn1js.ObjectIdentifier({ value: "1.2.840.113549.1.9.16.1.4" })),
            attribute(
              "1.2.840.113549.1.9.4",
              new asn1js.OctetString({ valueHex: Uint8Array.from(createHash("sha256").update(Buffer.from(content)).digest()).buffer }),
            ),
          ],
        }),
      }),
    ],
    ...(withCertificate ? { certificates: [certificate] } : {}),
  });
  await signed.sign(privateKey, 0, "SHA-256", content);
  const token = new pkijs.ContentInfo({ contentType: "1.2.840.113549.1.7.2", content: signed.toSchema(true) });
  return new Uint8Array(new pkijs.TimeStampResp({ status: new pkijs.PKIStatusInfo({ status }), timeStampToken: token }).toSchema().toBER());
}

function attribute(type: string, value: asn1js.ObjectIdentifier | asn1js.OctetString): pkijs.Attribute {
  return new pkijs.Attribute({ type, values: [value] });
}
