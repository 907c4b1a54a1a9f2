// A Trivy database of 1.8 million advisories and the one of the next day: `explain` of one vulnerability, from the bundle's index, and `diff`
// against what people do without it: both dumped, flattened by jq, sorted and compared by comm.
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { cachePath } from "./cache.mjs";
import { limitRow, measureSides } from "./rounds.mjs";
import { runMeasured, runShell } from "./shell.mjs";

export const title = "explain and diff on a Trivy database of 1.8 million records, against dump, jq, sort and comm; peak memory";

const ROUNDS = 3;
const DOCUMENTS = 600_000; // of three packages each
const EXPLAINED = 20;
const LIMIT_SECONDS = 0.3;
const LIMIT_MB = 300;
const PEER_NAME = "db dump, jq, sort, comm";
const STELLA = join(import.meta.dirname, "../stella");
const ECOSYSTEMS = ["npm", "PyPI", "Go", "crates.io", "Maven", "RubyGems"];
/** Each value as a line: bucket, package, id, value. */
const FLATTEN =
  'to_entries[] | .key as $b | .value | to_entries[] | .key as $p | if (.value | type) == "object" and $b != "vulnerability" and $b != "data-source" ' +
  'then (.value | to_entries[] | [$b, $p, .key, (.value | tojson)]) else [$b, $p, "", (.value | tojson)] end | @tsv';

export async function run({ log, rounds = ROUNDS }) {
  const folder = mkdtempSync(cachePath("database-diff-"));
  const at = (name) => join(folder, name);
  try {
    log("making two databases of 1.8 million advisories");
    for (const [day, isNext] of [
      ["today", false],
      ["tomorrow", true],
    ]) {
      await writeDocuments(at(`${day}.jsonl`), isNext);
      // prettier-ignore
      runShell('"$1" export run --profile trivy:db --redact off --from pub="$2" --out "$3" -q', STELLA, at(`${day}.jsonl`), at(day));
      runShell('mkdir "$2" && tar -xzf "$1/trivy/db.tar.gz" -C "$2"', at(day), at(`${day}-db`));
    }
    const seconds = [];
    for (let i = 0; i < EXPLAINED; i++) {
      const id = idOf(Math.floor((i * DOCUMENTS) / EXPLAINED));
      seconds.push(runShell('"$1" export explain "$2" --vuln "$3" -o json', STELLA, at("today"), id).seconds);
    }
    const peaks = [];
    const sides = {
      ours() {
        const result = runMeasured('"$1" export diff "$2" "$3" -q -o json', STELLA, at("today-db/trivy.db"), at("tomorrow-db/trivy.db"));
        peaks.push(result.peakBytes / 1e6);
        return result;
      },
      peer: () => runShell(PEER, STELLA, folder, FLATTEN),
    };
    const pairs = [{ name: "diff of two databases", ours: "ours", peer: "peer", peerName: PEER_NAME }];
    const measured = await measureSides({ sides, pairs, unit: "records/s", amount: DOCUMENTS * 3 * 1e6, rounds, log });
    return [
      limitRow({ name: "explain, process start included", unit: "s", values: seconds, limit: LIMIT_SECONDS }),
      ...measured,
      limitRow({ name: "peak RSS of diff", unit: "MB", values: peaks, limit: LIMIT_MB }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PEER = `cd "$2" && export LC_ALL=C
for day in today tomorrow; do "$1" export db dump "$day-db/trivy.db" -q | jq -r "$3" | sort > "$day.lines"; done
comm -3 today.lines tomorrow.lines > difference`;

function idOf(i) {
  return `CVE-${2000 + (i % 26)}-${100_000 + i}`;
}

/** The next day: one in 500 is gone, one in 300 has other fixes. */
async function writeDocuments(path, isNext) {
  const out = createWriteStream(path);
  for (let i = 0; i < DOCUMENTS; i++) {
    if (isNext && i % 500 === 7) continue;
    if (!out.write(`${JSON.stringify(documentOf(i, isNext && i % 300 === 5))}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
}

function documentOf(i, isChanged) {
  const ecosystem = ECOSYSTEMS[i % ECOSYSTEMS.length];
  const name = (k) => (ecosystem === "Maven" ? `org.g${i % 977}:a${(i * 7 + k) % 60_000}` : `pkg-${(i * 7 + k * 13) % 90_000}`);
  const fixed = (k) => `${1 + (i % 9)}.${i % 20}.${k + (isChanged ? 2 : 1)}`;
  return {
    schema_version: "1.7.0",
    id: idOf(i),
    modified: "2026-01-02T03:04:05Z",
    summary: `Something in ${name(0)} goes wrong`,
    severity: [{ type: "CVSS_V3", score: `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:${i % 3 === 0 ? "N" : "H"}` }],
    affected: [0, 1, 2].map((k) => ({
      package: { ecosystem, name: name(k) },
      ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: fixed(k) }] }],
    })),
  };
}
