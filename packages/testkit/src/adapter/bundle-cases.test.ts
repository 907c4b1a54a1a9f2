// Each promise of bundle-cases.ts that an adapter breaks is caught by the case that names it.
import { expect, test } from "vitest";
import { adapterContract } from "./adapter-contract.js";
import { type AdapterMutant, DOCUMENTS, healthy, LF, failing, textOf } from "./lines-adapter-fixture.js";

const MUTANTS: readonly AdapterMutant[] = [
  [
    "lines that are counted wrong",
    "run() makes a bundle that verifies, what lies inside the codec too",
    {
      render: async (_records, _options, output) =>
        void (await output.write("data/a.jsonl", LF, { role: "payload", mediaType: "application/jsonl", records: 2 })),
    },
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, bend) => {
  expect(await failing(bend, caughtBy)).toEqual([caughtBy]);
});

test("order of arrival that shows", async () => {
  // Records do not arrive; but an adapter may be handed state by whoever made it. The clock of the run is such a thing.
  let renders = 0;
  const suite = adapterContract({
    adapter: { ...healthy, ...textOf(() => String(renders)), name: "test:counting" },
    documents: DOCUMENTS,
  });
  const [named] = suite.filter(({ name }) => name.startsWith("run() makes the same bundle"));
  renders = 0;
  const counting = setInterval(() => renders++, 1);
  await expect(named?.run()).rejects.toThrow(/gives other bytes than as-given: it differs from byte/);
  clearInterval(counting);
});
