// Whether files are still those that were read: paths, sizes and times of change, as digests. It reads no file.
import { createHash } from "node:crypto";
import { type BigIntStats, realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { SourceState } from "@stella-export/core";
import type { ArchiveLimits } from "./archive/archive-limits.js";

/** Two writes within one tick of the kernel's clock leave one time; a tick is 10 ms at most. */
const TICK_NS = 50_000_000n;
/** Some file systems keep whole seconds, FAT even ones. */
const COARSE_TICK_NS = 2_000_000_000n;
const SECOND_NS = 1_000_000_000n;

/** Collects what is at one PATH, in the order in which it is walked. */
export class FileState {
  readonly #read = createHash("sha256");
  readonly #ignored = createHash("sha256");
  #settledAt = 0n;
  #isKnown = true;

  /** `limits` decide what is taken of an archive. Throws what the operating system says where the path is gone. */
  constructor(path: string, limits: ArchiveLimits) {
    this.#read.update(JSON.stringify([resolve(path), realpathSync(path), limits]));
  }

  /** A file that is read. What is not a regular file (a pipe) gives other bytes every time. */
  add(path: string | Buffer, stat: BigIntStats): void {
    if (!stat.isFile()) this.#isKnown = false;
    const { size, mtimeNs } = stat;
    this.#read.update(`\0${size} ${mtimeNs} `).update(path);
    const settledAt = mtimeNs + (mtimeNs % SECOND_NS === 0n ? COARSE_TICK_NS : TICK_NS);
    if (settledAt > this.#settledAt) this.#settledAt = settledAt;
  }

  /** An entry that is only counted. */
  addIgnored(path: string): void {
    this.#ignored.update("\0").update(path);
  }

  /** Ends it. */
  take(): SourceState | undefined {
    if (!this.#isKnown) return undefined;
    const readDigest = this.#read.digest("hex");
    return { digest: readDigest + this.#ignored.digest("hex"), readDigest, settledAt: this.#settledAt };
  }
}
