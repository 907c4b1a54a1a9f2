// The encrypted private key file of cosign: PEM around JSON around NaCl's secretbox, the key from a password by scrypt.
// It knows the file, not what kind of key lies inside. Whatever cosign does not write is refused.
// Source: go-securesystemslib v0.11.0 encrypted/encrypted.go; cosign v3.1.2 pkg/cosign/keys.go.
import { randomBytes, scrypt } from "node:crypto";
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { decodeUtf8, encodeUtf8 } from "../../bytes.js";
import { ExportError } from "../../errors/export-error.js";
import { decodeBase64, encodeBase64 } from "../../signing/base64.js";

/** cosign before 1.13 wrote the first, later versions write the second. */
export const BOX_LABELS = ["ENCRYPTED COSIGN PRIVATE KEY", "ENCRYPTED SIGSTORE PRIVATE KEY"] as const;

/** The costs that Go's library accepts; any other would let a file choose how much memory its reader spends. */
const COSTS: readonly number[] = [32_768, 65_536, 131_072];
/** What cosign writes. */
const COST = 65_536;
const BLOCK_SIZE = 8;
const PARALLELIZATION = 1;
const SALT_BYTES = 32;
const NONCE_BYTES = 24;
const KEY_BYTES = 32;
const LINE_CHARACTERS = 64;

/** The JSON of a box. */
interface Box {
  readonly kdf: {
    readonly name: string;
    readonly params: { readonly N: number; readonly r: number; readonly p: number };
    readonly salt: string;
  };
  readonly cipher: { readonly name: string; readonly nonce: string };
  readonly ciphertext: string;
}

/**
 * The PKCS#8 DER inside the JSON of a box. Throws KEY_INVALID for what is no box, KEY_UNSUPPORTED for another derivation or cipher,
 * KEY_PASSWORD where the password (or a byte of the file) is wrong. Takes about 0.2 s and 64 MiB on a thread of its own, by design.
 */
export async function openKeyBox(json: Uint8Array, password: string): Promise<Uint8Array> {
  const box = parseBox(json);
  const { N, r, p } = box.kdf.params;
  if (box.kdf.name !== "scrypt" || !COSTS.includes(N) || r !== BLOCK_SIZE || p !== PARALLELIZATION) {
    throw unsupported(`the key file wants ${box.kdf.name} with N=${N}, r=${r}, p=${p}; cosign writes scrypt with N=${COST}, r=8, p=1`);
  }
  if (box.cipher.name !== "nacl/secretbox") throw unsupported(`the key file is encrypted with ${box.cipher.name}, not nacl/secretbox`);
  const salt = fieldBytes(box.kdf.salt, "salt", SALT_BYTES);
  const nonce = fieldBytes(box.cipher.nonce, "nonce", NONCE_BYTES);
  const ciphertext = fieldBytes(box.ciphertext, "ciphertext");
  const key = await deriveKey(password, salt, N);
  try {
    return xsalsa20poly1305(key, nonce).decrypt(ciphertext);
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_KEY_PASSWORD", "the password does not open the key file", { cause });
  }
}

/** The file around a key: text of a PEM block, as cosign writes it. */
export async function sealKeyBox(pkcs8: Uint8Array, password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const key = await deriveKey(password, salt, COST);
  const box: Box = {
    kdf: { name: "scrypt", params: { N: COST, r: BLOCK_SIZE, p: PARALLELIZATION }, salt: encodeBase64(salt) },
    cipher: { name: "nacl/secretbox", nonce: encodeBase64(nonce) },
    ciphertext: encodeBase64(xsalsa20poly1305(key, nonce).encrypt(pkcs8)),
  };
  const body = encodeBase64(encodeUtf8(JSON.stringify(box)));
  const [, label] = BOX_LABELS;
  return `-----BEGIN ${label}-----\n${body.replace(new RegExp(`.{${LINE_CHARACTERS}}(?=.)`, "g"), "$&\n")}\n-----END ${label}-----\n`;
}

function parseBox(json: Uint8Array): Box {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(json));
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_KEY_INVALID", "the key file is damaged: there is no JSON inside", { cause });
  }
  if (!isBox(value)) throw new ExportError("ERR_EXPORT_KEY_INVALID", "the key file is damaged: its members are not those of cosign");
  return value;
}

// By hand: a schema would have its library loaded before the password is on its way, and that takes as long as a sixth of the way.
function isBox(value: unknown): value is Box {
  return (
    hasExactly(value, ["kdf", "cipher", "ciphertext"]) &&
    hasExactly(value["kdf"], ["name", "params", "salt"]) &&
    hasExactly(value["kdf"]["params"], ["N", "r", "p"]) &&
    hasExactly(value["cipher"], ["name", "nonce"]) &&
    Object.values(value["kdf"]["params"]).every(Number.isInteger) &&
    [value["kdf"]["name"], value["kdf"]["salt"], value["cipher"]["name"], value["cipher"]["nonce"], value["ciphertext"]].every(
      (each) => typeof each === "string",
    )
  );
}

function hasExactly<K extends string>(value: unknown, members: readonly K[]): value is Record<K, unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Object.keys(value).length === members.length && members.every((name) => Object.hasOwn(value, name));
}

function fieldBytes(base64: string, name: string, length?: number): Uint8Array {
  const bytes = decodeBase64(base64);
  if (bytes === undefined || (length !== undefined && bytes.length !== length)) {
    throw new ExportError("ERR_EXPORT_KEY_INVALID", `the key file is damaged: the ${name} is not what it should be`);
  }
  return bytes;
}

function deriveKey(password: string, salt: Uint8Array, N: number): Promise<Uint8Array> {
  const options = { N, r: BLOCK_SIZE, p: PARALLELIZATION, maxmem: 256 * N * BLOCK_SIZE };
  return new Promise((resolve, reject) => {
    scrypt(encodeUtf8(password), salt, KEY_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

function unsupported(message: string): ExportError {
  return new ExportError("ERR_EXPORT_KEY_UNSUPPORTED", message);
}
