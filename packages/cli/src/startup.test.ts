// What is loaded before a command is known: little enough to start fast, and nothing that an old Node cannot read.
import { readFileSync, writeFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { MAIN, makeFolder, stella } from "./stella-fixture.js";

/** Files that are there once `main.js` has loaded what it loads at once, and what they import from elsewhere. */
function loadedEarly(): { files: string[]; modules: string[] } {
  const main = readFileSync(MAIN, "utf8");
  const files = [...main.matchAll(/(?:from|import\() ?"(\.\/[^"]+)"/g)].map((match) => match[1] as string);
  const modules: string[] = [];
  for (const file of files) {
    const text = readFileSync(join(dirname(MAIN), file), "utf8");
    for (const [, name] of text.matchAll(/^import [^;]*?"([^"]+)";$/gm)) {
      if (!name?.startsWith("./")) modules.push(name as string);
      else if (!files.includes(name)) files.push(name);
    }
  }
  return { files, modules };
}

test("help loads nothing but the command line itself and commander, which is bundled", () => {
  const { files, modules } = loadedEarly();
  expect(files.length).toBeGreaterThan(0);
  expect(modules.filter((name) => !name.startsWith("node:"))).toEqual([]);
});

test.each(["22.22.1", "24.14.0", "25.9.0", "20.19.0"])("Node %s is refused in one line", async (version) => {
  const folder = makeFolder();
  const preload = join(folder, "older.mjs");
  writeFileSync(preload, `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`);
  const { code, stdout, stderr } = await stella(["--help"], { env: { NODE_OPTIONS: `--import=${preload}` } });
  rmSync(folder, { recursive: true });
  expect([code, stdout, stderr.split("\n").length]).toEqual([1, "", 2]);
  expect(stderr).toContain(version);
});
