// Tells what a piece of work leaves open in this process: the descriptors behind files, pipes and sockets, or what the caller counts himself.
import { fstatSync, readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

const FOLDERS = ["/proc/self/fd", "/dev/fd"];
/** Files are closed a few turns after the promise that announces it. */
const PATIENCE = 100;

/** Fails where something is open afterwards that was not before. `count` replaces the look at the process where handles are no descriptors. */
export async function assertClosesAll(work: () => Promise<void>, count?: () => number): Promise<void> {
  const look = count === undefined ? openHandles : () => Array.from({ length: count() }, (_, i) => `handle ${i + 1}`);
  const before = new Set(look());
  await work();
  let left: string[] = [];
  for (let i = 0; i < PATIENCE; i++) {
    left = look().filter((handle) => !before.has(handle));
    if (left.length === 0) return;
    await wait(5);
  }
  throw new Error(`left open: ${left.join(", ")}`);
}

function openHandles(): string[] {
  for (const folder of FOLDERS) {
    const names = list(folder);
    if (names !== undefined) return names.flatMap((name) => identify(Number(name)));
  }
  // Where there is no such folder (Windows): less telling, and without the timers that belong to the runner.
  return process
    .getActiveResourcesInfo()
    .filter((resource) => !/Timeout|Immediate/.test(resource))
    .map((resource, i) => `${i} ${resource}`);
}

function list(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

// With what is behind it, because numbers are used again. The descriptor of the listing itself is closed by now.
function identify(descriptor: number): string[] {
  try {
    const { dev, ino } = fstatSync(descriptor);
    return [`descriptor ${descriptor} (device ${dev}, inode ${ino})`];
  } catch {
    return [];
  }
}
