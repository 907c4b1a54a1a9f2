#!/usr/bin/env node
// Our judgement of language advisories against the comparers of Trivy 0.69.3 itself: which installed version is vulnerable to which lists of
// vulnerable, patched and unaffected versions.
// Usage: node tests/ci/trivy-comparers.mjs [--count ADVISORIES] [--seed NUMBER] [SCHEME ...]
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { goTool } from "../../tools/go-tool.mjs";
import { corpusOf } from "./version-pairs/corpus.mjs";
import { makeAdvisories, RANGE_SCHEMES } from "./version-pairs/generate.mjs";
import { askHarness, hasGo } from "./version-pairs/harness.mjs";
import { ourJudgement, ourSchemes } from "./version-pairs/ours.mjs";

/** Less than this many advisories in a hundred that hold, or do not hold, and the generator went astray. */
const LEAST_PERCENT = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: "string", default: "20000" }, seed: { type: "string", default: "1" } },
});
if (hasGo()) await compareAll(Number(values.count), Number(values.seed));
else console.log("skip advisories as Trivy judges them: there is no go");

async function compareAll(count, seed) {
  const harness = await goTool("tests/ci/comparer-harness");
  const schemes = await ourSchemes();
  const isVulnerable = await ourJudgement();
  const corpus = corpusOf(join(dirname(dirname(import.meta.dirname)), "..", "shared"));
  for (const name of RANGE_SCHEMES.filter((each) => positionals.length === 0 || positionals.includes(each))) {
    const questions = makeAdvisories(name, corpus[name], count, seed);
    const theirs = askHarness(harness, questions);
    const ours = questions.map(({ installed, advisory }) => toSign(isVulnerable(schemes.get(name), installed, advisory)));
    const wrong = questions.flatMap((question, index) => (ours[index] === theirs[index] ? [] : [{ ...question, ours: ours[index] }]));
    const percent = Math.round((100 * theirs.filter((each) => each === "1").length) / count);
    for (const each of wrong.slice(0, 5)) console.log(`  ${JSON.stringify(each)}`);
    const test = `advisories of ${name} as Trivy judges them`;
    if (wrong.length > 0) console.log(`not ok ${test}: ${wrong.length} of ${count} differ`);
    else if (percent < LEAST_PERCENT || percent > 100 - LEAST_PERCENT) console.log(`not ok ${test}: ${percent} % vulnerable say nothing`);
    else console.log(`ok ${test}: ${count} advisories, ${percent} % vulnerable, 0 differences`);
  }
}

/** In the harness's own words, see its main.go. */
function toSign(vulnerable) {
  return { true: "1", false: "0", undefined: "!" }[String(vulnerable)];
}
