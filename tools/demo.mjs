// The demo: makes a bundle of the samples twice, verifies and inspects it with the stella command, and says what to try next.
// It trusts no exit code alone: the results are compared with each other and with what is on disk. Exit 0: everything held.
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run-command.mjs";

const OUT = "demo-out";
const BUNDLE = `${OUT}/evidence`;
/** What samples/ and samples-policy/ hold, kind by kind: records read, and duplicates among them (see samples/README.md). */
const SAMPLES = {
  "policy-evaluation": [2, 0],
  advisory: [14, 1],
  finding: [3, 0],
  "maven-artifact": [2, 0],
  sbom: [2, 0],
  vex: [2, 0],
  "vex-consensus": [2, 0],
};

const evidence = ["--profile", "json:policy", "--policy", "samples-policy", "--from", "samples=samples"];
const made = stella("export", "run", ...evidence, "--out", BUNDLE, "--force");
const again = stella("export", "run", ...evidence, "--out", `${OUT}/again.tar`, "--force");
const verified = stella("export", "verify", BUNDLE, "--integrity-only", "--deep");
const manifest = stella("export", "inspect", BUNDLE);

const found = Object.fromEntries(made.inputs.map(({ kind, read, duplicates }) => [kind, [read, duplicates]]));
const isWhole = JSON.stringify(found) === JSON.stringify(SAMPLES);
hold("samples/ is as it came with the checkout", isWhole, `expected ${JSON.stringify(SAMPLES)}, read ${JSON.stringify(found)}`);
hold(
  "the counts add up",
  made.inputs.every((input) => input.read === input.records + input.duplicates + input.rejected + input.excluded),
);
const redacted = made.redactions.reduce((sum, { count }) => sum + count, 0);
hold("the planted token, trace and addresses are counted", redacted === 4, `${redacted} counted`);
hold("the second run gives the same bundle", again.manifestDigest === made.manifestDigest && again.contentDigest === made.contentDigest);
hold("the bundle verifies", verified.verdict === "integrity-only" && verified.failures.length === 0);
hold(
  "one bundle is spoken of",
  [verified, manifest].every(({ exportId, contentDigest }) => exportId === made.exportId && contentDigest === made.contentDigest),
);

const listed = new Map(manifest.contents.map((content) => [content.path, content]));
const files = filesBelow(BUNDLE);
hold(
  "every listed file is there",
  [...listed.keys()].every((path) => files.includes(path)),
);

console.log(
  `\n${BUNDLE}/ holds ${sum("records")} records of seven kinds out of samples/ (${sum("read")} read, ${sum("duplicates")} of them a duplicate), and the policy under which the findings were decided, as of ${made.asOf}:\n`,
);
for (const path of files) {
  const records = listed.get(path)?.records ?? null;
  const size = `${statSync(join(root, BUNDLE, path)).size} bytes`.padStart(12);
  console.log(`  ${path.padEnd(56)}${size}${records === null ? "" : `  ${records} records`}`);
}
console.log(`
  contentDigest  ${made.contentDigest}
  verified       ${verified.filesChecked} files, ${verified.bytesChecked} bytes, nothing missing, changed or added (integrity only: it is not signed)
  reproduced     ${OUT}/again.tar, made in a second run, has the same manifest, byte for byte

Next, with evidence of your own (a folder, a file, an archive, or - for JSON Lines on standard input):

  ./stella export run --profile json:raw --from mine=FOLDER --out my-bundle
  ./stella export verify my-bundle --integrity-only --deep
  ./stella export trace my-bundle ID-OR-ALIAS
`);

function sum(count) {
  return made.inputs.reduce((total, input) => total + input[count], 0);
}

/** Runs ./stella and hands back its result; what it says on stderr is shown. */
function stella(...args) {
  console.log(`$ ./stella ${args.join(" ")}`);
  const { status, stdout, error } = spawnSync(join(root, "stella"), [...args, "-o", "json"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (error !== undefined) throw error;
  hold(`stella ${args.slice(0, 2).join(" ")} ends with 0`, status === 0, `it ended with ${status}\n${stdout}`);
  return JSON.parse(stdout);
}

function hold(what, holds, instead = "it does not") {
  if (holds) return;
  console.error(`export-center: the demo failed: ${what}: ${instead}`);
  process.exit(1);
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(root, folder).length + 1)
        .replaceAll("\\", "/"),
    )
    .sort((a, b) => (a < b ? -1 : 1));
}
