// Which names an archive has used, so that none is used twice or is a file and a folder at once. It remembers fingerprints, not names:
// a million names of a kilobyte would be a gigabyte.
import { hash } from "node:crypto";
import type { ArchiveContext } from "./archive-context.js";
import { hiddenPart, isPassedOver, type MemberName } from "./member-name.js";

const FREE = 0;
const FILE = 1;
const FOLDER = 2;
/** A folder or file with a dot in front that has been counted as ignored; nothing below it counts again. */
const HIDDEN = 3;
type Use = typeof FREE | typeof FILE | typeof FOLDER | typeof HIDDEN;

const BOTH = "a name that is both a file and a folder";

/** The members of one archive. */
export class MemberRegister {
  readonly #context: ArchiveContext;
  readonly #uses = new FingerprintTable();
  #ignored = 0;

  constructor(context: ArchiveContext) {
    this.#context = context;
  }

  /** Throws ARCHIVE_UNSAFE for a name that is taken, SOURCE_LIMIT for one member too many. A folder may be named again. */
  add({ path, key, isFolder }: MemberName): void {
    if (path === "") return; // The root itself.
    if (isFolder) this.#folder(key);
    else {
      this.#context.addEntries(1);
      const before = this.#uses.put(key, FILE);
      if (before !== FREE) throw this.#context.unsafe(before === FILE ? "a name that occurs twice" : BOTH, path);
      this.#folderOf(key);
    }
    this.#countIgnored(path, isFolder);
  }

  /** Members passed over since the last call. */
  takeIgnored(): number {
    const count = this.#ignored;
    this.#ignored = 0;
    return count;
  }

  // A folder that is known has known parents, so that a million deep paths do not cost a million times their depth.
  #folder(path: string): void {
    const before = this.#uses.put(path, FOLDER);
    if (before === FILE) throw this.#context.unsafe(BOTH, path);
    if (before !== FREE) return;
    this.#context.addEntries(1);
    this.#folderOf(path);
  }

  #folderOf(path: string): void {
    const slash = path.lastIndexOf("/");
    if (slash > 0) this.#folder(path.slice(0, slash));
  }

  // As the walk of a folder counts: a hidden folder once, whatever is in it.
  #countIgnored(path: string, isFolder: boolean): void {
    const hidden = hiddenPart(path);
    if (hidden === undefined) {
      if (!isFolder && isPassedOver(path)) this.#ignored++;
    } else if (this.#uses.put(`${hidden}/.`, HIDDEN) === FREE) this.#ignored++;
  }
}

const WORDS = 4;

/** Open addressing over 126 bits of SHA-256. A collision could only refuse an archive, never let a second member of a name pass. */
class FingerprintTable {
  #slots = new Uint32Array(1024 * WORDS);
  #count = 0;

  /** What the name was used as before. A first use is kept, later ones are not. */
  put(name: string, use: Use): Use {
    const digest = hash("sha256", name, "buffer");
    const found = this.#find(digest);
    const before = ((this.#slots[found] as number) & 3) as Use;
    if (before !== FREE) return before;
    write(this.#slots, found, digest, use);
    this.#count++;
    if (this.#count * 4 > (this.#slots.length / WORDS) * 3) this.#grow();
    return FREE;
  }

  #find(digest: Uint8Array): number {
    const slots = this.#slots;
    const words = toWords(digest);
    const mask = slots.length / WORDS - 1;
    for (let at = words[1] & mask; ; at = (at + 1) & mask) {
      const base = at * WORDS;
      const first = slots[base] as number;
      if ((first & 3) === FREE) return base;
      if (first >>> 2 === words[0] >>> 2 && slots[base + 1] === words[1] && slots[base + 2] === words[2] && slots[base + 3] === words[3])
        return base;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    const mask = this.#slots.length / WORDS - 1;
    for (let from = 0; from < old.length; from += WORDS) {
      if (((old[from] as number) & 3) === FREE) continue;
      let at = (old[from + 1] as number) & mask;
      while (((this.#slots[at * WORDS] as number) & 3) !== FREE) at = (at + 1) & mask;
      this.#slots.set(old.subarray(from, from + WORDS), at * WORDS);
    }
  }
}

function toWords(digest: Uint8Array): [number, number, number, number] {
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
}

function write(slots: Uint32Array, at: number, digest: Uint8Array, use: Use): void {
  const words = toWords(digest);
  slots.set(words, at);
  slots[at] = ((words[0] & ~3) | use) >>> 0;
}
