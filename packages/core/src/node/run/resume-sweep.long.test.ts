// Every file operation at which a run can die, for every form of output: the next run gives the same, and leaves nothing.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { die, evidence, type Folders, identityAt, makeFolders, partialOf, request } from "./resume-fixture.js";
import { run } from "./run.js";

let folders: Folders;
beforeEach(() => {
  folders = makeFolders();
});
afterEach(() => rmSync(folders.root, { recursive: true }));

const FORMS = [
  ["a directory", "out", {}],
  ["a tar", "out.tar", {}],
  ["a directory in the place of another", "out", { force: true }],
  ["a tar in the place of another", "out.tar", { force: true }],
  ["a directory, its spool elsewhere", "out", { elsewhere: true }],
] as const;

describe.each(FORMS)("%s", (_, name, { force = false, elsewhere = false }: { force?: boolean; elsewhere?: boolean }) => {
  test("dying at any operation, the next run gives the same and leaves nothing; after the snapshot it reads nothing", async () => {
    const { root, place, scratch } = folders;
    const out = join(place, name);
    const [snapshotFile, resultFile] = [join(partialOf(out), "snapshot.json"), join(partialOf(out), "result.json")];
    const more = { force, ...(elsewhere ? { scratch } : {}) };
    const undisturbed = await run(request(join(root, "reference", name), evidence(), more));
    const identity = identityAt(undisturbed.path);
    let late = 0;
    let named = 0;
    for (let n = 1; ; n++) {
      if (force) await run(request(out, evidence(), { force, tenant: "older" }));
      if ((await die(n, request(out, evidence(), more))) === "ended") break;
      const isNamed = existsSync(out) && identityAt(out) === identity;
      const canResume = existsSync(snapshotFile) || (isNamed && existsSync(resultFile));
      const next = evidence();
      if (isNamed && !canResume && !force) {
        // All that was left to do was to tidy up: there is nothing to make, and what is there may not be replaced.
        await expect(run(request(out, next, more))).rejects.toThrow(expect.objectContaining({ code: "ERR_EXPORT_OUTPUT_EXISTS" }));
        expect(next.reads).toBe(0);
      } else {
        expect(await run(request(out, next, more))).toEqual({ ...undisturbed, path: out });
        expect([n, next.reads]).toEqual([n, canResume ? 0 : 1]);
      }
      expect(identityAt(out)).toBe(identity);
      expect([readdirSync(place), readdirSync(scratch)]).toEqual([[name], []]);
      if (canResume) late++;
      if (isNamed) named++;
      rmSync(out, { recursive: true });
    }
    expect([late > 20, named > 3]).toEqual([true, true]);
  }, 600_000);
});
