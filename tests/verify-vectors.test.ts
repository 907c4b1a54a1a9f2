// The published vectors of verification, in process. `tests/ci/verify-vectors.mjs` runs them through the command line in every format.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as core from "../packages/core/dist/index.js";
import * as coreNode from "../packages/core/dist/node/index.js";
import { readVector, vectorNames, vectorOutcome } from "./verify/vector-outcome.js";
import { afterAll, describe, expect, test } from "vitest";

const published = join(import.meta.dirname, "../packages/testkit/vectors/verify");
const root = mkdtempSync(join(tmpdir(), "verify-vectors-"));
afterAll(() => rmSync(root, { recursive: true }));
cpSync(published, root, { recursive: true });
const names = vectorNames(root);
const verifier = { ...core, ...coreNode };

describe("the vectors of verification", () => {
  test.each(names)("%s", async (name) => {
    const { expect: expected } = readVector(root, name);
    expect(await vectorOutcome(verifier, root, name)).toEqual(expected);
  });

  test("are at least 100, of which at least 75 must fail", () => {
    expect(names.length).toBeGreaterThanOrEqual(100);
    expect(names.filter((name) => readVector(root, name).expect.exit !== 0).length).toBeGreaterThanOrEqual(75);
  });

  test("are what their descriptions make", () => {
    const { status, stderr } = spawnSync(process.execPath, ["tools/verify-vectors/main.mjs", "--check"], {
      cwd: join(import.meta.dirname, ".."),
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});
