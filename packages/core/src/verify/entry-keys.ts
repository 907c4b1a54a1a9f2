// The record keys of one index: each behind the one before, and the first one the name of the file. It knows keys, not lines.
import { compareBytes } from "../bytes.js";
import { type Sha256, toHex } from "../digest.js";
import { folderOf, type Kind, KINDS } from "../records/kinds.js";
import { encodeRecordKey } from "../records/record-key.js";
import type { IndexEntry } from "./index-entry.js";

export class EntryKeys {
  first: Uint8Array | undefined;
  last: Uint8Array | undefined;
  readonly #kind: Kind | undefined;
  readonly #name: string;
  readonly #sha256: Sha256;

  /** `shard`: path of the shard, `data/FOLDER/NAME.jsonl`. */
  constructor(shard: string, sha256: Sha256) {
    const [, folder, file = ""] = shard.split("/");
    this.#kind = KINDS.find((kind) => folderOf(kind) === folder);
    this.#name = file.slice(0, file.indexOf("."));
    this.#sha256 = sha256;
  }

  /** What is wrong with the entry where it stands. */
  add({ source, path, id, digest }: IndexEntry): string | undefined {
    if (this.#kind === undefined) return "is of no kind";
    const key = encodeRecordKey({ kind: this.#kind, source, path, id, digest });
    const { last } = this;
    this.last = key;
    if (last !== undefined) return compareBytes(last, key) < 0 ? undefined : "does not follow the line before in key order";
    this.first = key;
    return toHex(this.#sha256.hash(key)).slice(0, this.#name.length) === this.#name
      ? undefined
      : "is not the record that the file is named by";
  }
}
