// The demo: makes a key, makes a signed bundle of the samples twice, verifies and inspects it with the stella command, makes a database for Trivy,
// and says what to try next.
// It trusts no exit code alone: the results are compared with each other and with what is on disk. Exit 0: everything held.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run-command.mjs";

const OUT = "demo-out";
const BUNDLE = `${OUT}/evidence`;
const TRIVY = `${OUT}/trivy`;
/** What the advisories in samples/ become: packages in buckets as Trivy reads them. */
const DATABASE = {
  "cargo::samples": 1,
  "debian 12": 2,
  "debian 13": 1,
  "go::samples": 1,
  "maven::samples": 1,
  "npm::samples": 5,
  "pip::samples": 3,
};
/** A key for play: its password stands here. */
const KEY = `${OUT}/demo-key`;
const PASSWORD = "demo";
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
const key = existsSync(join(root, `${KEY}.key`)) ? stella("export", "keys", "show", `${KEY}.key`) : newKey();
const made = stella("export", "run", ...evidence, "--key", `${KEY}.key`, "--out", BUNDLE, "--force");
const signature = readSignature();
const again = stella("export", "run", ...evidence, "--out", `${OUT}/again.tar`, "--force");
const signedAgain = stella("export", "sign", `${OUT}/again.tar`, "--key", `${KEY}.key`);
const kept = stella("export", "sign", BUNDLE, "--key", `${KEY}.key`);
const verified = stella("export", "verify", BUNDLE, "--key", `${KEY}.pub`, "--deep");
const verifiedAgain = stella("export", "verify", `${OUT}/again.tar`, "--key", `${KEY}.pub`);
const manifest = stella("export", "inspect", BUNDLE);
const database = makeDatabase();

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
for (const [name, result] of [
  ["the bundle", verified],
  ["the tar", verifiedAgain],
]) {
  const isGood = result.verdict === "verified" && result.failures.length === 0 && result.signers.length === 1;
  hold(`${name} verifies by its key`, isGood && result.signers[0].keyId === key.keyId);
}
hold("the run is signed, and the tar was signed afterwards", made.signed && !again.signed && !signedAgain.kept);
hold("a signature that is there is kept", kept.kept && readSignature() === signature);
hold(
  "one bundle is spoken of",
  [verified, manifest].every(({ exportId, contentDigest }) => exportId === made.exportId && contentDigest === made.contentDigest),
);

const unusual = Object.entries(DATABASE).filter(([name, packages]) => database.get(name) !== packages);
hold("the samples' advisories are in the database for Trivy", unusual.length === 0, JSON.stringify([...database]));

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
  verified       ${verified.filesChecked} files, ${verified.bytesChecked} bytes, nothing missing, changed or added
  signed by      ${key.keyId} (a key for play: ${KEY}.key, its password is "${PASSWORD}")
  reproduced     ${OUT}/again.tar, made in a second run, has the same manifest, byte for byte
  for Trivy      ${TRIVY}/trivy/db.tar.gz: the advisories as a database that an unchanged Trivy scans with

Next, with evidence of your own (a folder, a file, an archive, or - for JSON Lines on standard input):

  ./stella export keys generate --out my-key
  ./stella export run --profile json:raw --from mine=FOLDER --key my-key.key --out my-bundle
  ./stella export verify my-bundle --key my-key.pub --deep
  ./stella export trace my-bundle ID-OR-ALIAS
  ./stella export run --profile trivy:db --from mine=FOLDER --key my-key.key --out my-db
`);

function sum(count) {
  return made.inputs.reduce((total, input) => total + input[count], 0);
}

/** Packages by bucket, of a database that holds the advisories alone. */
function makeDatabase() {
  stella("export", "run", "--profile", "trivy:db", "--from", "samples=samples", "--include", "advisory", "--out", TRIVY, "--force");
  const { buckets } = stella("export", "inspect", `${TRIVY}/trivy/db.tar.gz`);
  return new Map(buckets.map(({ name, packages }) => [name, packages]));
}

/** Nothing of a key is ever overwritten: what an interrupted demo left goes first. */
function newKey() {
  mkdirSync(join(root, OUT), { recursive: true });
  for (const end of ["pub", "trusted-root.json"]) rmSync(join(root, `${KEY}.${end}`), { force: true });
  return stella("export", "keys", "generate", "--out", KEY);
}

function readSignature() {
  return readFileSync(join(root, BUNDLE, "signatures", "export.json.sig"), "utf8");
}

/** Runs ./stella and hands back its result; what it says on stderr is shown. */
function stella(...args) {
  console.log(`$ ./stella ${args.join(" ")}`);
  const { status, stdout, error } = spawnSync(join(root, "stella"), [...args, "-o", "json"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, STELLA_KEY_PASSWORD: PASSWORD },
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
