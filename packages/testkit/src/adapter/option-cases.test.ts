// Each promise of option-cases.ts that an adapter breaks is caught by the case that names it.
import { expect, test } from "vitest";
import { type AdapterMutant, failing } from "./lines-adapter-fixture.js";

let calls = 0;

const MUTANTS: readonly AdapterMutant[] = [
  ["a name without a variant", "name is KIND:VARIANT, version is given, kinds are kinds", { name: "lines" }],
  ["no version", "name is KIND:VARIANT, version is given, kinds are kinds", { version: "" }],
  [
    "an option that JSON leaves out",
    "parseOptions gives a JSON object, the same again for the same options",
    { parseOptions: () => ({ a: undefined }) },
  ],
  ["options that count", "parseOptions gives a JSON object, the same again for the same options", { parseOptions: () => ({ a: calls++ }) }],
  [
    "options that grow",
    "parseOptions of its own result changes nothing",
    { parseOptions: (options) => ({ prefix: `${(options as { prefix?: string }).prefix ?? ""}/x` }) },
  ],
  ["any option", "parseOptions refuses an unknown option with PROFILE_INVALID", { parseOptions: () => ({}) }],
  [
    "an unknown option is a TypeError",
    "parseOptions refuses an unknown option with PROFILE_INVALID",
    {
      parseOptions(options) {
        if (Object.keys(options as object).length > 0) throw new TypeError("unknown option");
        return {};
      },
    },
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, bend) => {
  expect(await failing(bend, caughtBy)).toEqual([caughtBy]);
});
