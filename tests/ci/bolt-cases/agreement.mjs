// What real bbolt (bolt-peer/main.go) and our reader and checker say about one file, compared.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, copyFileSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkBolt, fileSource, openBolt } from "../../../packages/adapter-trivy/dist/index.js";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** As `walk` of bolt-peer/main.go. */
export function digestOf(tree) {
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
export function treeOf(path) {
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
export function ourProblem(path) {
  const fd = openSync(path, "r");
  try {
    const [first] = checkBolt(fileSource(fd)).problems;
    return first === undefined ? undefined : `our checker: page ${first.place.pageId}: ${first.message}`;
  } finally {
    closeSync(fd);
  }
}

export function ask(peer, ...args) {
  const { status, stdout, stderr } = spawnSync(peer, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${args[0]}: ${stderr.slice(0, 500)}`);
  const answer = JSON.parse(stdout);
  if (answer.problems?.length > 0) throw new Error(`${args[0]}: ${answer.problems.slice(0, 3).join("; ")}`);
  return answer;
}

/** Undefined where real bbolt reads a file of ours, leaves it as it is, and may go on writing to a copy in the folder `work`. */
export function disagreement(peer, path, digest, work) {
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
