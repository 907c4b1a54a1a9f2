// Tars in zstd as a source: with an even first byte the rest is the zstd stream, with an odd one the tar in it, its checksums made right.
import { zstdCompressSync } from "node:zlib";
import { checkArchive } from "../archive-check.mjs";
import { withChecksums } from "../tar-repair.mjs";

export async function fuzz(data) {
  if (data.length === 0) return;
  const rest = data.subarray(1);
  await checkArchive("tar.zst", (data[0] & 1) === 0 ? rest : zstdCompressSync(withChecksums(rest)));
}
