// Options of trivy:db: defaults, and refusals that name the place.
import { expect, test } from "vitest";
import { parseTrivyOptions } from "./trivy-options.js";

test("names of Trivy's own sources are for public ones", () => {
  const sources = { nvd: { role: "public" }, "nvd-own": { role: "private" } };
  expect(parseTrivyOptions({ sources })).toMatchObject({ sources });
});

test("defaults", () => {
  const defaults = { schema: 2, sources: {}, vex: "carry", policy: "carry", onUnmappable: "report", nextUpdateHours: 24 };
  expect(parseTrivyOptions({})).toEqual(defaults);
  expect(parseTrivyOptions({ onUnmappable: "fail", nextUpdateHours: 6 })).toEqual({
    ...defaults,
    onUnmappable: "fail",
    nextUpdateHours: 6,
  });
});

test.each([
  { schema: 1 },
  { schema: 3 },
  { schema: "2" },
  { vex: "drop" },
  { policy: true },
  { onUnmappable: "ignore" },
  { nextUpdateHours: 0 },
  { nextUpdateHours: 1.5 },
  { nextUpdateHours: "24" },
  { sources: [] },
  { sources: { acme: "private" } },
  { sources: { acme: { role: "friend" } } },
  { sources: { acme: { role: "private", rank: 1 } } },
  { sources: { Acme: { role: "private" } } },
  { source: {} },
  { sources: { nvd: { role: "private" } } },
  { sources: { ghsa: { role: "override" } } },
  { sources: { "redhat-oval": { role: "suppress" } } },
])("%j is refused", (options) => {
  expect(() => parseTrivyOptions(options)).toThrow(expect.objectContaining({ code: "ERR_EXPORT_PROFILE_INVALID" }));
});
