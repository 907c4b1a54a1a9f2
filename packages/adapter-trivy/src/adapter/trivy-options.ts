// Options of the profile `trivy:db` (contract: Trivy profile options). It knows what they mean in words only.
import type { AdapterOptions } from "@stella-export/core";
import { assertSchema, invalidOption, parseHours, withDefaults } from "../database/options.js";
import { isOfTrivy } from "../mapping/data-source.js";
import { isObject } from "../mapping/json.js";
import { type Role, ROLES } from "../mapping/role.js";

export type StatementMode = "carry" | "apply";

export interface TrivyOptions extends AdapterOptions {
  /** The schema of the client's database: 2 for every Trivy from 0.23 on. */
  readonly schema: 2;
  /** By name of a source of the run; a source that is not named is public. */
  readonly sources: Readonly<Record<string, { readonly role: Role }>>;
  /** VEX documents travel in `data/`; `apply`: they also take out what they say is not affected. */
  readonly vex: StatementMode;
  /** The same of policy evaluations. */
  readonly policy: StatementMode;
  readonly onUnmappable: "report" | "fail";
  /** From asOf until a client asks for a newer database. */
  readonly nextUpdateHours: number;
}

const DEFAULTS: TrivyOptions = { schema: 2, sources: {}, vex: "carry", policy: "carry", onUnmappable: "report", nextUpdateHours: 24 };
const SOURCE_NAME = /^[a-z0-9-]{1,63}$/;

/** Throws PROFILE_INVALID. */
export function parseTrivyOptions(options: unknown): TrivyOptions {
  const { schema, sources, vex, policy, onUnmappable, nextUpdateHours } = withDefaults(options, DEFAULTS);
  assertSchema(schema, 2, "0.23");
  if (onUnmappable !== "report" && onUnmappable !== "fail") throw invalidOption("onUnmappable", 'it is "report" or "fail"');
  return {
    schema: 2,
    sources: parseSources(sources),
    vex: parseMode("vex", vex),
    policy: parseMode("policy", policy),
    onUnmappable,
    nextUpdateHours: parseHours(nextUpdateHours),
  };
}

/** Whether a source decides over what others say, or adds what is its own: then there is a report of it. */
export function isDeciding({ sources, vex, policy }: TrivyOptions): boolean {
  return [vex, policy].some((mode) => mode !== "carry") || Object.values(sources).some(({ role }) => role !== "public");
}

/** Of a source of the run. */
export function roleOf({ sources }: TrivyOptions, source: string): Role {
  return (Object.hasOwn(sources, source) ? sources[source]?.role : undefined) ?? "public";
}

function parseMode(name: string, given: unknown): StatementMode {
  if (given !== "carry" && given !== "apply") throw invalidOption(name, 'it is "carry" or "apply"');
  return given;
}

function parseSources(given: unknown): TrivyOptions["sources"] {
  if (!isObject(given)) throw invalidOption("sources", "it is an object: the name of a source → {role}");
  return Object.fromEntries(
    Object.entries(given).map(([name, source]) => {
      const place = `sources/${name}`;
      if (!SOURCE_NAME.test(name)) throw invalidOption(place, "a source's name is of a-z, 0-9 and -, at most 63 characters");
      if (!isObject(source)) throw invalidOption(place, `it is {role: ${ROLES.join(" | ")}}`);
      const { role } = withDefaults(source, { role: "public" }, place);
      const known = ROLES.find((each) => each === role);
      if (known === undefined) throw invalidOption(`${place}/role`, `it is one of: ${ROLES.join(", ")}`);
      if (known !== "public" && isOfTrivy(name))
        throw invalidOption(place, `${name} is a source of Trivy's own database; give a source that is ${known} another name`);
      return [name, { role: known }];
    }),
  );
}
