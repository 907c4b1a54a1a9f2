// The three types of keys that every consumer can verify, and how each signs. It knows algorithms, no files.
import { createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { ExportError } from "../../errors/export-error.js";

/** What `keys generate --type` takes. RSA keys of other lengths can be imported. */
export const KEY_TYPES = ["p256", "ed25519", "rsa3072"] as const;

export type KeyType = (typeof KEY_TYPES)[number];

const RSA_BITS = { least: 2048, made: 3072, most: 4096 } as const;
/** OpenSSL's name for P-256. */
const P256 = "prime256v1";

const generatePair = promisify(generateKeyPair);

/** A new private key from the runtime's random generator. */
export async function generateKey(type: KeyType): Promise<KeyObject> {
  switch (type) {
    case "p256":
      return (await generatePair("ec", { namedCurve: P256 })).privateKey;
    case "ed25519":
      return (await generatePair("ed25519")).privateKey;
    case "rsa3072":
      return (await generatePair("rsa", { modulusLength: RSA_BITS.made })).privateKey;
    default:
      throw new TypeError(`no type of key: ${String(type satisfies never)}`);
  }
}

/** `p256`, `ed25519` or `rsa<bits>`. Throws KEY_UNSUPPORTED for every other key. */
export function keyTypeOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string {
  if (type === "ec" && details?.namedCurve === P256) return "p256";
  if (type === "ed25519") return type;
  const bits = details?.modulusLength ?? 0;
  if (type === "rsa" && bits >= RSA_BITS.least && bits <= RSA_BITS.most) return `rsa${bits}`;
  const found =
    type === "ec"
      ? `an EC key on ${details?.namedCurve ?? "its own curve"}`
      : type === "rsa"
        ? `an RSA key of ${bits} bits`
        : `a key of type ${type}`;
  throw new ExportError("ERR_EXPORT_KEY_UNSUPPORTED", `${found} cannot be used here`);
}

/** The digest that `sign` and `verify` of node:crypto take: ed25519 has its own. */
export function digestNameOf(key: KeyObject): "sha256" | null {
  return key.asymmetricKeyType === "ed25519" ? null : "sha256";
}

/** SubjectPublicKeyInfo in DER, of a public key or of the public half of a private one. */
export function spkiOf(key: KeyObject): Uint8Array {
  return (key.type === "private" ? createPublicKey(key) : key).export({ type: "spki", format: "der" });
}
