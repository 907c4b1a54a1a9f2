// What a document of a deciding source wants done: to which packages of the database, under which ids, with which versions. It knows
// documents and keys; what becomes of the rows is not its affair.
import { binariesOf } from "./binaries.js";
import { type SystemKeys, systemKeys } from "./module-keys.js";
import type { OsvAffected, OsvRecord } from "./osv-record.js";
import { isKey, joiningKey } from "./package-name.js";
import { type Problem, unmappable, widened } from "./problem.js";
import type { Decider } from "./role.js";
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
  /** Why there is none, or what more the record may mean. */
  readonly problem?: Problem;
}

/** The keys under which the database holds what the package's rows say; none, with the problem, where it holds no such package. */
export function placesOf(affected: OsvAffected, summary: string): Places {
  const target = targetOf(affected.ecosystem);
  if (target === "no-detector")
    return { places: [], problem: unmappable("ECOSYSTEM", "no detector of Trivy reads this ecosystem or release") };
  const { keys, problem } = keysOf(target, affected, summary);
  if (keys.length === 0 || !keys.every(isKey))
    return { places: [], problem: problem ?? unmappable("NAME", "the package's name cannot be a key of the database") };
  const place = placeOf(target);
  return { places: keys.map((packageKey) => ({ place, packageKey })) };
}

/**
 * The same for what takes versions out: not of modules of which the package is only one's, nor of packages that are named on the side. Where no
 * version tells whether it is of the one module that is named, it is of both names, as the record says of all of the package.
 */
export function takenPlacesOf(affected: OsvAffected, summary: string): Places {
  const target = targetOf(affected.ecosystem);
  const found = placesOf({ ...affected, ecosystemSpecific: {} }, summary);
  if (target === "no-detector" || target.kind === "language") return found;
  const { keys, modules } = keysOf(target, affected, summary);
  if (modules > 1) {
    const plain = found.places.filter(({ packageKey }) => packageKey === affected.name);
    const what = plain.length === 0 ? "nothing" : "what is of no module only";
    return { places: plain, problem: unmappable("NAME", `the record does not say of which module the package is; it suppresses ${what}`) };
  }
  if (keys.length <= found.places.length) return found;
  return { ...found, problem: widened("", "what the record lists in `binaries` stays: name each as a package of its own") };
}

function placeOf(target: Exclude<Target, "no-detector">): string {
  return target.kind === "language" ? target.ecosystem : target.kind === "system" ? target.bucket : RED_HAT;
}

function keysOf(target: Exclude<Target, "no-detector">, affected: OsvAffected, summary: string): SystemKeys {
  if (target.kind === "language") return { keys: [joiningKey(target.ecosystem, affected.name)], modules: 0 };
  const found = systemKeys(affected, target.kind === "red-hat" || target.hasModules, summary);
  if (target.kind === "red-hat" || !target.hasBinaries) return found;
  const binaries = binariesOf(affected, target.scheme).binaries.map(({ name }) => name);
  return { ...found, keys: [...new Set([...found.keys, ...binaries])] };
}
