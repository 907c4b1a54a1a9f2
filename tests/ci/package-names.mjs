#!/usr/bin/env node
// The keys that we write for a package against the key that Trivy 0.69.3 looks for: the one must be among the others, for every language.
// Usage: node tests/ci/package-names.mjs [--count NAMES] [--seed NUMBER]
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { goTool } from "../../tools/go-tool.mjs";
import { namesOf } from "./version-pairs/corpus.mjs";
import { askHarness, hasGo } from "./version-pairs/harness.mjs";
import { makeNames } from "./version-pairs/names.mjs";
import { ourKeys } from "./version-pairs/ours.mjs";

const ECOSYSTEMS = "npm composer pip rubygems cargo julia nuget maven go conan erlang pub swift cocoapods bitnami k8s".split(" ");
const { values } = parseArgs({ options: { count: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } } });
if (hasGo()) await compareNames(Number(values.count), Number(values.seed));
else console.log("skip names of packages: there is no go");

async function compareNames(count, seed) {
  const harness = await goTool("tests/ci/comparer-harness");
  const languageKeys = await ourKeys();
  const real = namesOf(join(dirname(dirname(import.meta.dirname)), "..", "shared"));
  for (const ecosystem of ECOSYSTEMS) {
    const questions = makeNames(ecosystem, real, count, seed);
    const theirs = askHarness(harness, questions).map((line) => JSON.parse(line));
    const wrong = questions.filter(({ name }, index) => !languageKeys(ecosystem, name).includes(theirs[index]));
    for (const { name } of wrong.slice(0, 5))
      console.log(`  ${JSON.stringify(name)} ours ${JSON.stringify(languageKeys(ecosystem, name))}`);
    const test = `names of ${ecosystem} as Trivy looks for them`;
    console.log(wrong.length > 0 ? `not ok ${test}: ${wrong.length} of ${count}` : `ok ${test}: ${count} names, 0 differences`);
  }
}
