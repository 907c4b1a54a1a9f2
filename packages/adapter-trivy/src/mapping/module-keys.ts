// Under which keys Trivy looks for a package of AlmaLinux, Rocky Linux or Red Hat, where a package of a module has the module before its name
// (`httpd:2.4::mod_md`). That it is one is told by its versions, and which module by the erratum's summary. It knows names, no order of versions.
import { isNoVersion, type OsvAffected, type OsvEvent } from "./osv-record.js";
import { type Problem, unmappable, widened } from "./problem.js";

/** `httpd:2.4` as a word of `Moderate: httpd:2.4 security update`; what a slash or a comma follows counts too. */
const MODULE = /(?<![^\s(,;])[a-z0-9][\w.+-]*:[\w.+-]*[\w+-]/g;
/** What else has a colon in a title. */
const NO_MODULE = /^(?:[0-9.]+|bug|bz|rhbz|issue|cve|cwe|cpe|urn|https?):/;
/** An erratum is of one, at times of two; every package of the record is written under each. */
const MAX_MODULES = 16;

export interface SystemKeys {
  /** None where the package is of a module that nothing names. */
  readonly keys: readonly string[];
  /** Of those that are of a module. */
  readonly modules: number;
  /** Why there is no key, or more than the record may mean. */
  readonly problem?: Problem;
}

/** `hasModules`: whether packages of a module have a name of their own here. */
export function systemKeys({ name, ranges }: Pick<OsvAffected, "name" | "ranges">, hasModules: boolean, summary: string): SystemKeys {
  const plain = { keys: [name], modules: 0 };
  const kind = hasModules && name !== "" ? kindOf(ranges.flat()) : "plain";
  if (kind === "plain") return plain;
  const modules = modulesOf(summary);
  if (modules.length > MAX_MODULES)
    return {
      keys: [],
      modules: 0,
      problem: unmappable("NAME", `the summary names more than ${MAX_MODULES} modules of which the package may be`),
    };
  const keys = modules.map((module) => `${module}::${name}`);
  if (kind === "module")
    return keys.length > 0
      ? { keys, modules: keys.length }
      : { keys, modules: 0, problem: unmappable("NAME", "the package is of a module, and the record does not say of which") };
  if (keys.length === 0) return plain;
  const message = "no version tells whether the package is of the module that the summary names: it stands under both names";
  return { keys: [name, ...keys], modules: keys.length, problem: widened("", message) };
}

/** A version from which on something is affected may be cut short: it tells of a module only by naming one. */
function kindOf(events: readonly OsvEvent[]): "plain" | "module" | "unclear" {
  let kind: "plain" | "unclear" = "unclear";
  for (const { introduced, fixed, lastAffected, limit } of events) {
    const ends = [fixed, lastAffected, limit].filter(isTelling);
    if ([introduced, ...ends].some(isOfModule)) return "module";
    if (ends.length > 0) kind = "plain";
  }
  return kind;
}

function isOfModule(version: string): boolean {
  return version.includes(".module");
}

function isTelling(version: string): boolean {
  return version !== "" && version !== "*" && !isNoVersion(version);
}

let last: { readonly summary: string; readonly modules: readonly string[] } | undefined;

/** Each module that an erratum's summary names, once; of too many as many as show that they are. All packages of a record ask the same. */
function modulesOf(summary: string): readonly string[] {
  if (last?.summary === summary) return last.modules;
  const modules = new Set<string>();
  for (const [word] of summary.matchAll(MODULE)) {
    if (!NO_MODULE.test(word)) modules.add(word);
    if (modules.size > MAX_MODULES) break;
  }
  last = { summary, modules: [...modules] };
  return last.modules;
}
