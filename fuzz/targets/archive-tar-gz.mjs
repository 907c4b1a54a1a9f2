// Gzipped tars as a source: with an even first byte the rest is the gzip, with an odd one the tar in it, its checksums made right.
import { gzipSync } from "node:zlib";
import { checkArchive } from "../archive-check.mjs";
import { withChecksums } from "../tar-repair.mjs";

export async function fuzz(data) {
  if (data.length === 0) return;
  const rest = data.subarray(1);
  await checkArchive("tar.gz", (data[0] & 1) === 0 ? rest : gzipSync(withChecksums(rest), { level: 1 }));
}
