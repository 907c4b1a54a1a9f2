// node:test itself waits for the promises of its it().
/* oxlint-disable typescript/no-floating-promises */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { adapterContract, type MemoryDocument, MemoryOutput, memoryRecords, sampleDocuments } from "@stella-export/testkit";
import { csvSummary } from "./csv-summary.js";

// #region contract
describe("csv:summary keeps the promises of an adapter", () => {
  const documents = sampleDocuments(csvSummary.kinds, 50);
  for (const { name, run } of adapterContract({ adapter: csvSummary, documents })) it(name, run);
});
// #endregion

// #region own
describe("csv:summary", () => {
  const render = async (documents: readonly MemoryDocument[], options = {}): Promise<string[]> => {
    const output = new MemoryOutput();
    await csvSummary.render(memoryRecords(documents), csvSummary.parseOptions(options), output);
    const { bytes } = output.files.get("summary/advisories.csv") ?? {};
    return new TextDecoder().decode(bytes).split("\r\n");
  };
  const advisory = (id: string, aliases: string[] = []): MemoryDocument => ({
    kind: "advisory",
    source: "a",
    path: `${id}.json`,
    id,
    aliases,
    body: { id },
  });

  it("has a header and a line for each advisory, in the order of their keys", async () => {
    const [header, first, second, end] = await render([advisory("B", ["CVE-2", "CVE-3"]), advisory("A")]);
    assert.equal(header, '"id","aliases","source","path","digest"');
    assert.match(first ?? "", /^"A","","a","A\.json","sha256:[0-9a-f]{64}"$/);
    assert.match(second ?? "", /^"B","CVE-2 CVE-3","a","B\.json",/);
    assert.equal(end, "");
  });

  it("lets no spreadsheet see a formula", async () => {
    for (const id of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"]) {
      assert.ok((await render([advisory(id)]))[1]?.startsWith(`"'${id}",`), id);
    }
    assert.ok((await render([advisory('say "hi", =1')]))[1]?.startsWith('"say ""hi"", =1",'));
  });

  it("takes ; where Excel expects it, and nothing else", async () => {
    assert.equal((await render([], { separator: ";" }))[0], '"id";"aliases";"source";"path";"digest"');
    assert.throws(() => csvSummary.parseOptions({ separator: "\t" }), { code: "ERR_EXPORT_PROFILE_INVALID" });
  });
});
// #endregion
