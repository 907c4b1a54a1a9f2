// The swap: killed before every single operation, the cache shows the old database or the new one, both files of it, and so does what comes after.
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nodeFiles } from "@stella-export/core/node";
import { Killed, killedFiles, layNew, namesIn, quickFiles, shown, writePair } from "./cache-fixture.js";
import { CacheSwap } from "./cache-swap.js";
import { type DatabaseSlot, filesOf, SLOTS } from "./database-slot.js";

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "stella-swap-"));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

const folderOf = (slot: DatabaseSlot): string => join(cache, slot.name);
const swapOf = (slot: DatabaseSlot, files = quickFiles): CacheSwap => new CacheSwap(files, cache, slot);

function install(slot: DatabaseSlot, which: string): void {
  const swap = swapOf(slot);
  layNew(swap, slot, which);
  swap.commit();
}

describe.each(SLOTS)("$name", (slot) => {
  test("leaves plain files, the old ones kept, and nothing else", () => {
    writePair(folderOf(slot), slot, "old");
    install(slot, "new");
    expect(shown(folderOf(slot), slot)).toBe("new");
    expect(namesIn(folderOf(slot))).toEqual(["metadata.json", slot.database]);
    expect(shown(swapOf(slot).keptFolder, slot)).toBe("old");
    expect(namesIn(join(cache, "stella/.swap", slot.name))).toEqual(["bundle.json", "kept"]);
    expect(readFileSync(swapOf(slot).record, "utf8")).toBe("new");
  });

  test.each(["an old one", "an old one of install's", "nothing", "half a one"])("killed at every step over %s", (start) => {
    let kills = 0;
    for (let at = 1; ; at++, kills++) {
      rmSync(cache, { recursive: true, force: true });
      if (start === "an old one") writePair(folderOf(slot), slot, "old");
      if (start === "an old one of install's") for (const which of ["older", "old"]) install(slot, which);
      if (start === "half a one") {
        writePair(folderOf(slot), slot, "old");
        rmSync(join(folderOf(slot), "metadata.json"));
      }
      const before = shown(folderOf(slot), slot);
      layNew(swapOf(slot), slot);
      const ended = !killed(() => swapOf(slot, killedFiles(at)).commit());
      expect([before, "new"], `kill ${at}`).toContain(shown(folderOf(slot), slot));
      const afterKill = shown(folderOf(slot), slot);
      checkRecovery(slot, afterKill, start.startsWith("an old"));
      if (ended) {
        expect(afterKill).toBe("new");
        break;
      }
    }
    expect(kills).toBeGreaterThan(20);
  });

  test("killed again at every step of what comes after a kill", () => {
    for (let first = 1; first < 60; first += 7) {
      for (let second = 1; ; second++) {
        rmSync(cache, { recursive: true, force: true });
        for (const which of ["older", "old"]) install(slot, which);
        layNew(swapOf(slot), slot);
        killed(() => swapOf(slot, killedFiles(first)).commit());
        const afterKill = shown(folderOf(slot), slot);
        const ended = !killed(() => swapOf(slot, killedFiles(second)).recover());
        expect(shown(folderOf(slot), slot), `kills ${first}, ${second}`).toBe(afterKill);
        checkRecovery(slot, afterKill, true);
        if (ended) break;
      }
    }
  });

  /** After the next command's first step all is plain, nothing is left over, and the one before is there to go back to. */
  function checkRecovery(of: DatabaseSlot, afterKill: string, hadOld: boolean): void {
    swapOf(of).recover();
    expect(shown(folderOf(of), of)).toBe(afterKill);
    expect(namesIn(folderOf(of)).filter((name) => name.endsWith("@") || name.startsWith("."))).toEqual([]);
    expect(namesIn(join(cache, "stella/.swap", of.name)).filter((name) => !["bundle.json", "kept"].includes(name))).toEqual([]);
    if (afterKill === "new" && hadOld) expect(shown(swapOf(of).keptFolder, of)).toBe("old");
  }
});

const [DB] = SLOTS;

test("a database that Trivy downloads while a swap lies there killed is Trivy's", () => {
  writePair(folderOf(DB), DB, "old");
  for (let at = 1; ; at++) {
    layNew(swapOf(DB), DB);
    const ended = !killed(() => swapOf(DB, killedFiles(at)).commit());
    rmSync(folderOf(DB), { recursive: true, force: true });
    writePair(folderOf(DB), DB, "downloaded");
    swapOf(DB).recover();
    expect([shown(folderOf(DB), DB), namesIn(folderOf(DB))]).toEqual(["downloaded", filesOf(DB).toSorted((a, b) => (a < b ? -1 : 1))]);
    if (ended) break;
  }
});

test("an open file goes on showing the old database", () => {
  writePair(folderOf(DB), DB, "old");
  const file = nodeFiles.openForRead(join(folderOf(DB), DB.database));
  install(DB, "new");
  const bytes = new Uint8Array(12);
  nodeFiles.read(file, bytes, 0);
  nodeFiles.close(file);
  expect(new TextDecoder().decode(bytes)).toBe("old trivy.db");
});

test("a link or a folder of somebody else's in the way is left alone", () => {
  writePair(folderOf(DB), DB, "old");
  rmSync(join(folderOf(DB), DB.database));
  writeFileSync(join(cache, "shared.db"), "shared");
  symlinkSync("../shared.db", join(folderOf(DB), DB.database));
  layNew(swapOf(DB), DB);
  expect(() => swapOf(DB).commit()).toThrow(expect.objectContaining({ code: "ERR_EXPORT_OUTPUT_EXISTS" }));
  expect(namesIn(folderOf(DB))).toEqual(["metadata.json", "trivy.db@"]);
});

test("the same content again leaves what is kept, unless that is the same too", () => {
  const kept = (): string => shown(swapOf(DB).keptFolder, DB);
  writePair(folderOf(DB), DB, "one");
  for (const [which, expected] of [
    ["one", "one"],
    ["two", "one"],
    ["two", "one"],
    ["three", "two"],
  ] as const) {
    install(DB, which);
    expect([shown(folderOf(DB), DB), kept()]).toEqual([which, expected]);
  }
});

test("what is worthless is not kept, also where the process is killed, and is shown again where the new one is taken back", () => {
  for (let at = 1; ; at++) {
    rmSync(cache, { recursive: true, force: true });
    for (const which of ["good", "bad"]) install(DB, which);
    layNew(swapOf(DB), DB);
    const swap = swapOf(DB, killedFiles(at));
    const ended = !killed(() => {
      swap.show({ isOldWorthless: true });
      swap.settle();
    });
    const afterKill = shown(folderOf(DB), DB);
    swapOf(DB).recover();
    expect([shown(folderOf(DB), DB), shown(swapOf(DB).keptFolder, DB)], `kill ${at}`).toEqual([afterKill, "good"]);
    if (ended) break;
  }
  layNew(swapOf(DB), DB, "newer");
  const swap = swapOf(DB);
  swap.show();
  expect(shown(folderOf(DB), DB)).toBe("newer");
  swap.takeBack();
  expect([shown(folderOf(DB), DB), shown(swap.keptFolder, DB)]).toEqual(["new", "good"]);
  expect(namesIn(join(cache, "stella/.swap/db"))).toEqual(["bundle.json", "kept"]);
});

test("the first one taken back leaves nothing", () => {
  layNew(swapOf(DB), DB);
  swapOf(DB).show();
  swapOf(DB).takeBack();
  expect(namesIn(folderOf(DB))).toEqual([]);
});

test("a leftover of a swap beside the files is no obstacle", () => {
  writePair(folderOf(DB), DB, "old");
  symlinkSync("nowhere", join(folderOf(DB), ".stella-trivy.db"));
  install(DB, "new");
  expect([shown(folderOf(DB), DB), namesIn(folderOf(DB))]).toEqual(["new", ["metadata.json", "trivy.db"]]);
});

/** Whether the work was cut off. */
function killed(work: () => void): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}
