// A tree in JSON → a file → the same tree.
import fc from "fast-check";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExportError } from "@stella-export/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkBolt } from "../bolt/bolt-check.js";
import { openBolt } from "../bolt/bolt-reader.js";
import { BoltWriter } from "../bolt/bolt-writer.js";
import { memorySource } from "../bolt/byte-source.js";
import { dumpDatabase, loadDatabase } from "./index.js";
import { treeText } from "./tree-text.js";
import { writeTree } from "./tree-writer.js";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "tree-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const load = (json: string): ReturnType<typeof loadDatabase> => {
  writeFileSync(join(folder, "tree.json"), json);
  return loadDatabase(join(folder, "tree.json"), join(folder, "tree.db"), { force: true });
};
/** The same in memory. */
const encode = (json: string): Uint8Array => {
  const bytes = new Uint8Array(1 << 20);
  const writer = new BoltWriter({ write: (part, position) => bytes.set(part, position) });
  writeTree(Buffer.from(json), writer);
  const { sizeBytes } = writer.finish();
  return bytes.slice(0, sizeBytes);
};
const dump = async (): Promise<string> => {
  const chunks: string[] = [];
  await dumpDatabase(join(folder, "tree.db"), async (chunk) => chunks.push(chunk) > 0);
  return chunks.join("");
};
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof ExportError) return error.code;
    throw error;
  }
  return undefined;
};

test("keys in any order, escapes and every script", async () => {
  const tree = '{"b\\n\\"\\\\":{"\\u00e9":"1\\u0000\\u001f","\\ue000":"","\\ud83d\\ude00":"\\/","a":{}},"a":{"key":"{\\"x\\":[1]}"}}';
  expect(load(tree)).toMatchObject({ buckets: 3, values: 4, sizeBytes: 5 * 4096 });
  expect(await dump()).toBe(
    '{\n "a": {\n  "key": "{\\"x\\":[1]}"\n },\n "b\\n\\"\\\\": {\n  "a": {},\n  "é": "1\\u0000\\u001f",\n  "\ue000": "",\n  "😀": "/"\n }\n}\n',
  );
});

test("any tree comes back, and the order in which it was written changes no byte", () => {
  const { trees } = fc.letrec<{ trees: Record<string, unknown> }>((tie) => ({
    trees: fc.dictionary(
      fc.string({ minLength: 1, unit: "grapheme" }),
      fc.oneof({ depthSize: "small" }, fc.string({ unit: "binary" }), tie("trees")),
      {
        noNullPrototype: true,
        maxKeys: 12,
      },
    ),
  }));
  const files = fc.dictionary(fc.string({ minLength: 1 }), trees, { noNullPrototype: true, maxKeys: 4 });
  fc.assert(
    fc.property(files, (tree) => {
      const bytes = encode(JSON.stringify(tree, null, 3));
      expect(JSON.parse([...treeText(openBolt(memorySource(bytes)))].join(""))).toEqual(tree);
      expect(checkBolt(memorySource(bytes)).problems).toEqual([]);
      const reversed = (node: unknown): unknown =>
        typeof node === "string"
          ? node
          : Object.fromEntries(
              Object.entries(node as object)
                .toReversed()
                .map(([key, value]) => [key, reversed(value)]),
            );
      expect(Buffer.from(encode(JSON.stringify(reversed(tree)))).equals(bytes)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

describe("what is refused", () => {
  test.each([
    ["[]", "DATABASE_TREE_INVALID"],
    ['"text"', "DATABASE_TREE_INVALID"],
    ['{"a": 1}', "DATABASE_TREE_INVALID"],
    ['{"a": {"b": {"c": null}}}', "DATABASE_TREE_INVALID"],
    ['{"a": {"b": ["c"]}}', "DATABASE_TREE_INVALID"],
    ['{"a": "value in the root"}', "DATABASE_TREE_INVALID"],
    ['{"a": {"": "empty key"}}', "DATABASE_TREE_INVALID"],
    [`{"a": {"${"k".repeat(32_769)}": ""}}`, "DATABASE_TREE_INVALID"],
    ['{"a": {"b": "1", "b": "2"}}', "JSON_DUPLICATE_KEY"],
    ['{"a": {}', "JSON_TRUNCATED"],
    ['{"a": "\\ud800"}', "JSON_LONE_SURROGATE"],
    ["", "JSON_TRUNCATED"],
  ])("%.40s", (json, code) => {
    load('{"before":{}}');
    const before = readFileSync(join(folder, "tree.db"));
    expect(codeOf(() => load(json))).toBe(`ERR_EXPORT_${code}`);
    // What was there is still there, and nothing beside it.
    expect(readFileSync(join(folder, "tree.db")).equals(before)).toBe(true);
    expect(readdirSync(folder).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(["tree.db", "tree.json"]);
  });

  test("an output that is there, an input that is not", () => {
    load("{}");
    const paths = [join(folder, "tree.json"), join(folder, "tree.db")] as const;
    expect(codeOf(() => loadDatabase(...paths))).toBe("ERR_EXPORT_OUTPUT_EXISTS");
    expect(codeOf(() => loadDatabase(paths[0], folder, { force: true }))).toBe("ERR_EXPORT_OUTPUT_EXISTS");
    expect(codeOf(() => loadDatabase(join(folder, "none.json"), join(folder, "none.db")))).toBe("ERR_EXPORT_NOT_FOUND");
  });
});
