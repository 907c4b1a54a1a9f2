// The time-stamping authorities of the vectors: pkijs with fixed RSA keys, fixed serial numbers and given times.
import { createHash, createPrivateKey, createPublicKey, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(import.meta.dirname, "../../packages/core/package.json"));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
const [asn1js, pkijs] = await Promise.all([load("asn1js"), load("pkijs")]);
const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

export async function makeAuthority(
  name,
  { purpose = "1.3.6.1.5.5.7.3.8", notBefore = "2020-01-01T00:00:00Z", notAfter = "2040-01-01T00:00:00Z" } = {},
) {
  const key = createPrivateKey(readFileSync(join(import.meta.dirname, `${name}.pem`), "utf8"));
  const privateKey = await webcrypto.subtle.importKey("pkcs8", key.export({ type: "pkcs8", format: "der" }), RSA, false, ["sign"]);
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  const publicKey = await webcrypto.subtle.importKey("spki", spki, RSA, true, ["verify"]);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ value: 7 });
  for (const each of [certificate.issuer, certificate.subject]) {
    each.typesAndValues.push(new pkijs.AttributeTypeAndValue({ type: "2.5.4.3", value: new asn1js.Utf8String({ value: name }) }));
  }
  certificate.notBefore.value = new Date(notBefore);
  certificate.notAfter.value = new Date(notAfter);
  const usage = new pkijs.ExtKeyUsage({ keyPurposes: [purpose] });
  certificate.extensions = [
    new pkijs.Extension({ extnID: "2.5.29.37", critical: true, extnValue: usage.toSchema().toBER(), parsedValue: usage }),
  ];
  await certificate.subjectPublicKeyInfo.importKey(publicKey);
  await certificate.sign(privateKey, "SHA-256");
  const lines = Buffer.from(certificate.toSchema(true).toBER())
    .toString("base64")
    .match(/.{1,64}/g);
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
  return { pem, stamp: async (bytes, time, options) => stamp(certificate, privateKey, bytes, time, options) };
}

async function stamp(certificate, privateKey, bytes, time, { withCertificate = true } = {}) {
  const hash = (data) => Uint8Array.from(createHash("sha256").update(data).digest()).buffer;
  const content = new pkijs.TSTInfo({
    version: 1,
    policy: "1.2.3.4.1",
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: "2.16.840.1.101.3.4.2.1" }),
      hashedMessage: new asn1js.OctetString({ valueHex: hash(bytes) }),
    }),
    serialNumber: new asn1js.Integer({ value: 1 }),
    genTime: new Date(time),
  })
    .toSchema()
    .toBER();
  const attributes = [
    ["1.2.840.113549.1.9.3", new asn1js.ObjectIdentifier({ value: "1.2.840.113549.1.9.16.1.4" })],
    ["1.2.840.113549.1.9.4", new asn1js.OctetString({ valueHex: hash(Buffer.from(content)) })],
  ].map(([type, value]) => new pkijs.Attribute({ type, values: [value] }));
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
        signedAttrs: new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }),
      }),
    ],
    ...(withCertificate ? { certificates: [certificate] } : {}),
  });
  await signed.sign(privateKey, 0, "SHA-256", content);
  const token = new pkijs.ContentInfo({ contentType: "1.2.840.113549.1.7.2", content: signed.toSchema(true) });
  return Buffer.from(new pkijs.TimeStampResp({ status: new pkijs.PKIStatusInfo({ status: 0 }), timeStampToken: token }).toSchema().toBER());
}
