// Real bbolt 1.3, 1.4 and 1.5 read what the writer makes, find nothing wrong and may go on writing; and the reader and the
// checker agree with them about files that they made themselves.
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";
import { BoltWriter, fileSink } from "../../packages/adapter-trivy/dist/index.js";
import { ask, digestOf, disagreement, ourProblem, treeOf } from "./bolt-cases/agreement.mjs";
import { boundaryTrees } from "./bolt-cases/boundary-trees.mjs";

const work = mkdtempSync(join(tmpdir(), "bolt-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

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
    report(`bolt: bbolt ${version} reads, keeps and edits ${name}`, ourProblem(path) ?? disagreement(peer, path, digestOf(tree), work));
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
