// Objections against versions, by the schemes: how a version is spelled does not matter, and what cannot be told apart is the same.
import { expect, test } from "vitest";
import { schemeOfLanguage, schemeOfSystem } from "../versions/ecosystems.js";
import { isAgainst } from "./against.js";
import type { Effect } from "./effect.js";

const effect = (by: "vex" | "policy", version: string, time: number, isObjection: boolean): Effect => ({
  decider: { by, source: "", path: "", sourceDigest: "" },
  recordId: "",
  ecosystem: "",
  name: "",
  ids: [],
  versions: version === "" ? "all" : [{ from: version, to: version, isToIncluded: true }],
  time,
  isObjection,
});

test.each([
  ["npm", "2.3.0", "v2.3.0", true],
  ["npm", "2", "2.3.0", true],
  ["npm", "2.3.0", "2", true],
  ["npm", "2.3.0", "2.3.1", false],
  ["npm", "2.3.0", "", true],
  ["npm", "", "2.3.0", true],
  ["pip", "2.3", "2.3.0", true],
  ["pip", "2.3", "2.3+fork", true],
  ["pip", "2.3", "2.4", false],
  ["debian 12", "1.0-1", "1.0-01", true],
  ["debian 12", "1:1.0-1", "1.0-1", true],
  ["debian 12", "1:1.0-1", "2:1.0-1", false],
  ["debian 12", "1.0-1", "1.0-2", false],
])("%s: %s is not affected, %s is: %s", (place, version, other, expected) => {
  const scheme = schemeOfLanguage(place) ?? schemeOfSystem(place);
  if (scheme === undefined) throw new TypeError(place);
  expect(isAgainst(effect("vex", other, 2, true), effect("vex", version, 1, false), scheme)).toBe(expected);
  expect(isAgainst(effect("vex", other, 0, true), effect("vex", version, 1, false), scheme)).toBe(false);
  expect(isAgainst(effect("policy", other, 2, true), effect("vex", version, 1, false), scheme)).toBe(false);
});
