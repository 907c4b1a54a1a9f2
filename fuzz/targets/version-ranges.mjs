// Versions and ranges of every comparer of Trivy: two versions and a range on three lines, read by each scheme. Orders are orders, what is called
// safe is, and a bound holds its own version.
import { schemeOfLanguage, schemeOfSystem } from "../../packages/adapter-trivy/src/versions/ecosystems.ts";
import { expect } from "../expect.mjs";

export const sync = true;

const LANGUAGES = ["npm", "pip", "maven", "rubygems", "bitnami", "go"].map(schemeOfLanguage);
const SYSTEMS = ["alpine 3.18", "debian 12", "Red Hat"].map(schemeOfSystem);

export function fuzz(data) {
  const [first, second = "", ...rest] = data.toString("utf8").split("\n");
  const range = rest.join("\n");
  for (const scheme of [...LANGUAGES, ...SYSTEMS]) checkOrder(scheme, first, second);
  for (const scheme of LANGUAGES) {
    checkRange(scheme, range, [first, second]);
    checkBound(scheme, first);
  }
}

function checkOrder(scheme, first, second) {
  const [a, b] = [scheme.parseVersion(first), scheme.parseVersion(second)];
  if (a === undefined || b === undefined) return;
  const order = scheme.compare(a, b);
  expect(order === -1 || order === 0 || order === 1, "an order");
  expect(scheme.compare(b, a) === -order, `${scheme.name}: the order of the same two the other way round`);
  expect(scheme.compare(a, a) === 0, `${scheme.name}: a version that is not itself`);
}

function checkRange(scheme, text, versions) {
  const range = scheme.parseRange(text);
  const problem = scheme.rangeProblem(text);
  expect((range === undefined) === (problem === "not-a-range"), `${scheme.name}: a range that is none`);
  if (range === undefined) return;
  for (const each of versions) {
    const version = scheme.parseVersion(each);
    if (version === undefined) continue;
    const inside = scheme.matches(range, version);
    expect(typeof inside === "boolean" || problem !== undefined, `${scheme.name}: a panic that nobody warned of`);
    expect(scheme.matches(range, version) === inside, `${scheme.name}: another answer the second time`);
  }
}

function checkBound(scheme, text) {
  const bound = scheme.boundText(text);
  if (bound === undefined) return;
  const version = scheme.parseVersion(text);
  expect(version !== undefined, `${scheme.name}: a bound of what is no version`);
  for (const [operator, holds] of [
    ["=", true],
    [">=", true],
    ["<=", true],
    ["<", false],
    [">", false],
  ]) {
    const range = scheme.parseRange(`${operator}${bound}`);
    expect(range !== undefined && scheme.matches(range, version) === holds, `${scheme.name}: ${operator} and its own version`);
  }
}
