// Brings artifacts into the order of the database, each file once. Sorting is done on scratch, so that memory does not grow with their number.
import { compareBytes, decodeUtf8, encodeUtf8, type Output, type SortedEntries, type Sorting } from "@stella-export/core";
import type { JavaArtifact } from "./java-artifact.js";

const SHA1_BYTES = 20;
const NUL = "\0";
const EMPTY = new Uint8Array(0);

export type JavaRow = Pick<JavaArtifact, "group" | "artifact" | "version" | "type" | "sha1">;

/**
 * Artifacts in any order go in; rows come out by group, artifact, version and SHA-1. A SHA-1 is there once, as in trivy-java-db: of several claims the main
 * archive's, then the smallest coordinates'.
 */
export class ArtifactOrder {
  readonly #output: Output;
  /** SHA-1, rank, coordinates. */
  readonly #bySha1: Sorting;

  constructor(output: Output) {
    this.#output = output;
    this.#bySha1 = output.sorting();
  }

  add({ group, artifact, version, type, isMain, sha1 }: JavaArtifact): void {
    this.#bySha1.add(joined(sha1, encodeUtf8([isMain ? "0" : "1", group, artifact, version, type].join(NUL))), EMPTY);
  }

  /** May be asked for once. */
  *rows(): Generator<JavaRow, void> {
    const byName = this.#output.sorting();
    for (const { sha1, names } of firstOfEach(this.#bySha1.entries())) byName.add(joined(names, sha1), EMPTY);
    for (const entries = byName.entries(); entries.next();) {
      const end = entries.key.length - SHA1_BYTES;
      const [group = "", artifact = "", version = "", type = ""] = decodeUtf8(entries.key.subarray(0, end)).split(NUL);
      yield { group, artifact, version, type: type === "aar" ? "aar" : "jar", sha1: new Uint8Array(entries.key.subarray(end)) };
    }
  }
}

function* firstOfEach(entries: SortedEntries): Generator<{ sha1: Uint8Array; names: Uint8Array }, void> {
  let last = EMPTY;
  while (entries.next()) {
    const sha1 = new Uint8Array(entries.key.subarray(0, SHA1_BYTES));
    if (compareBytes(sha1, last) === 0) continue;
    last = sha1;
    yield { sha1, names: new Uint8Array(entries.key.subarray(SHA1_BYTES + 2)) }; // behind the rank
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
