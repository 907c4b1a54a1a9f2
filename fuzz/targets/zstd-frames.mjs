// The reader of zstd frames: bounded, the same in whatever pieces, and the inverse of the writer.
// The first byte of the input: bit 0 compresses the rest first, bits 1 to 3 choose the size of the pieces, bit 4 a tight bound.
import { zstdDecompressSync } from "node:zlib";
import { compressFrames, decodeFrames } from "../../packages/core/src/node/zstd-frames.ts";
import { expect, inPieces, outcomeOf } from "../expect.mjs";

const CODES = /^(DIGEST_MISMATCH|SIZE_MISMATCH)$/;
const PIECES = [1 << 20, 1, 3, 5, 17, 100, 1000, 4096];
const MAX_FRAME_BYTES = 1 << 20;

export async function fuzz(data) {
  if (data.length === 0) return;
  const [mode] = data;
  const pieceBytes = PIECES[(mode >> 1) & 7];
  const maxBytes = (mode & 16) === 0 ? 4 * MAX_FRAME_BYTES : 1000;
  const rest = data.subarray(1);
  if ((mode & 1) !== 0) return roundTrip(rest, pieceBytes);
  const whole = await outcomeOf(() => decoded(rest, rest.length + 1, maxBytes), CODES);
  const pieces = await outcomeOf(() => decoded(rest, pieceBytes, maxBytes), CODES);
  expect(whole.code === pieces.code, "the pieces change the code");
  if (whole.value === undefined) return;
  expect(whole.value.length <= maxBytes, "more than maxBytes");
  expect(whole.value.equals(pieces.value), "the pieces change the content");
  // Node decodes the first frame only.
  const first = zstdDecompressSync(rest);
  expect(whole.value.subarray(0, first.length).equals(first), "other content than Node's");
}

async function roundTrip(bytes, pieceBytes) {
  const frames = await compressFrames(bytes, { level: 1, frameBytes: 777 });
  const content = await decoded(Buffer.concat(frames), pieceBytes, bytes.length);
  expect(content.equals(bytes), "the round trip");
}

async function decoded(bytes, pieceBytes, maxBytes) {
  const parts = [];
  for await (const part of decodeFrames(inPieces(bytes, pieceBytes), { maxBytes, maxFrameBytes: MAX_FRAME_BYTES })) parts.push(part);
  return Buffer.concat(parts);
}
