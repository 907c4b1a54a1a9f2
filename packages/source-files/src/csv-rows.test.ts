import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvRowEnds, parseCsvRow } from "./csv-rows.js";

/** Rows of a text whose bytes arrive in pieces of `size`, with the physical line of each one's start. */
function rowsOf(text: string, size: number): { row: string; line: number }[] {
  const bytes = Buffer.from(text);
  const ends = new CsvRowEnds();
  const rows: { row: string; line: number }[] = [];
  let start = 0;
  let line = 1;
  for (let from = 0; from < bytes.length; from += size) {
    const to = Math.min(from + size, bytes.length);
    for (let at = ends.find(bytes, from, to); at >= 0; at = ends.find(bytes, at + 1, to)) {
      rows.push({ row: bytes.toString("utf8", start, at), line });
      line += 1 + ends.takeInner();
      start = at + 1;
    }
  }
  if (start < bytes.length) rows.push({ row: bytes.toString("utf8", start), line });
  return rows;
}

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

describe("row ends", () => {
  it.each([1, 2, 3, 100])("are outside quotes, in pieces of %d bytes", (size) => {
    expect(rowsOf('a,b\n"x\n\ny",z\n"q"\nlast', size)).toEqual([
      { row: "a,b", line: 1 },
      { row: '"x\n\ny",z', line: 2 },
      { row: '"q"', line: 5 },
      { row: "last", line: 6 },
    ]);
  });

  it.each(['a"b\nc\n', 'a "\nc\n', '"a"x"\nc\n'])("a stray quote in %j does not swallow the next row", (text) => {
    expect(rowsOf(text, 100).map(({ line }) => line)).toEqual([1, 2]);
  });
});

const field = fc.string({ unit: fc.constantFrom("a", "ä", ",", '"', "\n", " ", "\u{1f600}"), maxLength: 6 });
const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

it("gives back what was written, in whatever pieces", () => {
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 9 }), (rows, size) => {
      const text = rows.map((fields) => `${fields.map(quoted).join(",")}\n`).join("");
      expect(rowsOf(text, size).map(({ row }) => parseCsvRow(row))).toEqual(rows);
    }),
  );
});

// Python's reader is the independent one here; it takes more than RFC 4180, so only what is written by its own writer is compared.
const hasPython = spawnSync("python3", ["-c", "import csv"]).status === 0 || process.env.STELLA_REQUIRE_ALL === "1";
it.skipIf(!hasPython)("reads what Python's csv module writes", () => {
  const rows = fc.sample(table, { numRuns: 100, seed: 1 }).flat();
  const script = "import csv,json,sys\nw=csv.writer(sys.stdout,lineterminator='\\n')\nfor r in json.load(sys.stdin): w.writerow(r)";
  const { stdout } = spawnSync("python3", ["-c", script], { input: JSON.stringify(rows), env: { ...process.env, PYTHONUTF8: "1" } });
  const found = rowsOf(stdout.toString(), 7).map(({ row }) => parseCsvRow(row));
  expect(found).toEqual(rows);
});
