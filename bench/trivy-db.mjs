// A Trivy database of the OSV documents that Trivy's own builder reads, from a folder of files to the bundle with db.tar.gz, process start
// included, against that builder, which stops at trivy.db: neither compacted nor packed. Both read the same documents.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { layOutEvidence } from "../tests/ci/trivy/builder-evidence.mjs";
import { goTool } from "../tools/go-tool.mjs";
import { cachePath } from "./cache.mjs";
import { failedRow, limitRow, measureSides } from "./rounds.mjs";
import { runMeasured, runShell } from "./shell.mjs";

export const title = "OSV documents to db.tar.gz through the CLI, against trivy-db's builder without compact and tar; peak memory";

const ROUNDS = 3;
const LIMIT_MB = 300;
const STELLA = join(import.meta.dirname, "../stella");
const ARCHIVE = join(import.meta.dirname, "../../shared/data/osv-large.tar.xz");
const PEER_NAME = "trivy-db (0e0340a01b57), no compact, no tar";
export async function run({ log, rounds = ROUNDS }) {
  const rows = { time: { name: "OSV to db.tar.gz", peerName: PEER_NAME, unit: "docs/s" }, memory: { name: "peak RSS", unit: "MB" } };
  if (!existsSync(ARCHIVE)) return [failedRow({ ...rows.time, error: `${ARCHIVE} is not there` })];
  const builder = await goTool("tests/ci/reference-builder");
  const folder = mkdtempSync(cachePath("trivy-db-"));
  try {
    const { ours, peer, documents } = layOut(folder, log);
    const peaks = [];
    const out = join(folder, "out");
    const fresh = () => rmSync(out, { recursive: true, force: true });
    const sides = {
      ours() {
        fresh();
        const result = runMeasured('"$1" export run --profile trivy:db --from osv="$2" --redact off --out "$3" -q', STELLA, ours, out);
        peaks.push(result.peakBytes / 1e6);
        return result;
      },
      peer() {
        fresh();
        return runShell('"$1" build "$2" "$3" 2>/dev/null', builder, peer, out);
      },
    };
    const pairs = [{ ...rows.time, ours: "ours", peer: "peer" }];
    const measured = await measureSides({ sides, pairs, unit: "docs/s", amount: documents * 1e6, rounds, log });
    return [...measured, limitRow({ ...rows.memory, values: peaks, limit: LIMIT_MB })];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same documents twice, each as its side wants them. */
function layOut(folder, log) {
  log(`unpacking ${ARCHIVE}`);
  const { ours, theirs: peer } = layOutEvidence(ARCHIVE, folder);
  const documents = Number(execFileSync("sh", ["-c", 'find "$1" -name "*.json" | wc -l', "sh", ours], { encoding: "utf8" }));
  return { ours, peer, documents };
}
