// Issue 7, line 5: real bbolt 1.3, 1.4 and 1.5 read what the writer makes, find nothing wrong and may go on writing; and the reader and the
// checker agree with them about files that they made themselves.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, copyFileSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";
import { BoltWriter, checkBolt, fileSink, fileSource, openBolt } from "../../packages/adapter-trivy/dist/index.js";
import { boundaryTrees } from "./bolt-peer/boundary-trees.mjs";

const work = mkdtempSync(join(tmpdir(), "bolt-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const report = (name, problem) => {
  console.log(problem === undefined ? `ok ${name}` : `not ok ${name}: ${problem}`);
  if (problem !== undefined) process.exitCode = 1;
};

function write(path, tree) {
  const fd = openSync(path, "w");
  const writer = new BoltWriter(fileSink(fd));
  const fill = (entries) => {
    for (const [key, value] of entries) {
      if (!Array.isArray(value)) writer.put(key, value);
      else {
        writer.openBucket(key);
        fill(value);
        writer.closeBucket();
      }
    }
  };
  fill(tree);
  writer.finish();
  closeSync(fd);
}

/** As `walk` of bolt-peer/main.go. */
function digestOf(tree) {
  const hash = createHash("sha256");
  const put = (kind, ...parts) => {
    hash.update(kind);
    for (const part of parts) {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(part.length);
      hash.update(size).update(part);
    }
  };
  const walk = (entries) => {
    for (const [key, value] of entries) {
      if (!Array.isArray(value)) put("=", key, value);
      else {
        put("{", key);
        walk(value);
        put("}");
      }
    }
  };
  walk(tree);
  return hash.digest("hex");
}

/** What our reader finds, in the form of the trees. */
function treeOf(path) {
  const fd = openSync(path, "r");
  const read = (bucket) =>
    Array.from(bucket.entries(), ({ key, value, bucket: child }) => [key, child === undefined ? value : read(child)]);
  try {
    return read(openBolt(fileSource(fd), { singlePass: true }));
  } finally {
    closeSync(fd);
  }
}

/** What our checker finds wrong. */
function ourProblem(path) {
  const fd = openSync(path, "r");
  try {
    const [first] = checkBolt(fileSource(fd)).problems;
    return first === undefined ? undefined : `our checker: page ${first.place.pageId}: ${first.message}`;
  } finally {
    closeSync(fd);
  }
}

function ask(peer, ...args) {
  const { status, stdout, stderr } = spawnSync(peer, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${args[0]}: ${stderr.slice(0, 500)}`);
  const answer = JSON.parse(stdout);
  if (answer.problems?.length > 0) throw new Error(`${args[0]}: ${answer.problems.slice(0, 3).join("; ")}`);
  return answer;
}

/** Undefined where real bbolt agrees about a file of ours. */
function disagreement(peer, path, digest) {
  const before = sha256(readFileSync(path));
  const copy = join(work, "edited.db");
  copyFileSync(path, copy);
  try {
    if (ask(peer, "read", path).digest !== digest) return "it reads other entries than were written";
    if (sha256(readFileSync(path)) !== before) return "reading changed the file";
    ask(peer, "touch", path);
    if (sha256(readFileSync(path)) !== before) return "opening for writing changed the file";
    const edited = ask(peer, "edit", copy, "7");
    return ourProblem(copy) ?? (digestOf(treeOf(copy)) === edited.digest ? undefined : "our reader finds other entries after an edit");
  } catch (error) {
    return error.message;
  }
}

/** Undefined where our reader and checker agree about a file of bbolt's own. */
function foreignDisagreement(peer, command, ...args) {
  const path = join(work, "foreign.db");
  rmSync(path, { force: true });
  try {
    const { digest } = ask(peer, command, path, ...args);
    return ourProblem(path) ?? (digestOf(treeOf(path)) === digest ? undefined : "our reader finds other entries");
  } catch (error) {
    return error.message;
  }
}

const trees = boundaryTrees();
for (const version of ["1.3", "1.4", "1.5"]) {
  const peer = await goTool(`bolt-peer-${version}`);
  for (const { name, tree } of trees) {
    const path = join(work, "ours.db");
    write(path, tree);
    report(`bolt: bbolt ${version} reads, keeps and edits ${name}`, ourProblem(path) ?? disagreement(peer, path, digestOf(tree)));
  }
  for (const pageSize of [1024, 4096, 65_536]) {
    for (const more of [["1"], ["2"], ["3", "nosync"]]) {
      const [seed, ...mode] = more;
      report(
        `bolt: our reader agrees with bbolt ${version}, pages of ${pageSize}, seed ${more.join(" ")}`,
        foreignDisagreement(peer, "random", seed, String(pageSize), ...mode),
      );
    }
  }
  report(
    `bolt: our reader agrees with bbolt ${version} about 65,534 keys a page`,
    foreignDisagreement(peer, "wide", "65534", String(1 << 21)),
  );
}
