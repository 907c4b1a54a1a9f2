// The command ends when it has said what it has to say. V8 may still be compiling in threads then, for which `process.exit` waits, some of
// them for ever (nodejs/node#54918): in one of eight small runs that were refused.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stella } from "./stella-fixture.js";

const RUNS = 60;
const AT_A_TIME = 3;
const folder = mkdtempSync(join(tmpdir(), "stella-exit-"));
beforeAll(() => {
  mkdirSync(join(folder, "bad"));
  writeFileSync(join(folder, "bad", "broken.json"), '{"a":1,');
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a run that is refused ends, each of many times", { timeout: 120_000 }, async () => {
  const codes: number[] = [];
  const lane = async (n: number): Promise<void> => {
    while (codes.length < RUNS)
      codes.push(
        (
          await stella(["export", "run", "--profile", "json:raw", "--from", "osv=bad", "--out", `none-${codes.length}-${n}`], {
            cwd: folder,
          })
        ).code ?? -1,
      );
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, async (_, n) => lane(n)));
  expect(new Set(codes)).toEqual(new Set([2]));
});
