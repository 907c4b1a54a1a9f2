import { expect, test } from "vitest";
import { ByteBuffer } from "../byte-buffer.js";
import { aliasesRange, appendAliasesLength } from "./aliases-length.js";

test.each([
  [0, 1],
  [2, 1],
  [254, 1],
  [255, 5],
  [256, 5],
  [65_536, 5],
  [16_777_217, 5],
])("a length of %i takes %i bytes, and leads back to the aliases", (length, bytes) => {
  const buffer = new ByteBuffer();
  buffer.append(new Uint8Array(7).fill(255));
  buffer.append(new Uint8Array(length).fill(255));
  appendAliasesLength(buffer, length);
  expect(buffer.length).toBe(7 + length + bytes);
  expect(aliasesRange(buffer.bytes, buffer.length)).toEqual([7, 7 + length]);
});
