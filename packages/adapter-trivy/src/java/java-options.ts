// Options of the profile `trivy:java-db`. It knows what they mean in words only.
import { type AdapterOptions, ExportError } from "@stella-export/core";

export interface JavaOptions extends AdapterOptions {
  /** The schema of the client's Java database: 1 for every Trivy from 0.37 on. */
  readonly schema: 1;
  /** From asOf until a client asks for a newer database. */
  readonly nextUpdateHours: number;
}

/** Three days, as upstream's, which is built daily. */
const DEFAULTS: JavaOptions = { schema: 1, nextUpdateHours: 72 };
const MAX_HOURS = 87_600;

/** Throws PROFILE_INVALID. */
export function parseJavaOptions(options: unknown): JavaOptions {
  const given = options as Partial<Record<keyof JavaOptions, unknown>>;
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(DEFAULTS, name));
  if (unknown.length > 0)
    throw invalid(
      "",
      `there is no ${unknown.map((name) => JSON.stringify(name)).join(", ")}; there are: ${Object.keys(DEFAULTS).join(", ")}`,
    );
  const { schema, nextUpdateHours } = { ...DEFAULTS, ...given };
  if (schema !== 1)
    throw invalid(
      "/schema",
      `schema ${JSON.stringify(schema)} is not known here; 1 is that of every Trivy from 0.37 to 0.74. For a newer one, use a version of Export Center that knows it`,
    );
  if (!(Number.isInteger(nextUpdateHours) && nextUpdateHours >= 1 && nextUpdateHours <= MAX_HOURS))
    throw invalid("/nextUpdateHours", `it is a whole number from 1 to ${MAX_HOURS}`);
  return { schema, nextUpdateHours };
}

function invalid(place: string, message: string): ExportError {
  return new ExportError("ERR_EXPORT_PROFILE_INVALID", `/spec/options${place}: ${message}`);
}
