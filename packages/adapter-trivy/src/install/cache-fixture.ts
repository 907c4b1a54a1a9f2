// A small Trivy cache and a process that is killed in it. For tests only.
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Files, nodeFiles } from "@stella-export/core/node";
import type { CacheSwap } from "./cache-swap.js";
import { type DatabaseSlot, filesOf } from "./database-slot.js";
import { RECORD } from "./installed-record.js";

/** What a kill is to the process: whatever it would have done after it is not done. */
export class Killed extends Error {}

/** Without waiting for the disk: a sweep of thousands of swaps need not. */
export const quickFiles: Files = { ...nodeFiles, sync() {}, syncFile() {}, syncFolder() {} };

/** Files of a process that is killed before its `at`-th operation, counted from 1. */
export function killedFiles(at: number): Files {
  let count = 0;
  return new Proxy(quickFiles, {
    get(target, name: keyof Files) {
      const work = target[name] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        count++;
        if (count >= at) throw new Killed(name);
        return work.apply(target, args);
      };
    },
  });
}

/** Writes both files of a database, each saying which one it is. */
export function writePair(folder: string, slot: DatabaseSlot, which: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of filesOf(slot)) writeFileSync(join(folder, name), `${which} ${name}`);
}

/** Lays a new database down for the swap. */
export function layNew(swap: CacheSwap, slot: DatabaseSlot, which = "new"): void {
  swap.prepare();
  writePair(swap.newFolder, slot, which);
  writeFileSync(join(swap.newFolder, RECORD), which);
}

/** What whoever opens the two files by name sees: `none`, the name of the database, or what is mixed. */
export function shown(folder: string, slot: DatabaseSlot): string {
  const seen = filesOf(slot).map((name) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8").replace(` ${name}`, "") : "none",
  );
  return seen[0] === seen[1] ? (seen[0] as string) : seen.join("+");
}

/** Names in a folder; a link has `@` behind it. */
export function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).map((name) => (lstatSync(join(folder, name)).isSymbolicLink() ? `${name}@` : name));
  return names.toSorted((a, b) => (a < b ? -1 : 1));
}
