// The real OSV documents that are kept beside the repository, unpacked once into the cache: as published, one behind the other, and
// as JSON lines in the order and spelling that JSON.stringify gives them.
import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { cachePath } from "./cache.mjs";

const ARCHIVE = join(import.meta.dirname, "../../shared/data/osv-large.tar.xz");

/** @returns {{lines: string, published: string, ends: string} | undefined} paths; `ends` is a JSON list of where each document ends */
export function realAdvisories(log) {
  const paths = {
    lines: cachePath("osv-large.jsonl"),
    published: cachePath("osv-large.published"),
    ends: cachePath("osv-large.ends.json"),
  };
  if (Object.values(paths).every((path) => existsSync(path))) return paths;
  if (!existsSync(ARCHIVE)) return undefined;
  log(`unpacking ${ARCHIVE}`);
  const folder = mkdtempSync(cachePath("osv-large-"));
  try {
    execFileSync("tar", ["-xJf", ARCHIVE, "-C", folder]);
    writeAll(folder, paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return paths;
}

function writeAll(folder, paths) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => (a < b ? -1 : 1));
  const lines = openSync(`${paths.lines}.part`, "w");
  const published = openSync(`${paths.published}.part`, "w");
  const ends = [];
  let end = 0;
  for (const file of files) {
    const bytes = readFileSync(file);
    writeSync(lines, `${JSON.stringify(JSON.parse(bytes.toString()))}\n`);
    end += writeSync(published, bytes);
    ends.push(end);
  }
  closeSync(lines);
  closeSync(published);
  renameSync(`${paths.lines}.part`, paths.lines);
  renameSync(`${paths.published}.part`, paths.published);
  writeFileSync(paths.ends, JSON.stringify(ends)); // last: with it the three are complete
}
