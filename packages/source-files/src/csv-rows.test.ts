import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsvRow } from "./csv-rows.js";

describe("fields", () => {
  it.each([
    ["a,b,c,d", ["a", "b", "c", "d"]],
    ["", [""]],
    [",", ["", ""]],
    ['"a","b"', ["a", "b"]],
    ['"a,b",c', ["a,b", "c"]],
    ['"a""b"', ['a"b']],
    ['""', [""]],
    ['"",""', ["", ""]],
    ['""""', ['"']],
    ['"a\nb",c', ["a\nb", "c"]],
    ['a,"b",', ["a", "b", ""]],
    [" a ,b", [" a ", "b"]],
  ])("%j", (row, fields) => {
    expect(parseCsvRow(row)).toEqual(fields);
  });

  it.each(['a"b', '"a', '"a"b', '"a" ,b', ' "a"', 'a,"b', '"a""', '"', 'a""', '"""'])("%j is not RFC 4180", (row) => {
    expect(parseCsvRow(row)).toBeUndefined();
  });
});

const field = fc.string({ unit: fc.constantFrom("a", "ä", ",", '"', "\n", " ", "\u{1f600}"), maxLength: 6 });
const rows = fc.array(field, { minLength: 2, maxLength: 4 });
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

it("gives back what was written", () => {
  fc.assert(
    fc.property(rows, (fields) => {
      expect(parseCsvRow(fields.map(quoted).join(","))).toEqual(fields);
    }),
  );
});

// Python's reader is the independent one here; it takes more than RFC 4180, so only what is written by its own writer is compared.
const hasPython = spawnSync("python3", ["-c", "import csv"]).status === 0 || process.env.STELLA_REQUIRE_ALL === "1";
it.skipIf(!hasPython)("reads what Python's csv module writes", () => {
  const written = fc.sample(rows, { numRuns: 300, seed: 1 });
  const script =
    "import csv,io,json,sys\ndef row(r):\n o=io.StringIO();csv.writer(o,lineterminator='').writerow(r);return o.getvalue()\njson.dump([row(r) for r in json.load(sys.stdin)],sys.stdout)";
  const { stdout } = spawnSync("python3", ["-c", script], { input: JSON.stringify(written), env: { ...process.env, PYTHONUTF8: "1" } });
  expect((JSON.parse(stdout.toString()) as string[]).map(parseCsvRow)).toEqual(written);
});
