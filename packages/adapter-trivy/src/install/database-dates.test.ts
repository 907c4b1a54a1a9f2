// Dates of metadata.json that are not the bundle's.
import { expect, test } from "vitest";
import { parseInstant } from "@stella-export/core";
import { refuseOtherDates } from "./database-dates.js";

const AS_OF = "2026-03-04T05:06:07Z";
const check = (updatedAt: string, nextUpdate: string, asOf: string | null = AS_OF): void =>
  refuseOtherDates(
    { updatedAt: parseInstant(updatedAt) as number, nextUpdate: parseInstant(nextUpdate) as number },
    asOf,
    "trivy/db.tar.gz",
  );

test.each(["2026-03-04T06:06:07Z", "2026-03-05T05:06:07Z", "2036-03-01T05:06:07Z"])("next update %s", (nextUpdate) => {
  expect(() => check(AS_OF, nextUpdate)).not.toThrow();
});

test.each([
  ["2999-01-01T00:00:00Z", "9999-01-01T00:00:00Z"],
  ["2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"],
  ["2026-03-04T05:06:08Z", "2026-03-05T05:06:08Z"],
  [AS_OF, AS_OF],
  [AS_OF, "2026-03-05T05:06:08Z"],
  [AS_OF, "2025-03-05T05:06:07Z"],
  [AS_OF, "9999-03-05T05:06:07Z"],
  [AS_OF, "2026-03-05T05:06:07Z", null],
] as const)("%s, %s", (updatedAt, nextUpdate, asOf: string | null = AS_OF) => {
  expect(() => check(updatedAt, nextUpdate, asOf)).toThrow(
    expect.objectContaining({ code: "ERR_EXPORT_DATABASE_SCHEMA", place: { path: "trivy/db.tar.gz" } }),
  );
});
