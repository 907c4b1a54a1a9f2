#!/usr/bin/env node
// Our comparers against the Go modules that Trivy 0.69.3 has: the same questions to both, for each scheme, and no difference in what is a
// version, what is a range, which version is greater and which is inside.
// Usage: node tests/ci/version-ranges.mjs [--count PAIRS] [--seed NUMBER] [--show DIFFERENCES] [SCHEME ...]
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { goTool } from "../../tools/go-tool.mjs";
import { corpusOf } from "./version-pairs/corpus.mjs";
import { makeQuestions, RANGE_SCHEMES, SCHEMES } from "./version-pairs/generate.mjs";
import { askHarness, hasGo } from "./version-pairs/harness.mjs";
import { ourSchemes } from "./version-pairs/ours.mjs";

const root = dirname(dirname(import.meta.dirname));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: "string", default: "100000" }, seed: { type: "string", default: "1" }, show: { type: "string", default: "5" } },
});
const [count, seed, show] = [values.count, values.seed, values.show].map(Number);
/** A scheme's questions must reach every answer; a share below this many in a hundred means that the generator went astray. */
const LEAST_PERCENT = 5;

if (!hasGo()) {
  console.log("skip versions and ranges: there is no go");
  process.exit();
}
const harness = await goTool("tests/ci/version-harness");
const schemes = await ourSchemes();
const corpus = corpusOf(join(root, "..", "shared"));
for (const name of SCHEMES) if (positionals.length === 0 || positionals.includes(name)) compareScheme(name);

function compareScheme(name) {
  const questions = makeQuestions(name, corpus[name], count, seed);
  const theirs = askHarness(harness, questions);
  const started = performance.now();
  const ours = questions.map((question) => answer(schemes.get(name), question));
  const seconds = (performance.now() - started) / 1000;
  const wrong = questions.filter((_, index) => ours[index] !== theirs[index]);
  const shares = sharesOf(name, theirs);
  console.log(
    `${name}: ${count} pairs (${corpus[name].real} real versions), ${wrong.length} differences, ours ${seconds.toFixed(2)} s; ${shares.text}`,
  );
  for (const question of wrong.slice(0, show)) {
    const index = questions.indexOf(question);
    console.log(`  ${JSON.stringify(question)} ours ${ours[index]} theirs ${theirs[index]}`);
  }
  if (wrong.length > 0) console.log(`not ok versions and ranges of ${name}: ${wrong.length} differences`);
  else if (shares.poor.length > 0) console.log(`not ok versions and ranges of ${name}: too few ${shares.poor.join(", ")}`);
  else console.log(`ok versions and ranges of ${name}: ${count} pairs, 0 differences`);
}

/** In the harness's own words, see its main.go. */
function answer(scheme, [, a, b, range]) {
  const versions = [scheme.parseVersion(a), scheme.parseVersion(b)];
  const [first, second] = versions;
  const order = first === undefined || second === undefined ? "-" : "<=>"[scheme.compare(first, second) + 1];
  const readable = versions.map((version) => (version === undefined ? "0" : "1")).join("");
  if (!RANGE_SCHEMES.includes(scheme.name)) return `${readable}${order}---`;
  const parsed = scheme.parseRange(range);
  const inside = versions.map((version) => {
    if (parsed === undefined || version === undefined) return "-";
    return { true: "1", false: "0", undefined: "!" }[String(scheme.matches(parsed, version))];
  });
  return `${readable}${order}${parsed === undefined ? "0" : "1"}${inside.join("")}`;
}

/** How often the module said what, and what it said too seldom. */
function sharesOf(name, answers) {
  const share = (at, sign) => Math.round((100 * answers.filter((each) => each[at] === sign).length) / answers.length);
  const wanted = { less: share(2, "<"), equal: share(2, "="), greater: share(2, ">") };
  // These read every text.
  if (name !== "maven" && name !== "rpm") Object.assign(wanted, { "versions refused": share(0, "0") });
  if (RANGE_SCHEMES.includes(name)) {
    Object.assign(wanted, { "ranges read": share(3, "1"), "ranges refused": share(3, "0"), inside: share(4, "1"), outside: share(4, "0") });
  }
  const panics = answers.filter((each) => each.includes("!")).length;
  return {
    text:
      Object.entries(wanted)
        .map(([what, percent]) => `${what} ${percent} %`)
        .join(", ") + (panics > 0 ? `, ${panics} panics` : ""),
    poor: Object.entries(wanted)
      .filter(([, percent]) => percent < LEAST_PERCENT)
      .map(([what]) => what),
  };
}
