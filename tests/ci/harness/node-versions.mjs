// Node in other versions than the project's, from the npm package that carries it; npx keeps what it fetched.
import { spawnSync } from "node:child_process";
import { arch, platform } from "node:process";

const paths = new Map();

/** Path of a Node of exactly this version. */
export async function nodeAt(version) {
  if (version === process.versions.node) return process.execPath;
  let path = paths.get(version);
  if (path === undefined) paths.set(version, (path = fetch(version)));
  return path;
}

function fetch(version) {
  const name = `node-${platform}-${arch}@${version}`;
  const args = [
    "--yes",
    "--loglevel=error",
    "--no-update-notifier",
    `--package=${name}`,
    "--",
    "node",
    "-p",
    "process.execPath + ' ' + process.versions.node",
  ];
  const result = spawnSync("npx", args, { encoding: "utf8" });
  const [path, found] = result.stdout.trim().split(" ");
  if (found !== version) throw new Error(`npx ${name} gave Node ${found}: ${result.stderr}`);
  return path;
}
