// The tenant that a record of Stella's own services may name. Formats of the world outside have none.
import type { CanonicalDocument } from "@stella-export/core";

export function tenantOf(document: CanonicalDocument): { tenant?: string } {
  const tenant = document.text("tenant");
  return tenant === undefined ? {} : { tenant };
}
