// Standard base64 with padding (RFC 4648 § 4): the one spelling that is written, and the only one that is read back.
// Runs anywhere; `Buffer` and `atob` would also take spellings that are not the one.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const FORM = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes gathered before they become text: `String.fromCharCode` takes its arguments on the stack. */
const CHUNK_BYTES = 0x8000;

export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  return btoa(binary);
}

/** The bytes; `undefined` for any text that {@link encodeBase64} would not have made (base64url, white space, spare bits, no padding). */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!FORM.test(text) || hasSpareBits(text)) return undefined;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** The last character before the padding holds 4 or 2 bits that belong to no byte. */
function hasSpareBits(text: string): boolean {
  if (text.endsWith("==")) return (ALPHABET.indexOf(text.charAt(text.length - 3)) & 0b1111) !== 0;
  return text.endsWith("=") && (ALPHABET.indexOf(text.charAt(text.length - 2)) & 0b11) !== 0;
}
