// How many values a JSON text holds, so that one which would fill the memory is refused before it is parsed: a value that takes two bytes in the
// text takes a hundred there. It counts bytes and knows no grammar.

/** What a small text may hold, however short its values. */
const ROOM = 20_000;
/** Manifests and provenances hold a value in forty bytes and more. */
const BYTES_FOR_ONE = 16;

const [OBJECT, LIST, NEXT] = [0x7b, 0x5b, 0x2c] as const;

/** Values in the text, or more: what looks like the beginning of one in a string counts too. */
export function countValues(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === NEXT || byte === OBJECT || byte === LIST) count++;
  return count;
}

/** Whether the text holds more values than anything that is written here does. */
export function isTooDense(bytes: Uint8Array, count = countValues(bytes)): boolean {
  return count > ROOM + bytes.length / BYTES_FOR_ONE;
}
