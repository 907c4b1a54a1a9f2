// What a document of a deciding source wants done: to which packages of the database, under which ids, with which versions. It knows
// documents and keys; what becomes of the rows is not its affair.
import type { OsvAffected, OsvRecord } from "./osv-record.js";
import { isKey, languageKeys, moduleKey } from "./package-name.js";
import { type Problem, unmappable } from "./problem.js";
import type { Decider } from "./role.js";
import type { Versions } from "./taken-versions.js";
import { type Target, targetOf } from "./target.js";

export interface Effect {
  readonly decider: Decider;
  /** Of the document that decides: for reports. */
  readonly recordId: string;
  readonly ecosystem: string;
  readonly name: string;
  /** Of any of these the effect is. */
  readonly ids: readonly string[];
  readonly versions: Versions;
  /** Of a statement: when it was made, in seconds. */
  readonly time?: number;
  /** A statement that the package is affected: it takes nothing, and is why an earlier statement of its kind does not either. */
  readonly isObjection?: boolean;
}

/** Where an effect is looked for: by the ecosystem of a language or the bucket of an operating system, and a key of a package. */
export interface EffectPlace {
  readonly place: string;
  readonly packageKey: string;
}

/** The bucket that has no bucket for each release. */
export const RED_HAT_PLACE = "Red Hat";

const CVE = /(?:^|-)(CVE-\d{4}-\d+)$/i;

/** Every id that a record goes by; a CVE also without a distribution's name before it. */
export function idsOf({ id, aliases, upstream }: Pick<OsvRecord, "id" | "aliases" | "upstream">): string[] {
  const ids = [id, ...aliases, ...upstream].flatMap((each) => {
    const cve = CVE.exec(each)?.[1]?.toUpperCase();
    return cve === undefined ? [each] : [cve, each];
  });
  return [...new Set(ids)].filter((each) => each !== "");
}

/** The keys under which the database holds the package; none, with the problem, where it holds no such package. */
export function placesOf(affected: OsvAffected, summary: string): { readonly places: readonly EffectPlace[]; readonly problem?: Problem } {
  const target = targetOf(affected.ecosystem);
  if (target === "no-detector")
    return { places: [], problem: unmappable("ECOSYSTEM", "no detector of Trivy reads this ecosystem or release") };
  const keys = keysOf(target, affected, summary);
  if (!keys.every(isKey)) return { places: [], problem: unmappable("NAME", "the package's name cannot be a key of the database") };
  const place = placeOf(target);
  return { places: keys.map((packageKey) => ({ place, packageKey })) };
}

function placeOf(target: Exclude<Target, "no-detector">): string {
  return target.kind === "language" ? target.ecosystem : target.kind === "system" ? target.bucket : RED_HAT_PLACE;
}

function keysOf(target: Exclude<Target, "no-detector">, { name, ranges }: OsvAffected, summary: string): readonly string[] {
  if (target.kind === "language") return languageKeys(target.ecosystem, name);
  const fixed = ranges.flat().map((event) => event.fixed);
  const hasModules = target.kind === "red-hat" || target.hasModules;
  return [(hasModules ? moduleKey(name, fixed, summary) : name) ?? ""];
}
