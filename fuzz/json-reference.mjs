// The simplest right answers about JSON, to hold the fast ones against. It knows RFC 8259 and RFC 8785, and none of our code.
//
// Objects are not JSON.parse's: V8 13 and 14 give an escaped key another name once an object with a key that begins with a backslash has
// been parsed (nodejs/node#63785; this fuzzer found it too). Strings and numbers are.

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const SPACE = /[ \t\n\r]*/y;
const SCALAR =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

/** `{ value }` where the bytes are one JSON document in UTF-8, else undefined. Objects have no prototype; of two equal keys the last holds. */
export function parsedPlainly(bytes) {
  try {
    const reader = { text: decoder.decode(bytes), at: 0 };
    const value = valueAt(reader);
    skip(reader, SPACE);
    return reader.at === reader.text.length ? { value } : undefined;
  } catch (error) {
    // RangeError: nested deeper than anything that is taken.
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** RFC 8785 of a value without numbers beyond a double and without lone surrogates. */
export function rfc8785(value) {
  if (Array.isArray(value)) return `[${value.map(rfc8785).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort(); // by UTF-16 units, as the RFC has it
  return `{${keys.map((key) => `${JSON.stringify(key)}:${rfc8785(value[key])}`).join(",")}}`;
}

function valueAt(reader) {
  skip(reader, SPACE);
  const first = reader.text[reader.at];
  if (first === "[") return listAt(reader, "]", () => valueAt(reader));
  if (first === "{") return objectAt(reader);
  return JSON.parse(skip(reader, SCALAR));
}

function objectAt(reader) {
  const object = Object.create(null);
  listAt(reader, "}", () => {
    skip(reader, SPACE);
    if (reader.text[reader.at] !== '"') throw new SyntaxError("no key");
    const key = JSON.parse(skip(reader, SCALAR));
    expectMark(reader, ":");
    object[key] = valueAt(reader);
  });
  return object;
}

function listAt(reader, end, item) {
  reader.at++;
  skip(reader, SPACE);
  if (reader.text[reader.at] === end) {
    reader.at++;
    return [];
  }
  const items = [item()];
  while (expectMark(reader, `,${end}`) === ",") items.push(item());
  return items;
}

function expectMark(reader, marks) {
  skip(reader, SPACE);
  const mark = reader.text[reader.at++];
  if (mark === undefined || !marks.includes(mark)) throw new SyntaxError(`not one of ${marks}`);
  return mark;
}

function skip(reader, pattern) {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text);
  if (match === null) throw new SyntaxError("no JSON");
  reader.at = pattern.lastIndex;
  return match[0];
}
