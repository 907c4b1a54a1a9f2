// The adapter suite passes an adapter that keeps its promises; that it catches those who do not is tested beside the cases.
import { describe, expect, it, test } from "vitest";
import { sampleDocuments } from "../doubles/sample-documents.js";
import { adapterContract } from "./adapter-contract.js";
import { DOCUMENTS, healthy } from "./lines-adapter-fixture.js";

describe("an adapter that keeps its promises", () => {
  for (const { name, run } of adapterContract({ adapter: healthy, documents: DOCUMENTS, options: { prefix: "x" } })) it(name, run);
});

test("documents of some of its kinds only", () => {
  expect(() => adapterContract({ adapter: healthy, documents: sampleDocuments(["vex"]) })).toThrow(/none of kind advisory, finding/);
});
