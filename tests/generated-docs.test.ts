// The pages that are made from code say what the code says.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("errors.md and the schemas are up to date", () => {
  const root = join(import.meta.dirname, "..");
  const result = spawnSync(process.execPath, [join(root, "tools/generate-docs.mjs"), "--check"], { encoding: "utf8" });
  expect(result.stderr).toBe("");
  expect(result.status).toBe(0);
});
