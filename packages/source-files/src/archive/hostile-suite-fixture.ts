// The tests of archives that must be refused: each is put where archives can be, and the refusal looked at from all sides. It registers
// tests and tidies up behind them. Test-only: not exported from the package.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Hostile, refusalProblems } from "./refusal-fixture.js";

/** Registers a test for each archive, which gets the name `file`. */
export function describeHostile(title: string, file: string, archives: readonly Hostile[]): void {
  describe(title, () => {
    let temporary = "";
    const { TMPDIR } = process.env;
    beforeAll(() => {
      temporary = mkdtempSync(join(tmpdir(), "hostile-"));
      process.env.TMPDIR = temporary;
    });
    afterAll(() => {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      rmSync(temporary, { recursive: true, force: true });
    });
    it.each(archives)("$title", async (hostile) => {
      expect(await refusalProblems(hostile, file, temporary)).toEqual([]);
    });
  });
}
