// An install of which the n-th call on the cache fails: what is in the cache is the old database or the new one, whole, and the next install is
// none the worse for it.
import { cpSync, lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installBundle } from "@stella-export/adapter-trivy/tools";
import { ExportError, systemClock } from "@stella-export/core";
import { openFolderState } from "@stella-export/core/node";
import { breakFileSystem } from "@stella-export/testkit";
import { advisory, makeFolder, stella } from "./stella-fixture.js";

let folder: string;
const at = (...names: string[]): string => join(folder, ...names);

async function install(bundle: string): Promise<void> {
  const state = openFolderState(at("cache/stella"), { firstUse: true });
  await installBundle({ bundle: at(bundle), cache: at("cache"), mode: { kind: "integrity-only" }, state, clock: systemClock });
}

/** `old` or `new`, by both files; anything else is named by what it is. */
function shown(): string {
  const updated = (JSON.parse(readFileSync(at("cache/db/metadata.json"), "utf8")) as { UpdatedAt: string }).UpdatedAt;
  const text = readFileSync(at("cache/db/trivy.db")).toString("latin1");
  const said = `${updated} ${text.includes("ACME-new") ? "new" : "old"}`;
  return { "2026-01-01T00:00:00Z old": "old", "2026-01-02T00:00:00Z new": "new" }[said] ?? said;
}

beforeAll(async () => {
  folder = makeFolder();
  for (const [day, name] of ["old", "new"].entries()) {
    const affected = [{ package: { ecosystem: "npm", name: "widget" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] }];
    writeFileSync(at(`${name}.json`), advisory(`ACME-${name}`, { affected }));
    const when = ["--sequence", String(day + 1), "--as-of", `2026-01-0${day + 1}T00:00:00Z`];
    const made = await stella(["export", "run", "--profile", "trivy:db", "--from", `acme=${name}.json`, "--out", name, ...when], {
      cwd: folder,
    });
    expect(made.code, made.stderr).toBe(0);
  }
  await install("old");
  cpSync(at("cache"), at("before"), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(["EIO", "ENOSPC"] as const)(
  "%s in each call",
  async (kind) => {
    const seen = new Set<string>();
    let calls = 0;
    for (let n = 1; ; n++, calls++) {
      rmSync(at("cache"), { recursive: true });
      cpSync(at("before"), at("cache"), { recursive: true });
      const broken = breakFileSystem({ kind, at: n }, { within: [at("cache")] });
      let failure: unknown;
      try {
        await install("new");
      } catch (error) {
        failure = error;
      } finally {
        broken.mend();
      }
      const where = `call ${n}, ${broken.met}`;
      const now = shown();
      expect(["old", "new"], where).toContain(now);
      // A call whose failure changes nothing, such as a look at what is only told to people, may be passed over.
      if (failure === undefined) expect(now, where).toBe("new");
      else expect(failure, where).toBeInstanceOf(ExportError);
      seen.add(`${failure === undefined ? "passed" : "failed"} ${now}`);
      await install("new");
      expect(shown(), where).toBe("new");
      for (const name of ["trivy.db", "metadata.json"]) expect(lstatSync(at("cache/db", name)).isFile(), where).toBe(true);
      if (broken.met === undefined) break;
    }
    expect(calls).toBeGreaterThan(100);
    expect(seen).toContain("failed old");
  },
  300_000,
);
