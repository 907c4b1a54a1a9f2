// The small parsers of texts out of documents: package URLs, instants, durations, severities. None throws; what has a canonical text keeps it.
import { isDeepStrictEqual } from "node:util";
import { formatInstant, parseDuration, parseInstant, SEVERITIES } from "@stella-export/core";
import { ecosystemFamily, ecosystemOf, purlOfPackage } from "../../packages/formats/src/ecosystems.ts";
import { formatPurl, parsePurl } from "../../packages/core/src/records/purl.ts";
import { severityOfVector, severityOfWord } from "../../packages/formats/src/severity.ts";
import { expect } from "../expect.mjs";

export const sync = true;

export function fuzz(data) {
  const text = data.toString("utf8");
  checkPurl(text);
  checkTimes(text);
  const [ecosystem, name = ""] = text.split("\n", 2);
  expect(typeof ecosystemFamily(text) === "string", "the family of an ecosystem");
  const made = purlOfPackage(ecosystem, name);
  expect(made === undefined || parsePurl(made) !== undefined, "the package URL of an ecosystem's package is none");
  for (const severity of [severityOfVector(text), severityOfWord(text)]) {
    expect(severity === undefined || SEVERITIES.includes(severity), "a severity");
  }
}

function checkPurl(text) {
  const purl = parsePurl(text);
  if (purl === undefined) return;
  const written = formatPurl(purl);
  expect(written.length > 4096 || isDeepStrictEqual(parsePurl(written), purl), "the canonical package URL is another one");
  const ecosystem = ecosystemOf(purl);
  expect(ecosystem === undefined || typeof ecosystem === "string", "the ecosystem of a package URL");
}

function checkTimes(text) {
  const seconds = parseInstant(text);
  if (seconds !== undefined) {
    expect(Number.isSafeInteger(seconds), "an instant in whole seconds");
    // An offset may lead into a year that has no canonical text.
    if (/^\d{4}-/.test(formatInstant(seconds)) && formatInstant(seconds) >= "1971") {
      expect(parseInstant(formatInstant(seconds)) === seconds, "the canonical instant is another one");
    }
    const platform = Date.parse(text.toUpperCase());
    expect(text.includes(":60") || Number.isNaN(platform) || Math.floor(platform / 1000) === seconds, "another instant than Date.parse");
  }
  const duration = parseDuration(text);
  expect(duration === undefined || (Number.isSafeInteger(duration) && duration > 0), "a duration");
}
