import { expect, test } from "vitest";
import { describedAs, facetsIn, refusedAs } from "./document-fixture.js";

const run = {
  tool: {
    driver: {
      name: "T",
      rules: [
        { id: "never-fired", properties: { "security-severity": "9.1" } },
        { id: "r", properties: { "security-severity": 4.2 } },
      ],
    },
  },
  automationDetails: { guid: "guid-1" },
  invocations: [{ endTimeUtc: "2021-03-08T15:39:40Z", executionSuccessful: true }, { executionSuccessful: true }],
  results: [{ ruleId: "CVE-2025-0001" }, { ruleId: "CVE-2025-0001" }, { ruleIndex: 1 }],
};
const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };

test("the run's guid, the rules that fired, and when it ended", () => {
  expect(describedAs(log)).toEqual({
    kind: "finding",
    format: "sarif",
    formatVersion: "1",
    id: "guid-1",
    aliases: ["CVE-2025-0001"],
    date: "2021-03-08T15:39:40Z",
  });
});

test.each([
  [
    "the newest of several runs, by time and not by text",
    ["2021-03-08T23:00:00-05:00", "2021-03-09T01:00:00Z"],
    "2021-03-08T23:00:00-05:00",
  ],
  ["one that counts before one that does not", ["9999", "2021-03-09T01:00:00Z"], "2021-03-09T01:00:00Z"],
  ["the first where none counts", ["soon", "0001-01-01T00:00:00Z"], "soon"],
  ["none", [], undefined],
  ["no string", [7], undefined],
])("date: %s", (_, ends, date) => {
  const runs = ends.map((endTimeUtc) => ({ ...run, invocations: [{ endTimeUtc }] }));
  expect(describedAs({ ...log, runs }).date).toBe(date);
});

test("further runs' guids are aliases", () => {
  expect(describedAs({ ...log, runs: [run, { ...run, automationDetails: { guid: "guid-2" } }] })).toMatchObject({
    id: "guid-1",
    aliases: ["guid-2", "CVE-2025-0001"],
  });
});

test("most logs have no guid, and an empty id", () => {
  expect(describedAs({ version: "2.1.0", runs: [{ tool: run.tool, results: [] }] })).toEqual({
    kind: "finding",
    format: "sarif",
    formatVersion: "1",
    id: "",
    aliases: [],
  });
});

test.each([
  ["2.0.0", { version: "2.0.0" }, '"2.0.0"'],
  ["a draft", { $schema: undefined, version: "2.1.0-beta.2018-11-28" }, '"2.1.0-beta.2018-11-28"'],
  ["2.2", { version: "2.2" }, '"2.2"'],
  ["no version", { version: undefined }, "version"],
])("refused: %s", (_, change, word) => {
  expect(refusedAs({ ...log, ...change })).toMatchObject({
    refused: "ERR_EXPORT_FORMAT_INVALID",
    kind: "finding",
    message: expect.stringContaining(word),
  });
});

test("runs of something else are of no known format", () => {
  expect(refusedAs({ version: "1.0", runs: [] }).refused).toBe("ERR_EXPORT_SHAPE_UNKNOWN");
  expect(refusedAs({ version: "2.1.0" }).refused).toBe("ERR_EXPORT_SHAPE_UNKNOWN");
});

test("severities are scores; levels are none; there are no products", () => {
  const rated = { ...log, runs: [{ ...run, results: [{ ruleId: "r" }] }] };
  expect(facetsIn(rated)).toEqual({ severities: ["medium", "critical"], dates: { modified: "2021-03-08T15:39:40Z" } });
  expect(facetsIn({ ...log, runs: [{ results: [{ level: "error" }] }] }).severities).toEqual([]);
});
