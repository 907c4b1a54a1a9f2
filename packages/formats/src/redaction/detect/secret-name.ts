// Names of things that are secret, as they stand before a sign of assignment: password, client_secret, API key. It knows how they end.

const encoder = new TextEncoder();

/** In lower case. What comes before does not matter: `db_password` is a password. */
const NAMES = ["password", "passwd", "passphrase", "pwd", "secret", "token"].map((name) => encoder.encode(name));

/** `key` says nothing alone; after one of these it does. */
const KINDS_OF_KEY = "api access secret private auth account encryption signing shared master service client"
  .split(" ")
  .map((kind) => encoder.encode(kind));
const KEY = encoder.encode("key");

/** True where a name of something secret ends before `end`. */
export function endsSecretName(src: Uint8Array, end: number): boolean {
  return NAMES.some((name) => endsWith(src, end, name)) || (endsWith(src, end, KEY) && endsKindOfKey(src, end - KEY.length));
}

function endsKindOfKey(src: Uint8Array, end: number): boolean {
  const last = src[end - 1];
  const stem = last === 0x5f || last === 0x2d || last === 0x20 ? end - 1 : end;
  return KINDS_OF_KEY.some((kind) => endsWith(src, stem, kind));
}

function endsWith(src: Uint8Array, end: number, name: Uint8Array): boolean {
  const from = end - name.length;
  if (from < 0) return false;
  for (let i = name.length - 1; i >= 0; i--) if (((src[from + i] as number) | 0x20) !== name[i]) return false;
  return true;
}
