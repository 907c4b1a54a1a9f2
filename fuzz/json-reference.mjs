// The simplest right answers about JSON, to hold the fast ones against. It knows ECMAScript's JSON and RFC 8785, and none of our code.

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** `{ value }` where JSON.parse takes the bytes as UTF-8, else undefined. */
export function parsedByPlatform(bytes) {
  try {
    return { value: JSON.parse(decoder.decode(bytes)) };
  } catch {
    return undefined;
  }
}

/** RFC 8785 of a value without numbers beyond a double and without lone surrogates. */
export function rfc8785(value) {
  if (Array.isArray(value)) return `[${value.map(rfc8785).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort(); // by UTF-16 units, as the RFC has it
  return `{${keys.map((key) => `${JSON.stringify(key)}:${rfc8785(value[key])}`).join(",")}}`;
}
