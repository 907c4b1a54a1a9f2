// Texts of key files as keys: cosign's encrypted file, plain PKCS#8, SEC1 and PKCS#1, and public SPKI. It reads no disk and asks nobody.
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { ExportError } from "../../errors/export-error.js";
import { BOX_LABELS, openKeyBox } from "./key-box.js";
import { toKeyShape } from "../../verify/trust/key-shape.js";
import { keyTypeOf, spkiOf } from "./key-type.js";
import { type PemBlock, parsePem } from "./pem.js";

/** Called at most once, and only where the file is encrypted. */
export type PasswordSource = () => Promise<string>;

const PLAIN_LABELS: Readonly<Record<string, "pkcs8" | "sec1" | "pkcs1">> = {
  "PRIVATE KEY": "pkcs8",
  "EC PRIVATE KEY": "sec1",
  "RSA PRIVATE KEY": "pkcs1",
};

/** What `openssl ecparam -genkey` writes in front of a SEC1 key: the name of its curve, which the key holds itself too. */
const EC_PARAMETERS =
  /^\s*-----BEGIN EC PARAMETERS-----\r?\n[A-Za-z0-9+/=\s]*-----END EC PARAMETERS-----\r?\n(?=-----BEGIN EC PRIVATE KEY-----)/;

/** The key of an encrypted file, the only one that signs. Throws KEY_INVALID, KEY_UNSUPPORTED, KEY_PASSWORD and what `password` throws. */
export async function parseSigningKey(text: string, password: PasswordSource): Promise<KeyObject> {
  const block = parsePem(text);
  if (isBox(block)) return openBlock(block, password);
  throw new ExportError("ERR_EXPORT_KEY_UNSUPPORTED", `a file with ${block.label} is not an encrypted private key`, {
    hint: "`stella export keys import FILE --out PREFIX` makes a key file of an unencrypted key.",
  });
}

/** As {@link parseSigningKey}, but unencrypted files are taken too. */
export async function parsePrivateKey(text: string, password: PasswordSource): Promise<KeyObject> {
  const [parameters = ""] = EC_PARAMETERS.exec(text) ?? [];
  const block = parsePem(text.slice(parameters.length));
  if (isBox(block)) return openBlock(block, password);
  if (parameters !== "" && !asBuffer(block.bytes).includes(asBuffer(parsePem(parameters).bytes))) {
    throw new ExportError("ERR_EXPORT_KEY_INVALID", "the parameters in front of the key are not its own");
  }
  const form = PLAIN_LABELS[block.label];
  if (form !== undefined) return privateKeyOf(block.bytes, form);
  const hint = block.label === "ENCRYPTED PRIVATE KEY" ? { hint: "Decrypt it first: openssl pkey -in FILE -out PLAIN" } : {};
  throw new ExportError("ERR_EXPORT_KEY_UNSUPPORTED", `a file with ${block.label} is not a private key that can be read here`, hint);
}

/** The public key, or a private one as {@link parsePrivateKey} takes it. */
export async function parseAnyKey(text: string, password: PasswordSource): Promise<KeyObject> {
  if (!text.includes("-----BEGIN PUBLIC KEY-----")) return parsePrivateKey(text, password);
  const { bytes } = parsePem(text);
  return supported(() => createPublicKey({ key: asBuffer(bytes), format: "der", type: "spki" }), bytes);
}

function isBox({ label }: PemBlock): boolean {
  return (BOX_LABELS as readonly string[]).includes(label);
}

async function openBlock(block: PemBlock, password: PasswordSource): Promise<KeyObject> {
  return privateKeyOf(await openKeyBox(block.bytes, await password()), "pkcs8");
}

function privateKeyOf(der: Uint8Array, type: "pkcs8" | "sec1" | "pkcs1"): KeyObject {
  return supported(() => createPrivateKey({ key: asBuffer(der), format: "der", type }), der);
}

function supported(read: () => KeyObject, der: Uint8Array): KeyObject {
  if (!isOneSequence(der)) throw new ExportError("ERR_EXPORT_KEY_INVALID", "the key is cut, or bytes follow it");
  let key: KeyObject;
  try {
    key = read();
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_KEY_INVALID", "the key cannot be read", { cause });
  }
  keyTypeOf(key);
  // What a receiver would not take, nobody is to sign with.
  const shape = toKeyShape(spkiOf(key));
  if ("problem" in shape) {
    const usual = "openssl ec -in FILE -conv_form uncompressed -param_enc named_curve -out USUAL";
    const hint = key.asymmetricKeyType === "ec" ? { hint: `Write it in the usual form first: ${usual}` } : {};
    throw new ExportError("ERR_EXPORT_KEY_UNSUPPORTED", `nobody could verify by this key: ${shape.problem}`, hint);
  }
  return key;
}

/** True where the bytes are one DER SEQUENCE of exactly their length; OpenSSL takes what follows in silence. */
function isOneSequence(der: Uint8Array): boolean {
  const start = contentStart(der);
  if (der[0] !== 0x30 || start > der.length) return false;
  const first = der[1] as number;
  const length = first < 0x80 ? first : der.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  return start + length === der.length;
}

function contentStart(der: Uint8Array): number {
  const first = der[1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
