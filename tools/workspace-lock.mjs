// Lets one process at a time install and build in this checkout; the others wait.
// The lock is SQLite's on an empty database: the kernel gives it back when its holder dies, however it dies.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { root } from "./run-command.mjs";

const WAIT_MS = 15 * 60 * 1000;

export async function withWorkspaceLock(work) {
  const folder = join(root, ".stella");
  mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(join(folder, "lock"));
  if (!tryLock(lock)) {
    console.error("export-center: waiting for another install or build in this checkout ...");
    lock.exec(`PRAGMA busy_timeout = ${WAIT_MS}`);
    lock.exec("BEGIN EXCLUSIVE");
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}

function tryLock(lock) {
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return true;
  } catch {
    return false;
  }
}
