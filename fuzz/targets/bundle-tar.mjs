// The strict reader of our own tars: what it takes, our writer makes again byte for byte, in whatever pieces it comes.
// The first byte of the input: bit 0 repairs checksums, bits 1 to 3 choose the size of the pieces.
import { readTar, writeTar } from "@stella-export/core";
import { expect, inPieces, outcomeOf } from "../expect.mjs";
import { withChecksums } from "../tar-repair.mjs";

const CODES = /^(MANIFEST_INVALID|PATH_UNSAFE)$/;
const PIECES = [512, 1, 7, 511, 513, 1000, 4096, 100_000];

export async function fuzz(data) {
  if (data.length === 0) return;
  const tar = (data[0] & 1) === 0 ? data.subarray(1) : withChecksums(data.subarray(1));
  const whole = await outcomeOf(() => filesOf(inPieces(tar, 1 << 20)), CODES);
  const pieces = await outcomeOf(() => filesOf(inPieces(tar, PIECES[(data[0] >> 1) & 7])), CODES);
  expect(whole.code === pieces.code, "the pieces change the code");
  if (whole.value === undefined) return;
  const again = await madeAgain(whole.value);
  expect(again.equals(tar), "the writer would not have written this");
  expect((await madeAgain(pieces.value)).equals(again), "the pieces change the files");
}

async function filesOf(chunks) {
  const files = [];
  for await (const { path, kind, sizeBytes, chunks: content } of readTar(chunks)) {
    expect(kind === "file", "a kind other than file");
    const parts = [];
    for await (const part of content()) parts.push(Buffer.from(part));
    files.push({ path, sizeBytes, bytes: Buffer.concat(parts) });
  }
  return files;
}

async function madeAgain(files) {
  const parts = [];
  const entries = files.map(({ path, sizeBytes, bytes }) => ({ path, sizeBytes, chunks: () => inPieces(bytes, 1000) }));
  for await (const part of writeTar(entries)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
