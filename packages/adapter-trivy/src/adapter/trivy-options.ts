// Options of the profile `trivy:db` (contract: Trivy profile options). It knows what they mean in words only.
import { type AdapterOptions, ExportError } from "@stella-export/core";

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
/** Ten years: more is a mistake, and some clients add to it. */
const MAX_HOURS = 87_600;

/** Throws PROFILE_INVALID. */
export function parseTrivyOptions(options: unknown): TrivyOptions {
  const given = options as Partial<Record<keyof TrivyOptions, unknown>>;
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(DEFAULTS, name));
  if (unknown.length > 0)
    throw invalid(
      "",
      `there is no ${unknown.map((name) => JSON.stringify(name)).join(", ")}; there are: ${Object.keys(DEFAULTS).join(", ")}`,
    );
  const parsed = { ...DEFAULTS, ...given };
  if (parsed.schema !== 2)
    throw invalid(
      "schema",
      `schema ${JSON.stringify(parsed.schema)} is not known here; 2 is that of every Trivy from 0.23 to 0.74. For a newer one, use a version of Export Center that knows it`,
    );
  for (const name of ["vex", "policy"] as const)
    if (parsed[name] !== "carry") throw invalid(name, `${JSON.stringify(parsed[name])} is not done here, only "carry"`);
  if (parsed.onUnmappable !== "report" && parsed.onUnmappable !== "fail") throw invalid("onUnmappable", 'it is "report" or "fail"');
  const hours = parsed.nextUpdateHours;
  if (!(Number.isInteger(hours) && hours >= 1 && hours <= MAX_HOURS))
    throw invalid("nextUpdateHours", `it is a whole number from 1 to ${MAX_HOURS}`);
  return parsed;
}

function invalid(name: string, message: string): ExportError {
  return new ExportError("ERR_EXPORT_PROFILE_INVALID", `/spec/options${name === "" ? "" : `/${name}`}: ${message}`);
}
