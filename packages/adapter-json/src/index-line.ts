// Writes the index entry of one record as canonical JSON, byte by byte: for small records the index is as large as the data.
import { type ByteBuffer, encodeUtf8, type RecordBatch } from "@stella-export/core";

const HEX = encodeUtf8("0123456789abcdef");
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

// The members in canonical order, with all that lies between their values.
const ALIASES = encodeUtf8('{"aliases":');
const DIGEST = encodeUtf8(',"digest":"sha256:');
const FILE = encodeUtf8('","file":"');
const ID = encodeUtf8('","id":');
const LENGTH = encodeUtf8(',"length":');
const OFFSET = encodeUtf8(',"offset":');
const PATH = encodeUtf8(',"path":');
const SOURCE = encodeUtf8(',"source":');
const SOURCE_DIGEST = encodeUtf8(',"sourceDigest":"sha256:');
const END = encodeUtf8('"}\n');

/** Appends the line of record `i`. `file` is the shard's path without codec suffix, so that the index does not depend on the codec. */
export function appendIndexLine(out: ByteBuffer, batch: RecordBatch, i: number, file: Uint8Array, offset: number, length: number): void {
  const { slab } = batch;
  out.append(ALIASES);
  out.appendRange(slab, batch.aliasesStart(i), batch.aliasesEnd(i));
  out.append(DIGEST);
  appendHex(out, slab, batch.digestStart(i));
  out.append(FILE);
  out.append(file);
  out.append(ID);
  appendQuoted(out, slab, batch.idStart(i), batch.digestStart(i) - 1);
  out.append(LENGTH);
  out.appendNumber(length);
  out.append(OFFSET);
  out.appendNumber(offset);
  out.append(PATH);
  appendQuoted(out, slab, batch.pathStart(i), batch.idStart(i) - 1);
  out.append(SOURCE);
  appendQuoted(out, slab, batch.sourceStart(i), batch.pathStart(i) - 1);
  out.append(SOURCE_DIGEST);
  appendHex(out, slab, batch.digestStart(i) + 32);
  out.append(END);
}

function appendHex(out: ByteBuffer, bytes: Uint8Array, start: number): void {
  out.reserve(64);
  const { bytes: target } = out;
  let at = out.length;
  for (let i = start; i < start + 32; i++) {
    const byte = bytes[i] as number;
    target[at++] = HEX[byte >> 4] as number;
    target[at++] = HEX[byte & 15] as number;
  }
  out.length = at;
}

/** UTF-8 as a JSON string in RFC 8785 form. Almost nothing needs an escape, so look before deciding how. */
function appendQuoted(out: ByteBuffer, bytes: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) {
      out.append(encodeUtf8(JSON.stringify(new TextDecoder().decode(bytes.subarray(start, end)))));
      return;
    }
  }
  out.appendByte(QUOTE);
  out.appendRange(bytes, start, end);
  out.appendByte(QUOTE);
}
