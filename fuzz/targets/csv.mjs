// Maven's CSV: every row is a document of four texts or a reject, and quoting a row's fields anew gives the same document.
// The first byte of the input: bits 0 to 2 choose the size of the pieces, bit 3 puts the header before the rest.
import { isDeepStrictEqual } from "node:util";
import { supplyOf } from "../../packages/source-files/src/byte-supply.ts";
import { csvBatches } from "../../packages/source-files/src/csv-batches.ts";
import { contentsOf } from "../batches.mjs";
import { expect, inPieces } from "../expect.mjs";

const PIECES = [1 << 20, 1, 2, 3, 7, 64, 1000, 4096];
const CODES = /^ERR_EXPORT_(CSV_SYNTAX|FORMAT_INVALID|SHAPE_UNKNOWN|DOCUMENT_TOO_LARGE)$/;
const FIELDS = ["group_id", "artifact_id", "version", "sha1"];
const HEADER = Buffer.from(`${FIELDS.join(",")}\n`);
const MAX_BYTES = 200;

export async function fuzz(data) {
  if (data.length === 0) return;
  const bytes = (data[0] & 8) === 0 ? data.subarray(1) : Buffer.concat([HEADER, data.subarray(1)]);
  const whole = await read(bytes, bytes.length + 1);
  expect(isDeepStrictEqual(await read(bytes, PIECES[data[0] & 7]), whole), "the pieces change the documents");
  for (const { code } of whole.rejects) expect(CODES.test(code), `a reject with ${code}`);
  const rows = whole.documents.map(({ text }) => JSON.parse(Buffer.from(text, "latin1").toString()));
  for (const row of rows) {
    expect(isDeepStrictEqual(Object.keys(row), FIELDS.toSorted()), "the members of a row, in order");
    expect(
      Object.values(row).every((value) => typeof value === "string"),
      "the fields are texts",
    );
  }
  if (rows.length === 0) return;
  // Quoting makes rows longer, so the bound is left out.
  const quoted = rows.map((row) => `${FIELDS.map((name) => `"${row[name].replaceAll('"', '""')}"`).join(",")}\r\n`);
  const again = await read(Buffer.from(HEADER + quoted.join("")), 4096, 1 << 20);
  expect(
    isDeepStrictEqual(
      again.documents.map(({ text }) => text),
      whole.documents.map(({ text }) => text),
    ),
    "quoting changes a document",
  );
}

async function read(bytes, pieceBytes, maxBytes = MAX_BYTES) {
  const contents = await contentsOf(csvBatches(supplyOf(inPieces(bytes, pieceBytes)), "fuzz.csv", maxBytes, undefined));
  contents.rejects.sort((a, b) => a.line - b.line); // within a batch their order is not promised
  return contents;
}
