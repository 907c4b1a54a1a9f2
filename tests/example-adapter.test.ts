// The code on adapters.md is the code of examples/, which tests/ci/example-adapter.mjs builds and runs: a block says where it is from.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

const root = dirname(import.meta.dirname);
const page = readFileSync(join(root, "docs/modules/export-center/adapters.md"), "utf8");

/** Language, `path` or `path#region` where it is given, and text of every block. */
const blocks = [...page.matchAll(/^```(\w+)(?: from=(\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, from, text]) => ({
  language,
  from,
  text,
}));

/** What stands between `// #region NAME` and `// #endregion`, without the indentation that all of it has. */
function regionOf(text: string, name: string): string {
  const inside = new RegExp(`^[ \\t]*// #region ${name}\\n([\\s\\S]*?)^[ \\t]*// #endregion$`, "m").exec(text)?.[1] ?? "";
  const lines = inside.split("\n");
  const indents = lines.filter((line) => line !== "").map((line) => line.length - line.trimStart().length);
  return lines.map((line) => line.slice(Math.min(...indents))).join("\n");
}

test("every block of code says where it is from", () => {
  expect(blocks.length).toBeGreaterThan(6);
  expect(blocks.filter(({ language, from }) => language !== "text" && from === undefined)).toEqual([]);
});

test.each(blocks.filter(({ from }) => from !== undefined))("$from is what is there", ({ from = "", text }) => {
  const [path = "", region] = from.split("#");
  expect(path).toMatch(/^examples\//);
  const file = readFileSync(join(root, path), "utf8");
  expect(text).toBe(region === undefined ? file : regionOf(file, region));
});

describe("links of the page", () => {
  const targets = [...page.matchAll(/\]\(([^)#:]+)[^)]*\)/g)].map(([, target]) => target ?? "");
  test.each(targets)("%s", (target) => {
    expect(existsSync(join(root, "docs/modules/export-center", target))).toBe(true);
  });
});
