// The bbolt file format, version 2, as numbers (etcd-io/bbolt internal/common: page.go, meta.go, bucket.go, inode.go of 1.3 to 1.5).
// Everything is little endian. It knows the layout, neither how pages are found nor in which order they are written.

/** The page size that is written, and that every Trivy database has. Readers take the one that the file names. */
export const PAGE_BYTES = 4096;

/** id u64, flags u16, count u16, overflow u32. */
export const PAGE_HEADER_BYTES = 16;
/** A leaf's: flags u32, pos u32, key size u32, value size u32. A branch's: pos u32, key size u32, page u64. `pos` counts from the element. */
export const ELEMENT_BYTES = 16;
/** Page of the bucket's root u64 (0: the page follows inline), sequence u64. */
export const BUCKET_HEADER_BYTES = 16;
/** magic, version, page size, flags: u32 each; root page, sequence, freelist page, high water mark, transaction, checksum: u64 each. */
export const META_BYTES = 64;

export const BRANCH_PAGE = 0x01;
export const LEAF_PAGE = 0x02;
export const META_PAGE = 0x04;
export const FREELIST_PAGE = 0x10;
/** Flag of a leaf element whose value is a bucket. */
export const BUCKET_ELEMENT = 0x01;

export const MAGIC = 0xed0cdaed;
export const FORMAT_VERSION = 2;

export const MAX_KEY_BYTES = 32_768;
export const MAX_VALUE_BYTES = 2 ** 31 - 2;
/** A bucket lies inside its parent's page up to this part of a page, header of the inline page included. */
export const INLINE_DIVISOR = 4;
/** The format has no bound; this one keeps a walk over a hostile file off the end of the stack. */
export const MAX_BUCKET_DEPTH = 128;

const FNV_PRIME = 0x100000001b3n;

/** FNV-1a of 64 bits: the checksum of a meta, over its first 56 bytes. */
export function fnv1a64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * FNV_PRIME) & 0xffffffffffffffffn;
  return hash;
}

/** A view for whole numbers of `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
