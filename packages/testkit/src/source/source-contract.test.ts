// The source suite passes a source that keeps its promises; that it catches those who do not is tested beside the cases.
import { type CanonicalDocument, type Description, type DocumentBatch, ExportError, type Refusal, type Source } from "@stella-export/core";
import { describe, expect, it, test } from "vitest";
import { EXPECTED, healthy } from "./bent-source-fixture.js";
import { sourceContract } from "./source-contract.js";

class Absent implements Source {
  readonly name = "absent";
  async survey(): Promise<never> {
    throw new ExportError("ERR_EXPORT_SOURCE_NOT_FOUND", "there is nothing");
  }
  // eslint-disable-next-line require-yield
  async *read(): AsyncGenerator<DocumentBatch, void> {
    await this.survey();
  }
  describe(document: CanonicalDocument): Description | Refusal {
    return healthy().describe(document);
  }
}

describe("a source in memory", () => {
  for (const { name, run } of sourceContract({ open: healthy, expected: EXPECTED, missing: () => new Absent() })) it(name, run);
});

test("an expectation of nothing", () => {
  expect(() => sourceContract({ open: healthy, expected: { documents: 0 } })).toThrow(TypeError);
});
