// JSON Lines against the plainest way to cut them, with a bound that is small enough to be met, in whatever pieces they come.
// The first byte of the input: bits 0 to 2 choose the size of the pieces, bit 3 the bound.
import { isDeepStrictEqual } from "node:util";
import { StreamSource } from "@stella-export/source-files";
import { contentsOf, digestOf } from "../batches.mjs";
import { expect, inPieces } from "../expect.mjs";

const PIECES = [1 << 20, 1, 2, 3, 7, 64, 1000, 4096];

export async function fuzz(data) {
  if (data.length === 0) return;
  const [mode] = data;
  const limits = { documentBytes: (mode & 8) === 0 ? 20 : 1000, depth: 128 };
  const bytes = data.subarray(1);
  const source = new StreamSource("fuzz", inPieces(bytes, PIECES[mode & 7]));
  const { documents, rejects, ignored } = await contentsOf(source.read({ limits }));
  const plain = cutPlainly(Buffer.from(bytes), limits.documentBytes);
  expect(ignored === 0, "nothing is ignored");
  expect(isDeepStrictEqual(documents, plain.documents), "other documents");
  const places = rejects.map(({ line, code, sourceDigest }) => ({ line, code, sourceDigest }));
  expect(isDeepStrictEqual(places, plain.rejects), "other rejects");
}

function cutPlainly(bytes, maxBytes) {
  const found = { documents: [], rejects: [] };
  const lines = bytes.toString("latin1").split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (const [i, ended] of lines.entries()) {
    const text = ended.endsWith("\r") ? ended.slice(0, -1) : ended;
    const [line, digest] = [i + 1, digestOf(Buffer.from(text, "latin1"))];
    if (text.length > maxBytes) found.rejects.push({ line, code: "ERR_EXPORT_DOCUMENT_TOO_LARGE", sourceDigest: digest });
    else if (/[^ \t\r]/.test(text)) found.documents.push({ path: "-", line, text, digest });
  }
  return found;
}
