// Options of the profile `trivy:db` (contract: Trivy profile options). It knows what they mean in words only.
import type { AdapterOptions } from "@stella-export/core";
import { assertSchema, invalidOption, parseHours, withDefaults } from "../database/options.js";

export interface TrivyOptions extends AdapterOptions {
  /** The schema of the client's database: 2 for every Trivy from 0.23 on. */
  readonly schema: 2;
  /** VEX documents travel in `data/`. */
  readonly vex: "carry";
  /** Policy evaluations travel in `data/`. */
  readonly policy: "carry";
  readonly onUnmappable: "report" | "fail";
  /** From asOf until a client asks for a newer database. */
  readonly nextUpdateHours: number;
}

const DEFAULTS: TrivyOptions = { schema: 2, vex: "carry", policy: "carry", onUnmappable: "report", nextUpdateHours: 24 };

/** Throws PROFILE_INVALID. */
export function parseTrivyOptions(options: unknown): TrivyOptions {
  const { schema, vex, policy, onUnmappable, nextUpdateHours } = withDefaults(options, DEFAULTS);
  assertSchema(schema, 2, "0.23");
  for (const [name, value] of Object.entries({ vex, policy }))
    if (value !== "carry") throw invalidOption(name, `${JSON.stringify(value)} is not done here, only "carry"`);
  if (onUnmappable !== "report" && onUnmappable !== "fail") throw invalidOption("onUnmappable", 'it is "report" or "fail"');
  return { schema: 2, vex: "carry", policy: "carry", onUnmappable, nextUpdateHours: parseHours(nextUpdateHours) };
}
