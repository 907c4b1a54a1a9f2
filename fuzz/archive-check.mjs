// Reads bytes as an archive on disk, the way a source is read, and demands what holds for every archive however hostile: a typed refusal or
// documents with safe paths, and afterwards no temporary file and no open file.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileSource } from "@stella-export/source-files";
import { contentsOf } from "./batches.mjs";
import { expect, outcomeOf } from "./expect.mjs";

const CODES = /^(ARCHIVE_(DAMAGED|UNSAFE|UNSUPPORTED)|SOURCE_LIMIT)$/;
/** Small, so that the bounds are met by small inputs and a breach is seen as memory. */
const LIMITS = {
  entries: 500,
  outputBytes: 4 << 20,
  freeBytes: 1 << 18,
  spoolBytes: 1 << 16,
  windowBytes: 8 << 20,
  frames: 200,
};
const OPTIONS = { limits: { documentBytes: 1 << 16, depth: 128 } };

/** The runner gives each target a temporary folder of its own. */
const folder = tmpdir();
let openBefore;

/** @param {"zip" | "tar" | "tar.gz" | "tar.zst"} ending */
export async function checkArchive(ending, bytes) {
  const name = `fuzz.${ending}`;
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const source = new FileSource("fuzz", path, LIMITS);
  const outcome = await outcomeOf(() => contentsOf(source.read(OPTIONS)), CODES);
  if (outcome.value !== undefined) checkContents(outcome.value);
  checkNothingLeft(path, name);
}

function checkContents({ documents, rejects, ignored }) {
  expect(Number.isSafeInteger(ignored) && ignored >= 0, "the number of ignored members");
  let total = 0;
  for (const { text } of documents) total += text.length;
  expect(documents.length + rejects.length <= LIMITS.outputBytes && total <= LIMITS.outputBytes, "more than may be unpacked");
  for (const { path } of documents) expect(isSafe(path), `the path ${JSON.stringify(path)}`);
}

function isSafe(path) {
  if (/^[A-Za-z]:|^\/|[\\\0]/.test(path)) return false;
  return path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

function checkNothingLeft(path, name) {
  const left = readdirSync(folder).filter((entry) => entry !== name && entry.startsWith("stella-"));
  expect(left.length === 0, `left behind: ${left.join(", ")}`);
  rmSync(path);
  if (process.platform !== "linux") return;
  const open = readdirSync("/proc/self/fd").length;
  openBefore ??= open;
  // Node itself opens a few when it first needs them; a leak grows with every run.
  expect(open <= openBefore + 16, `${open} files are open, ${openBefore} were at first`);
}
