// Binary packages of a source package as records of SUSE and openSUSE name them: `ecosystem_specific.binaries`, a list of objects from name to
// fixed version. Trivy asks for these names, and for no source's. It knows one affected package, no rows.
import type { VersionScheme } from "../versions/scheme.js";
import { isObject } from "./json.js";
import type { OsvAffected } from "./osv-record.js";
import { isKey } from "./package-name.js";
import { type Problem, rangeProblem, unmappable } from "./problem.js";
import { readSystemVersion } from "./version-text.js";

export interface Binary {
  readonly name: string;
  readonly fixed: string;
}

/** What of it cannot be read is a problem; the rest stands. */
export function binariesOf({ ecosystemSpecific }: OsvAffected, scheme: VersionScheme): { binaries: Binary[]; problems: Problem[] } {
  const binaries: Binary[] = [];
  const problems: Problem[] = [];
  const written = ecosystemSpecific["binaries"] ?? [];
  for (const each of Array.isArray(written) ? (written as unknown[]) : [written]) {
    if (!isObject(each)) {
      problems.push(unmappable("NAME", "`binaries` is no list of objects from name to version"));
      continue;
    }
    for (const [name, fixed] of Object.entries(each)) {
      if (!isKey(name)) problems.push(unmappable("NAME", "the name of a binary package cannot be a key of the database"));
      else if (typeof fixed !== "string" || readSystemVersion(fixed, scheme) === undefined)
        problems.push(rangeProblem("", `no comparer of Trivy reads the fixed version of the binary package ${name} (${scheme.name})`));
      else binaries.push({ name, fixed });
    }
  }
  return { binaries, problems };
}
