// Puts right what a fuzzer cannot guess in a tar: the checksums of its headers.

const BLOCK = 512;
const [CHECKSUM, TYPE, MAGIC] = [148, 156, 257];

/** A copy in which every block that says `ustar` where headers do has its right checksum. */
export function withChecksums(bytes) {
  const tar = Buffer.from(bytes);
  for (let at = 0; at + BLOCK <= tar.length; at += BLOCK) {
    if (tar.toString("latin1", at + MAGIC, at + MAGIC + 5) !== "ustar") continue;
    tar.fill(0x20, at + CHECKSUM, at + TYPE);
    let sum = 0;
    for (let i = at; i < at + BLOCK; i++) sum += tar[i];
    tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + CHECKSUM, "latin1");
  }
  return tar;
}
