// Decoding takes chunks whose memory is used again for the next one, as a directory's files are read.
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { nodeDeepDecoder } from "./deep-decoder.js";

test("a gzip of several chunks in one buffer", async () => {
  const content = randomBytes(5 << 20);
  const packed = gzipSync(content);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const buffer = Buffer.alloc(1 << 18);
    for (let at = 0; at < packed.length; at += buffer.length) yield buffer.subarray(0, packed.copy(buffer, 0, at));
  }
  const parts: Uint8Array[] = [];
  for await (const part of nodeDeepDecoder.decode("gzip", chunks(), { maxBytes: content.length })) parts.push(new Uint8Array(part));
  expect(Buffer.concat(parts).equals(content)).toBe(true);
});
