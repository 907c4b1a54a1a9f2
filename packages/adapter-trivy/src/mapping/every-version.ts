// What holds every version, in the words of each comparer: OSV's "0" comes before all of them, a comparer's 0 does not come before 0.0.0-alpha.
import type { VersionScheme } from "../versions/scheme.js";

/** Texts of ranges that hold every version together. */
export function everyVersion({ name }: VersionScheme): readonly string[] {
  return EVERY.get(name) ?? [">=0.0.0-0"];
}

/** Maven and RubyGems have no first version; to Bitnami's comparer nothing comes before 0. */
const EVERY: ReadonlyMap<string, readonly string[]> = new Map([
  ["pep440", [">=0.dev0"]],
  ["maven", [">=0", "<0"]],
  ["gem", [">=0", "<0"]],
  ["bitnami", [">=0"]],
]);
