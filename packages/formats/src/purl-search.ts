// Finds the package URLs of a document by the names of the members that hold them, in any spelling, and notices those that nobody can read.
import { type JsonScan, NONE } from "./json-scan.js";
import { MemberSearch, type Wanted } from "./member-search.js";

/** How a value begins that may be a package URL: the type is written in any case (purl specification, "Rules for each component"). */
const BEGINNINGS = ['"p', '"P'];

export class PurlSearch {
  readonly #search: MemberSearch;
  readonly #own: number;

  /** `own`: members that hold package URLs and nothing else. `shared`: members that hold other things too. */
  constructor(own: readonly string[], shared: readonly string[] = []) {
    const wanted = [
      ...own.map((name): Wanted => [name]),
      ...shared.flatMap((name) => BEGINNINGS.map((beginning): Wanted => [name, beginning])),
    ];
    this.#search = new MemberSearch(...(wanted as [Wanted, ...Wanted[]]));
    this.#own = own.length;
  }

  /** Calls `take` for each package URL, until it says no; false where a member of its own holds something else. */
  every(scan: JsonScan, take: (start: number) => boolean): boolean {
    for (let at = this.#search.next(scan.bytes, 0); at !== NONE; at = this.#search.next(scan.bytes, at)) {
      if (isPurlAt(scan, at)) {
        if (!take(at)) break;
      } else if (this.#search.found < this.#own && !isNothing(scan, at)) return false;
    }
    return true;
  }
}

/** True where a string begins at `start` that is meant as a package URL. */
export function isPurlAt({ bytes }: JsonScan, start: number): boolean {
  return (
    bytes[start] === 0x22 &&
    isLetter(bytes[start + 1], 0x70) &&
    isLetter(bytes[start + 2], 0x6b) &&
    isLetter(bytes[start + 3], 0x67) &&
    bytes[start + 4] === 0x3a
  );
}

function isLetter(byte: number | undefined, lower: number): boolean {
  return byte !== undefined && (byte | 0x20) === lower;
}

/** Null, or an empty string: there is no package URL. */
function isNothing(scan: JsonScan, start: number): boolean {
  return scan.isNull(start) || (scan.isString(start) && scan.stringEnd(start) === start + 2);
}
