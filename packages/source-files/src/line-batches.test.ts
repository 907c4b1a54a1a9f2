import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { supplyOf } from "./byte-supply.js";
import { lineBatches } from "./line-batches.js";

const MIB = 1 << 20;

interface Line {
  readonly line: number;
  readonly text: string;
}

interface Cut {
  readonly documents: readonly Line[];
  readonly rejects: readonly { readonly line: number; readonly digest: string }[];
}

const digestOf = (text: string): string => `sha256:${hash("sha256", Buffer.from(text, "latin1"))}`;

/** The rules in words: LF ends a line, a CR before it belongs to it, too long is a reject, blank is nothing. */
function expected(text: string, maxBytes: number): Cut {
  const pieces = text.split("\n");
  if (pieces.at(-1) === "") pieces.pop();
  const lines = pieces.map((piece, i) => ({ line: i + 1, text: piece.replace(/\r$/, "") }));
  const isLong = (line: Line): boolean => line.text.length > maxBytes;
  return {
    documents: lines.filter((line) => !isLong(line) && /[^ \t\r]/.test(line.text)),
    rejects: lines.filter(isLong).map((line) => ({ line: line.line, digest: digestOf(line.text) })),
  };
}

async function cut(text: string, maxBytes: number, chunkSize: number): Promise<Cut> {
  const bytes = Buffer.from(text, "latin1");
  const chunks = async function* (): AsyncGenerator<Uint8Array, void> {
    for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
  };
  const documents: Line[] = [];
  const rejects: { line: number; digest: string }[] = [];
  for await (const batch of lineBatches(supplyOf(chunks()), "x.jsonl", maxBytes, undefined)) {
    for (let i = 0; i < batch.count; i++) {
      const body = Buffer.from(batch.slab.subarray(batch.starts[i], batch.ends[i])).toString("latin1");
      documents.push({ line: batch.lines[i] as number, text: body });
      expect(batch.paths[i]).toBe("x.jsonl");
    }
    for (const { line, sourceDigest, code, path } of batch.rejects) {
      expect([code, path]).toEqual(["ERR_EXPORT_DOCUMENT_TOO_LARGE", "x.jsonl"]);
      rejects.push({ line, digest: sourceDigest });
    }
  }
  return { documents, rejects };
}

/** Equality without a diff of megabytes where it fails. */
function shortened({ documents, rejects }: Cut): unknown {
  return { documents: documents.map(({ line, text }) => [line, text.length, digestOf(text)]), rejects };
}

describe("lines", () => {
  test.each<[string, string, Line[]]>([
    [
      "LF",
      "a\nb\n",
      [
        { line: 1, text: "a" },
        { line: 2, text: "b" },
      ],
    ],
    [
      "CRLF",
      "a\r\nb\r\n",
      [
        { line: 1, text: "a" },
        { line: 2, text: "b" },
      ],
    ],
    [
      "no last line end",
      "a\nb",
      [
        { line: 1, text: "a" },
        { line: 2, text: "b" },
      ],
    ],
    [
      "no last line end, but its CR",
      "a\nb\r",
      [
        { line: 1, text: "a" },
        { line: 2, text: "b" },
      ],
    ],
    [
      "blank lines, which count",
      "\n \t\r\na\n\r\n\nb\n\n",
      [
        { line: 3, text: "a" },
        { line: 6, text: "b" },
      ],
    ],
    ["a CR that ends no line", "a\rb\n", [{ line: 1, text: "a\rb" }]],
    ["spaces around a document", " a \n", [{ line: 1, text: " a " }]],
    ["nothing", "", []],
    ["line ends only", "\n\r\n\n", []],
  ])("%s", async (_, text, documents) => {
    for (const chunkSize of [1, 2, 1000]) expect(await cut(text, 100, chunkSize)).toEqual({ documents, rejects: [] });
  });

  test("any lines in any chunks, under any bound", async () => {
    const texts = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r", " "), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 20 }), async (text, maxBytes, chunkSize) => {
        expect(await cut(text, maxBytes, chunkSize)).toEqual(expected(text, maxBytes));
      }),
      { numRuns: 500 },
    );
  });
});

describe("long lines", () => {
  test.each([-2, -1, 0, 1, 2])("of a slab and %i bytes", async (extra) => {
    const line = "x".repeat(MIB + extra);
    for (const lineEnd of ["\n", "\r\n"]) {
      const text = `first${lineEnd}${line}${lineEnd}last`;
      for (const chunkSize of [MIB, MIB - 1, 65_536]) {
        expect(shortened(await cut(text, 64 * MIB, chunkSize))).toEqual(shortened(expected(text, 64 * MIB)));
      }
    }
  });

  test.each([-2, -1, 0, 1, 2, MIB - 1, MIB, MIB + 1, 5 * MIB])("of the bound and %i bytes", async (extra) => {
    for (const bound of [MIB - 7, MIB, MIB + 7, 3 * MIB]) {
      const line = "x".repeat(bound + extra);
      for (const text of [`${line}\r\nlast\n`, `first\n${line}\nlast`, `first\n${line}\r`, line]) {
        const found = await cut(text, bound, MIB + 3);
        expect(shortened(found)).toEqual(shortened(expected(text, bound)));
        expect(found.rejects).toHaveLength(extra > 0 ? 1 : 0);
      }
    }
  });

  test("one after the other", async () => {
    const long = "y".repeat(2 * MIB);
    const text = [long, "a", `${long}z`, long, "", "b"].join("\n");
    expect(shortened(await cut(text, MIB, 100_000))).toEqual(shortened(expected(text, MIB)));
  });
});

test("the signal is asked before every read", async () => {
  const controller = new AbortController();
  const reason = new Error("stop");
  const endless = async (into: Uint8Array): Promise<number> => {
    into[0] = 0x61;
    into[1] = 0x0a;
    return 2;
  };
  let batches = 0;
  const read = async (): Promise<void> => {
    for await (const _ of lineBatches(endless, "-", 100, controller.signal)) if (++batches === 3) controller.abort(reason);
  };
  await expect(read()).rejects.toBe(reason);
  expect(batches).toBe(3);
});
