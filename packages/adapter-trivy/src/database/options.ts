// What the options of both databases have in common. It knows how an option is refused, not what else there is.
import { ExportError } from "@stella-export/core";

/** Ten years: more is a mistake, and some clients add to it. */
export const MAX_HOURS = 87_600;

/** `given` over `defaults`. Throws PROFILE_INVALID for a name that the defaults do not have. */
export function withDefaults<T extends object>(given: unknown, defaults: T, place = ""): Record<keyof T, unknown> {
  const unknown = Object.keys(given as object).filter((name) => !Object.hasOwn(defaults, name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => JSON.stringify(name)).join(", ");
    throw invalidOption(place, `there is no ${names}; there are: ${Object.keys(defaults).join(", ")}`);
  }
  return { ...defaults, ...(given as Partial<T>) };
}

/** The gate on schemas: what a client reads that we do not know must not be guessed. `since`: the first Trivy that reads it. Throws PROFILE_INVALID. */
export function assertSchema(given: unknown, known: number, since: string): void {
  if (given === known) return;
  throw invalidOption(
    "schema",
    `schema ${JSON.stringify(given)} is not known here; ${known} is that of every Trivy from ${since} to 0.74. For a newer one, use a version of Export Center that knows it`,
  );
}

/** Throws PROFILE_INVALID. */
export function parseHours(given: unknown): number {
  if (Number.isInteger(given) && (given as number) >= 1 && (given as number) <= MAX_HOURS) return given as number;
  throw invalidOption("nextUpdateHours", `it is a whole number from 1 to ${MAX_HOURS}`);
}

export function invalidOption(name: string, message: string): ExportError {
  return new ExportError("ERR_EXPORT_PROFILE_INVALID", `/spec/options${name === "" ? "" : `/${name}`}: ${message}`);
}
