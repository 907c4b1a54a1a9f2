// Keeps the project's Node at node_modules/.stella/node, so that ./stella starts it directly, without npx in between.
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run-command.mjs";

const folder = join(root, "node_modules", ".stella");
const target = join(folder, process.platform === "win32" ? "node.exe" : "node");
const stamp = join(folder, "version");

/** Links the Node that runs this; does nothing where that version is linked already. */
export function linkNode() {
  const version = `${process.version} ${process.platform}-${process.arch}`;
  if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, "utf8") === version) return;
  mkdirSync(folder, { recursive: true });
  const fresh = `${target}.${process.pid}`;
  rmSync(fresh, { force: true });
  try {
    linkSync(process.execPath, fresh); // no extra disk; the copy serves another file system
  } catch {
    copyFileSync(process.execPath, fresh);
  }
  renameSync(fresh, target); // a ./stella that is starting meanwhile finds the old one or the new one
  writeFileSync(stamp, version);
}
