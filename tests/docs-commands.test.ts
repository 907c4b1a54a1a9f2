// Runs the commands of the pages for users: every ```sh block, in order, in a folder that has the samples and ./stella and nothing else.
// A ```yaml file=NAME block is written to NAME first. What needs an outside tool skips where it is absent, and fails under STELLA_REQUIRE_ALL.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const PAGES = [
  "README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`)
    .toSorted((a, b) => (a < b ? -1 : 1)),
];
/** Commands that another suite runs: they set up the checkout itself (tests/ci/fresh-clone.sh). */
const ELSEWHERE = /^(npm (run|test|install)|git clone|cd stella)/;
const OUTSIDE_TOOLS = ["zstd", "jq", "python3"];

interface Block {
  readonly line: number;
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  const lines = readFileSync(join(root, page), "utf8").split("\n");
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\w+)(?: file=(\S+))?$/.exec(lines[i] as string);
    if (fence === null) continue;
    const end = lines.indexOf("```", i + 1);
    blocks.push({ line: i + 1, language: fence[1] as string, file: fence[2], text: lines.slice(i + 1, end).join("\n") });
    i = end;
  }
  return blocks;
}

const isRunnable = ({ language, file }: Block): boolean => language === "sh" || file !== undefined;
const pages = PAGES.map((page) => ({ page, blocks: blocksOf(page).filter(isRunnable) })).filter(({ blocks }) =>
  blocks.some(({ language }) => language === "sh"),
);

test("pages with commands are found", () => {
  expect(pages.map(({ page }) => page)).toEqual(expect.arrayContaining(["README.md", "docs/modules/export-center/profiles.md"]));
});

describe.each(pages)("$page", ({ blocks }) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "docs-"));
    for (const name of ["samples", "samples-policy", "samples-own"]) cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, "stella"), join(folder, "stella"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(blocks)("line $line", ({ file, text }) => {
    if (file !== undefined) {
      writeFileSync(join(folder, file), `${text}\n`);
      return;
    }
    const script = text
      .split("\n")
      .filter((line) => !ELSEWHERE.test(line))
      .join("\n");
    const missing = OUTSIDE_TOOLS.filter(
      (tool) => new RegExp(`\\b${tool}\\b`).test(script) && spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0,
    );
    if (missing.length > 0) {
      if (process.env.STELLA_REQUIRE_ALL === "1") throw new Error(`missing: ${missing.join(", ")}`);
      console.warn(`skipped: ${missing.join(", ")} not installed`);
      return;
    }
    const result = spawnSync("sh", ["-e", "-c", script], { cwd: folder, encoding: "utf8" });
    expect({ status: result.status, stderr: result.status === 0 ? "" : result.stderr }).toEqual({ status: 0, stderr: "" });
  });
});
