// Maven coordinates as CSV: each row becomes the JSON object that the JSONL form has (contract: Maven artifacts). The source document stays
// the row: its bytes are what the digest is of. A row ends at every line feed, which no coordinate holds: if quotes could hold one, a quote that is
// never closed would take all rows behind it along.
import { createHash, hash } from "node:crypto";
import { ByteBuffer, type Digest, type DocumentBatch, type DocumentReject, encodeUtf8, type ErrorCode } from "@stella-export/core";
import type { ByteSupply } from "./byte-supply.js";
import { parseCsvRow } from "./csv-rows.js";
import { lineBatches } from "./line-batches.js";

const COLUMNS = ["group_id", "artifact_id", "version", "sha1"];
/** U+FEFF in UTF-8, a character a byte. */
const BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The rows as documents. A file with another header than Maven's is one reject SHAPE_UNKNOWN; rows that are none are rejects. */
export async function* csvBatches(
  supply: ByteSupply,
  path: string,
  maxBytes: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<DocumentBatch, void> {
  const whole = createHash("sha256");
  let hasHeader = false;
  let begin = "";
  const heard: ByteSupply = async (into) => {
    const count = await supply(into);
    if (hasHeader) return count;
    whole.update(into.subarray(0, count));
    for (let at = 0; at < count && begin.length < BYTE_ORDER_MARK.length; at++) begin += String.fromCharCode(into[at] as number);
    return count;
  };
  const writer = new RowWriter();
  for await (const batch of lineBatches(heard, path, maxBytes, signal)) {
    const isFirst = !hasHeader;
    if (isFirst && !startsWithHeader(batch)) break;
    hasHeader = true;
    yield writer.toDocuments(batch, isFirst ? 1 : 0);
  }
  if (hasHeader) return;
  const rest = new Uint8Array(1 << 16);
  while ((await heard(rest)) > 0) signal?.throwIfAborted();
  const message =
    begin === BYTE_ORDER_MARK ? "the file begins with a byte order mark" : `the first row is not the header ${COLUMNS.join(",")}`;
  yield onlyReject({ path, line: 0, code: "ERR_EXPORT_SHAPE_UNKNOWN", message, sourceDigest: `sha256:${whole.digest("hex")}` });
}

function startsWithHeader(batch: DocumentBatch): boolean {
  if (batch.count === 0 || batch.lines[0] !== 1) return false;
  const fields = parseRow(batch.slab.subarray(batch.starts[0], batch.ends[0]));
  return fields?.length === COLUMNS.length && fields.every((field, i) => field === COLUMNS[i]);
}

function onlyReject(reject: DocumentReject): DocumentBatch {
  const none = new Uint32Array(0);
  return { count: 0, slab: new Uint8Array(0), starts: none, ends: none, lines: none, paths: [], rejects: [reject], ignored: 0 };
}

/** Writes rows as JSON, in memory that is used again for each batch. */
class RowWriter {
  readonly #json = new ByteBuffer();

  toDocuments(batch: DocumentBatch, from: number): DocumentBatch {
    const { slab, starts, ends, lines, paths } = batch;
    const rejects = [...batch.rejects];
    const sourceDigests: Digest[] = [];
    const kept = { starts: new Uint32Array(batch.count), ends: new Uint32Array(batch.count), lines: new Uint32Array(batch.count) };
    this.#json.length = 0;
    for (let i = from; i < batch.count; i++) {
      const row = slab.subarray(starts[i], ends[i]);
      const sourceDigest: Digest = `sha256:${hash("sha256", row)}`;
      const line = lines[i] as number;
      const fields = parseRow(row);
      if (fields?.length !== COLUMNS.length) {
        rejects.push({ path: paths[i] as string, line, ...reasonFor(fields), sourceDigest });
        continue;
      }
      const count = sourceDigests.push(sourceDigest) - 1;
      kept.starts[count] = this.#json.length;
      this.#json.append(encodeUtf8(toJson(fields)));
      kept.ends[count] = this.#json.length;
      kept.lines[count] = line;
    }
    // Rows of one file share its path.
    const count = sourceDigests.length;
    return { ...kept, count, slab: this.#json.bytes, paths: paths.slice(0, count), sourceDigests, rejects, ignored: batch.ignored };
  }
}

function parseRow(row: Uint8Array): string[] | undefined {
  try {
    return parseCsvRow(decoder.decode(row));
  } catch {
    return undefined;
  }
}

function reasonFor(fields: readonly string[] | undefined): { code: ErrorCode; message: string } {
  if (fields === undefined) return { code: "ERR_EXPORT_CSV_SYNTAX", message: "the row is not UTF-8, or its quotes are not as in RFC 4180" };
  return { code: "ERR_EXPORT_FORMAT_INVALID", message: `the row has ${fields.length} fields, not ${COLUMNS.length}` };
}

// Keys in canonical order.
function toJson([group_id, artifact_id, version, sha1]: readonly string[]): string {
  return JSON.stringify({ artifact_id, group_id, sha1, version });
}
