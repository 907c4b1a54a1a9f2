// Scores as pandatix/go-cvss gives them (v0.6.2, run over the 1,058 vectors of the large set of advisories; these are some of them).
import { expect, test } from "vitest";
import { scoreOfVector } from "./cvss-score.js";

test.each([
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 3, 9.8],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 3, 6.1],
  ["CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:C/C:H/I:H/A:L", 3, 8.2],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 4, 9.3],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P", 4, 8.9],
  ["AV:N/AC:L/Au:N/C:P/I:P/A:P", 2, 7.5],
])("%s is of version %i and scores %d", (vector, version, score) => {
  expect(scoreOfVector(vector)).toEqual({ version, vector, score });
});

test("a slash at the end is no part of the vector", () => {
  expect(scoreOfVector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/")?.vector).toBe("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
});

test("a vector of 4.0 is given without the metrics that say nothing", () => {
  const vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
  expect(scoreOfVector(`${vector}/E:X/CR:X/S:X`)).toEqual({ version: 4, vector, score: 9.3 });
});

const [V2, V3, V4] = [
  "AV:N/AC:L/Au:N/C:P/I:P/A:P",
  "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
  "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
] as const;

test.each([
  [` ${V3}\n`, V3],
  [V3.toLowerCase(), V3],
  [V3.slice(9), V3],
  [`(${V2})`, V2],
  [V2.toUpperCase(), V2],
  [`CVSS:2.0/${V2}`, V2],
  [`CVSS2#${V2}`, V2],
  [V4.toLowerCase(), V4],
  [`${V4.slice(9)}/u:amber`, `${V4}/U:Amber`],
])("%j is read as it is meant", (text, vector) => {
  expect(scoreOfVector(text)).toEqual(scoreOfVector(vector));
  expect(scoreOfVector(text)?.vector).toBe(vector);
});

test.each([
  [`${V3}/MC:N/MI:N/MA:N`, 9.8],
  [`${V3}/E:U/MC:N/MI:N/MA:N`, 9.8],
  [`${V4}/MVC:N/MVI:N/MVA:N`, 9.3],
])("where an environment has nothing to lose, the base score counts: %s", (vector, score) => {
  expect(scoreOfVector(vector)).toMatchObject({ vector, score });
});

test.each([
  ["nothing", ""],
  ["a word", "HIGH"],
  ["half a vector", "CVSS:3.1/AV:N/AC:L"],
  ["a metric twice", "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"],
  ["a value that the metric does not have", "CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"],
  ["metrics of 4.0 out of order", "CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"],
  ["another version", "CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"],
  ["more text than any vector has", `CVSS:3.1/${"AV:N/".repeat(200)}`],
])("%s has no score", (_, vector) => {
  expect(scoreOfVector(vector)).toBeUndefined();
});
