// RFC 3161 timestamps: the time at which a signature existed, by the word of an authority that is trusted. CMS and X.509 are pkijs's work and
// run on WebCrypto, so on Node and in a browser; here is which answers are taken. Nothing is asked of a network.
import type { Certificate, SignedData } from "pkijs";
import { equalBytes } from "../../bytes.js";
import { ExportError } from "../../errors/export-error.js";
import { decodeBase64 } from "../../signing/base64.js";
import type { TimestampAuthority } from "./trust-file.js";
import type { TimestampVerifier } from "./trust-policy.js";

const SIGNED_DATA = "1.2.840.113549.1.7.2";
const TST_INFO = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
/** SHA-256, SHA-384, SHA-512. */
const DIGESTS = ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];
/** Granted, and granted with modifications (RFC 3161 § 2.4.2). */
const GRANTED = [0, 1];
const MAX_RESPONSE_BYTES = 64 * 1024;

const PEM = /^\s*-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----\s*$/;

interface Authority extends Omit<TimestampAuthority, "certificates"> {
  readonly certificates: readonly Certificate[];
}

/** Opens the check for authorities, each of whose certificates is trusted. Throws TRUST_INVALID for a certificate that is none. */
export async function openTimestamps(authorities: readonly TimestampAuthority[]): Promise<TimestampVerifier> {
  const pkijs = await import("pkijs");
  const opened: Authority[] = authorities.map((authority, i) => ({
    ...authority,
    certificates: authority.certificates.map((pem) => {
      try {
        return pkijs.Certificate.fromBER(asBuffer(decodeBase64(PEM.exec(pem)?.[1]?.replaceAll(/[\r\n]/g, "") ?? "-")));
      } catch (cause) {
        const place = `/timestampAuthorities/${i}/certificates`;
        throw new ExportError("ERR_EXPORT_TRUST_INVALID", `the trust file at ${place}: not one PEM block CERTIFICATE`, { cause });
      }
    }),
  }));
  return {
    async timeOf(response, signature) {
      for (const authority of opened) {
        const time = await timeBy(authority, response, signature);
        if (time !== undefined) return time;
      }
      return undefined;
    },
  };
}

async function timeBy(authority: Authority, response: Uint8Array, signature: Uint8Array): Promise<number | undefined> {
  const { TSTInfo } = await import("pkijs");
  try {
    const signed = await signedDataOf(response);
    if (signed === undefined) return undefined;
    // The authority may have left its certificate out, as the one who asks has it.
    signed.certificates ??= [...authority.certificates];
    const content = signed.encapContentInfo.eContent;
    const info = content === undefined ? undefined : TSTInfo.fromBER(content.getValue());
    if (info === undefined || !DIGESTS.includes(info.messageImprint.hashAlgorithm.algorithmId)) return undefined;
    const isGood = await holds(signed, authority, signature);
    const time = Math.floor(info.genTime.getTime() / 1000);
    const { notBefore = time, notAfter = time } = authority;
    return isGood && time >= notBefore && time <= notAfter ? time : undefined;
  } catch (error) {
    // pkijs throws for whatever it cannot read and for chains that do not hold. What is broken here is not told apart from that, and refused.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** The CMS message in a whole TimeStampResp, in DER, with one signer. */
async function signedDataOf(response: Uint8Array): Promise<SignedData | undefined> {
  if (response.length > MAX_RESPONSE_BYTES) return undefined;
  const [asn1js, pkijs] = await Promise.all([import("asn1js"), import("pkijs")]);
  const parsed = asn1js.fromBER(asBuffer(response));
  if (parsed.offset !== response.length) return undefined;
  const { status, timeStampToken } = new pkijs.TimeStampResp({ schema: parsed.result });
  if (!GRANTED.includes(status.status) || timeStampToken?.contentType !== SIGNED_DATA) return undefined;
  const signed = new pkijs.SignedData({ schema: timeStampToken.content });
  const [signer] = signed.signerInfos;
  if (signed.encapContentInfo.eContentType !== TST_INFO || signed.signerInfos.length !== 1 || signer === undefined) return undefined;
  // What no signature covers may not vary either: attributes behind it, the list of digests, lengths and tags in another form.
  const digests = signed.digestAlgorithms.map(({ algorithmId }) => algorithmId);
  if (signer.unsignedAttrs !== undefined || digests.length !== 1 || digests[0] !== signer.digestAlgorithm.algorithmId) return undefined;
  const token = new pkijs.ContentInfo({ contentType: SIGNED_DATA, content: signed.toSchema(true) });
  const again = new pkijs.TimeStampResp({ status, timeStampToken: token }).toSchema().toBER();
  return equalBytes(new Uint8Array(again), response) ? signed : undefined;
}

/** Signature over these bytes, chain at that time up to a trusted certificate, and a certificate that is for timestamps and for nothing else. */
async function holds(signed: SignedData, authority: Authority, signature: Uint8Array): Promise<boolean> {
  const trustedCerts = [...authority.certificates];
  const attributes = signed.signerInfos[0]?.signedAttrs?.attributes.filter(({ type }) => type === CONTENT_TYPE) ?? [];
  if (attributes.length !== 1 || String(attributes[0]?.values[0]?.valueBlock) !== TST_INFO) return false;
  const data = asBuffer(signature);
  const { signatureVerified, signerCertificate, date } = await signed.verify({ signer: 0, data, extendedMode: true });
  if (signatureVerified !== true || !(signerCertificate instanceof Object) || date === undefined) return false;
  if (!isForTimestamps(signerCertificate)) return false;
  const der = new Uint8Array(signerCertificate.toSchema(true).toBER());
  if (trustedCerts.some((each) => equalBytes(new Uint8Array(each.toSchema(true).toBER()), der))) {
    return date >= signerCertificate.notBefore.value && date <= signerCertificate.notAfter.value;
  }
  const chained = await signed.verify({ signer: 0, data, trustedCerts, checkChain: true, extendedMode: true });
  return chained.signatureVerified === true && chained.signerCertificateVerified === true;
}

function isForTimestamps(certificate: Certificate): boolean {
  const usages = certificate.extensions?.filter(({ extnID }) => extnID === EXTENDED_KEY_USAGE) ?? [];
  const purposes: unknown = (usages[0]?.parsedValue as { keyPurposes?: unknown } | undefined)?.keyPurposes;
  return usages.length === 1 && Array.isArray(purposes) && purposes.length === 1 && purposes[0] === TIME_STAMPING;
}

function asBuffer(bytes: Uint8Array | undefined): ArrayBuffer {
  return Uint8Array.from(bytes ?? []).buffer;
}
