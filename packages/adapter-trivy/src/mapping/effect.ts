// What a document of a deciding source wants done: to which packages of the database, under which ids, with which versions. It knows
// documents and keys; what becomes of the rows is not its affair.
import { binariesOf } from "./binaries.js";
import type { OsvAffected, OsvRecord } from "./osv-record.js";
import { isKey, joiningKey } from "./package-name.js";
import { type Problem, unmappable } from "./problem.js";
import type { Decider } from "./role.js";
import { systemKeys } from "./system-rows.js";
import type { Versions } from "./taken-versions.js";
import { RED_HAT, type Target, targetOf } from "./target.js";
import { cveOf } from "./vulnerability-id.js";

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

/** Every id that a record goes by; a CVE also without a distribution's name before it. */
export function idsOf({ id, aliases, upstream }: Pick<OsvRecord, "id" | "aliases" | "upstream">): string[] {
  const ids = [id, ...aliases, ...upstream].flatMap((each) => {
    const cve = cveOf(each);
    return cve === undefined ? [each] : [cve, each];
  });
  return [...new Set(ids)].filter((each) => each !== "");
}

interface Places {
  readonly places: readonly EffectPlace[];
  readonly problem?: Problem;
}

/** The keys under which the database holds what the package's rows say; none, with the problem, where it holds no such package. */
export function placesOf(affected: OsvAffected, summary: string): Places {
  const target = targetOf(affected.ecosystem);
  if (target === "no-detector")
    return { places: [], problem: unmappable("ECOSYSTEM", "no detector of Trivy reads this ecosystem or release") };
  const keys = keysOf(target, affected, summary);
  if (keys.length === 0 || !keys.every(isKey))
    return { places: [], problem: unmappable("NAME", "the package's name cannot be a key of the database") };
  const place = placeOf(target);
  return { places: keys.map((packageKey) => ({ place, packageKey })) };
}

/** The same for what takes versions out: not of modules of which the package is only one's, nor of packages that are named on the side. */
export function takenPlacesOf(affected: OsvAffected, summary: string): Places {
  const target = targetOf(affected.ecosystem);
  const found = placesOf({ ...affected, ecosystemSpecific: {} }, summary);
  if (target === "no-detector" || target.kind === "language" || found.places.length < 2) return found;
  return { places: [], problem: unmappable("NAME", "the record does not say of which module the package is; it suppresses nothing") };
}

function placeOf(target: Exclude<Target, "no-detector">): string {
  return target.kind === "language" ? target.ecosystem : target.kind === "system" ? target.bucket : RED_HAT;
}

function keysOf(target: Exclude<Target, "no-detector">, affected: OsvAffected, summary: string): readonly string[] {
  if (target.kind === "language") return [joiningKey(target.ecosystem, affected.name)];
  if (target.kind === "red-hat") return systemKeys(affected, true, summary);
  const keys = systemKeys(affected, target.hasModules, summary);
  return target.hasBinaries ? [...new Set([...keys, ...binariesOf(affected, target.scheme).binaries.map(({ name }) => name)])] : keys;
}
