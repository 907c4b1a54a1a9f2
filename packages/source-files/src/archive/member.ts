// What a reader of an archive hands out: one regular file at a time. It knows no format.

export interface Member {
  /** Relative to the archive, normalised. */
  readonly path: string;
  /** False where the archive's name for it is not UTF-8; the path then has U+FFFD in it. */
  readonly isUtf8: boolean;
  /** As the archive announces it; `chunks` keeps to it or throws. */
  readonly sizeBytes: number;
  /** The bytes, at most once, and only until the next member is asked for. A chunk stays as it is. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** The members of one archive that a source reads. */
export interface MemberStream {
  readonly members: AsyncIterable<Member>;
  /** Members passed over since the last call. */
  takeIgnored(): number;
}
