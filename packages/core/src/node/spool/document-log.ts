// The digest and path of every document read, sorted, from which each source's snapshot digest is taken (contract: inputs).
import { ByteBuffer } from "../../byte-buffer.js";
import { type Digest, type Sha256, toDigest, toHex } from "../../digest.js";
import type { Sorted } from "./sorted-runs.js";
import type { Sorter } from "./sorter.js";

const HASH_CHUNK_BYTES = 1 << 18;
const GROUP_LENGTH = 4;

/** A group is one (source, kind), numbered by the caller in the order in which the digests are wanted. */
export class DocumentLog {
  readonly #sorter: Sorter;

  constructor(sorter: Sorter) {
    this.#sorter = sorter;
  }

  /** The digest is 32 raw bytes as U+0000–U+00FF. */
  add(group: number, sourceDigest: string, path: string): void {
    const { buffer } = this.#sorter;
    const start = buffer.length;
    for (let shift = 24; shift >= 0; shift -= 8) buffer.appendByte((group >>> shift) & 0xff);
    buffer.appendLatin1(sourceDigest);
    buffer.appendText(path);
    this.#sorter.commit(start, buffer.length, buffer.length, buffer.length);
  }
}

/** Snapshot digest of every group that has a document, from all that was added to logs. */
export function snapshotDigests(log: Sorted, sha256: Sha256): Map<number, Digest> {
  const digests = new Map<number, Digest>();
  const lines = new ByteBuffer(HASH_CHUNK_BYTES + 65_536);
  let hasher = sha256.create();
  let current = -1;
  const close = (): void => {
    hasher.update(lines.view());
    lines.length = 0;
    if (current >= 0) digests.set(current, toDigest(hasher.digest()));
  };
  const merge = log.merge();
  for (let top = merge.top; top !== undefined; merge.advance(), top = merge.top) {
    const { key } = top;
    const group = (((key[0] as number) << 24) | ((key[1] as number) << 16) | ((key[2] as number) << 8) | (key[3] as number)) >>> 0;
    if (group !== current) {
      close();
      hasher = sha256.create();
      current = group;
    } else if (lines.length >= HASH_CHUNK_BYTES) {
      hasher.update(lines.view());
      lines.length = 0;
    }
    lines.appendText(`${toHex(key, GROUP_LENGTH, GROUP_LENGTH + 32)}  `);
    lines.appendRange(key, GROUP_LENGTH + 32, top.keyLength);
    lines.appendByte(0x0a);
  }
  close();
  return digests;
}
