// Writes the index entry of one record as canonical JSON, byte by byte: for small records the index is as large as the data.
import type { ByteBuffer } from "../../byte-buffer.js";
import { encodeUtf8 } from "../../bytes.js";
import type { RecordBatch } from "../../records/record-batch.js";

const HEX = encodeUtf8("0123456789abcdef");
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

// The members in canonical order, with all that lies between their values.
const ALIASES = encodeUtf8('{"aliases":');
const DIGEST = encodeUtf8(',"digest":"sha256:');
const FILE = encodeUtf8(',"file":"');
const END_OF_TEXT = encodeUtf8('"');
const ID = encodeUtf8(',"id":');
const LENGTH = encodeUtf8(',"length":');
const OFFSET = encodeUtf8(',"offset":');
const PATH = encodeUtf8(',"path":');
const SOURCE = encodeUtf8(',"source":');
const SOURCE_DIGEST = encodeUtf8(',"sourceDigest":"sha256:');
const END = encodeUtf8('"}\n');

/** Where a record lies. `file` is the shard's path without codec suffix, so that the index does not depend on the codec. */
export interface RecordPlace {
  readonly file: Uint8Array;
  readonly offset: number;
  readonly length: number;
}

/** Appends the line of record `i`; without a place for bundles whose records lie in no shard. */
export function appendIndexLine(out: ByteBuffer, batch: RecordBatch, i: number, place?: RecordPlace): void {
  const { slab } = batch;
  out.append(ALIASES);
  out.appendRange(slab, batch.aliasesStart(i), batch.aliasesEnd(i));
  out.append(DIGEST);
  appendHex(out, slab, batch.digestStart(i));
  out.append(END_OF_TEXT);
  if (place !== undefined) {
    out.append(FILE);
    out.append(place.file);
    out.append(END_OF_TEXT);
  }
  out.append(ID);
  appendQuoted(out, slab, batch.idStart(i), batch.digestStart(i) - 1);
  if (place !== undefined) {
    out.append(LENGTH);
    out.appendNumber(place.length);
    out.append(OFFSET);
    out.appendNumber(place.offset);
  }
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
