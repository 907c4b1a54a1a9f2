// The quickstart of sdk.md is run as it is printed, by a program of its own that has the samples and the packages and nothing else.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = dirname(import.meta.dirname);
const page = readFileSync(join(root, "docs/modules/export-center/sdk.md"), "utf8");
const [code = ""] = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? "");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "quickstart-"));
  cpSync(join(root, "samples"), join(folder, "samples"), { recursive: true });
  const scope = join(folder, "node_modules", "@stella-export");
  mkdirSync(scope, { recursive: true });
  for (const name of readdirSync(join(root, "packages"))) symlinkSync(join(root, "packages", name), join(scope, name));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the quickstart", () => {
  test("fits into 30 lines", () => {
    expect(
      code
        .trimEnd()
        .split("\n")
        .filter((line) => line !== "").length,
    ).toBeLessThanOrEqual(30);
  });

  test("makes, verifies and reads a bundle, exactly as printed", () => {
    writeFileSync(join(folder, "quickstart.mjs"), code);
    const { status, stdout, stderr } = spawnSync(process.execPath, ["quickstart.mjs"], { cwd: folder, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^\d+ files in \S+bundle, evidence as of 20\d\d-/);
    expect(lines[1]).toBe("integrity-only []");
    expect(lines.slice(2, -1).join("\n")).toMatch(/^samples: \d+ advisory documents, \d+ records, 1 duplicates$/m);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ id: "EXC-2025-0001" });
    expect(existsSync(join(folder, "bundle", "export.json"))).toBe(true);
  });
});

test("every name in the table of doors is exported there", () => {
  let door = "";
  const missing: string[] = [];
  for (const row of page.matchAll(/^\|(.+)\|$/gm)) {
    const [first = "", , names = ""] = (row[1] ?? "").split(" | ").map((cell) => cell.trim());
    door = /^`(@stella-export\/\S+)`$/.exec(first)?.[1] ?? door;
    if (!door.startsWith("@stella-export/")) continue;
    const [, name = "", below = "."] = /^@stella-export\/([a-z-]+)(?:\/(.+))?$/.exec(door) ?? [];
    // Types are gone from JavaScript, so the door's source is asked.
    const source = readFileSync(join(root, "packages", name, "src", below, "index.ts"), "utf8");
    for (const [, exported = ""] of names.matchAll(/`(\w+)`/g))
      if (!new RegExp(`\\b${exported}\\b`).test(source)) missing.push(`${door}: ${exported}`);
  }
  expect(door).toBe("@stella-export/testkit");
  expect(missing).toEqual([]);
});
