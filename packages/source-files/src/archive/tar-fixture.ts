// Foreign and hostile tar archives for tests, built field by field. Test-only: not exported from the package.
import { concatBytes, encodeUtf8 } from "@stella-export/core";

const FIELDS = {
  name: [0, 100],
  size: [124, 12],
  checksum: [148, 8],
  type: [156, 1],
  link: [157, 100],
  magic: [257, 8],
  prefix: [345, 155],
} as const;

/** Text of each field, one character a byte. */
export type TarFields = Partial<Record<keyof typeof FIELDS, string>>;

export const TAR_END = new Uint8Array(1024);
export const GNU_MAGIC = "ustar  \0";

/** A header block with a right checksum, unless one is given. */
export function tarBlock(fields: TarFields): Uint8Array {
  const block = new Uint8Array(512);
  const all: TarFields = { size: octal(0), type: "0", magic: "ustar\u000000", ...fields };
  block.fill(0x20, 148, 156);
  for (const [field, text] of Object.entries(all)) {
    const [start, length] = FIELDS[field as keyof typeof FIELDS];
    if (text.length > length) throw new TypeError(`${field} has ${length} bytes`);
    for (let i = 0; i < text.length; i++) block[start + i] = text.charCodeAt(i);
  }
  if (fields.checksum !== undefined) return block;
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.set(encodeUtf8(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return block;
}

/** Header, content and padding. */
export function tarMember(name: string, content: string | Uint8Array = "", fields: TarFields = {}): Uint8Array {
  const bytes = typeof content === "string" ? encodeUtf8(content) : content;
  return concatBytes([tarBlock({ name, size: octal(bytes.length), ...fields }), bytes, new Uint8Array((512 - (bytes.length % 512)) % 512)]);
}

export function tarOf(...members: readonly Uint8Array[]): Uint8Array {
  return concatBytes([...members, TAR_END]);
}

/** A pax header whose records say their length rightly. `type` is `x`, or `g` for a global one. */
export function paxHeader(records: Readonly<Record<string, string>>, type = "x"): Uint8Array {
  return tarMember(
    "PaxHeaders/0",
    Object.entries(records)
      .map(([key, value]) => paxRecord(key, value))
      .join(""),
    { type },
  );
}

/** `LENGTH KEY=VALUE\n`; the length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (rest + String(length).length !== length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

/** GNU's header for a name of more than 100 bytes. */
export function longName(name: string): Uint8Array {
  return tarMember("././@LongLink", `${name}\0`, { type: "L", magic: GNU_MAGIC });
}

export function octal(value: number): string {
  return `${value.toString(8).padStart(11, "0")}\0`;
}
