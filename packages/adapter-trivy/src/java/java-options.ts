// Options of the profile `trivy:java-db`. It knows what they mean in words only.
import type { AdapterOptions } from "@stella-export/core";
import { assertSchema, parseHours, withDefaults } from "../database/options.js";

export interface JavaOptions extends AdapterOptions {
  /** The schema of the client's Java database: 1 for every Trivy from 0.37 on. */
  readonly schema: 1;
  /** From asOf until a client asks for a newer database. */
  readonly nextUpdateHours: number;
}

/** Three days, as upstream's, which is built daily. */
const DEFAULTS: JavaOptions = { schema: 1, nextUpdateHours: 72 };

/** Throws PROFILE_INVALID. */
export function parseJavaOptions(options: unknown): JavaOptions {
  const { schema, nextUpdateHours } = withDefaults(options, DEFAULTS);
  assertSchema(schema, 1, "0.37");
  return { schema: 1, nextUpdateHours: parseHours(nextUpdateHours) };
}
