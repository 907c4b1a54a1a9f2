import { expect, test } from "vitest";
import { severityOfScore, severityOfVector, severityOfWord } from "./severity.js";

test.each([
  ["CRITICAL", "critical"],
  ["Important", "high"],
  ["MODERATE", "medium"],
  ["Negligible", "low"],
  ["info", "none"],
  [" High ", "high"],
  ["Unknown", undefined],
  ["", undefined],
  ["constructor", undefined],
])("word %s", (word, severity) => {
  expect(severityOfWord(word)).toBe(severity);
});

test.each([
  [0, "none"],
  [0.1, "low"],
  [3.9, "low"],
  [4, "medium"],
  [6.9, "medium"],
  [7, "high"],
  [8.9, "high"],
  [9, "critical"],
  [10, "critical"],
  [10.1, undefined],
  [-1, undefined],
  [Number.NaN, undefined],
])("score %s", (score, severity) => {
  expect(severityOfScore(score)).toBe(severity);
});

// Scores in the comments are those of the FIRST calculators.
test.each([
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "critical"], // 9.8
  ["CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N", "low"], // 3.7
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "none"], // 0
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U", "critical"], // base 9.8, temporal 7.9: the base counts
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "critical"], // 9.3
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N", "medium"], // 6.9
  // The base counts here too: with threat, environmental or supplemental metrics these score 8.1, 8.9, 6.9 and 9.3.
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", "critical"],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/CR:L/IR:L/AR:L", "critical"],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MVC:N/MVI:N/MVA:L", "critical"],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/S:N/AU:Y/R:U/V:D/RE:L/U:Green", "critical"],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N/MVC:H/MVI:H/MVA:H", "medium"], // 6.9, and environmental 9.3
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:Q", undefined],
  ["AV:N/AC:L/Au:N/C:C/I:C/A:C", "high"], // 10.0, and CVSS 2 has no critical
  ["AV:N/AC:M/Au:N/C:N/I:P/A:N", "medium"], // 4.3
  ["CVSS:3.1/AV:N/AC:L", undefined],
  ["CVSS:3.1/AV:?/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", undefined],
  ["CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", undefined],
  ["no vector", undefined],
  [`CVSS:3.1/${"AV:N/".repeat(100)}`, undefined],
])("vector %s", (vector, severity) => {
  expect(severityOfVector(vector)).toBe(severity);
  expect(severityOfVector(vector)).toBe(severity); // remembered
});
