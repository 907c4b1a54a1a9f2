// The tenant that a record of Stella's own services may name. Formats of the world outside have none.
import type { CanonicalDocument } from "@stella-export/core";

/** False where the tenant is no text: then nobody can tell whose the record is. `null` is none. */
export function hasReadableTenant(document: CanonicalDocument): boolean {
  return document.text("tenant") !== undefined || !document.has("tenant") || document.value("tenant") === null;
}

export function tenantOf(document: CanonicalDocument): { tenant?: string } {
  const tenant = document.text("tenant");
  return tenant === undefined ? {} : { tenant };
}
