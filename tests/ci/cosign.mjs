#!/usr/bin/env node
// Real cosign judges what is signed here: the lines of the shipped README, taken out of it and run as they are, without a network and in one that
// swallows packets; and keys go back and forth. Usage: node tests/ci/cosign.mjs [VERSION …]; without one, the newest of each generation.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { networkProblem, NETWORKS } from "../cosign/networks.mjs";
import { Cosign, KEY_PASSWORD } from "../cosign/program.mjs";

const root = join(import.meta.dirname, "../..");
const versions = process.argv.length > 2 ? process.argv.slice(2) : ["2.6.5", "3.1.3"];
const work = mkdtempSync(join(tmpdir(), "stella-cosign-"));
const at = (name) => join(work, name);
let failures = 0;
let suite = "setup";

function check(name, good, detail = "") {
  if (!good) failures++;
  console.log(good ? `ok ${suite}: ${name}` : `not ok ${suite}: ${name}: ${String(detail).trim().split("\n").slice(-2).join(" ")}`);
}

function stella(...args) {
  const command = [join(root, "packages/cli/dist/main.js"), "export", ...args];
  const result = spawnSync(process.execPath, command, {
    cwd: work,
    encoding: "utf8",
    env: { PATH: process.env.PATH, STELLA_KEY_PASSWORD: KEY_PASSWORD },
  });
  if (result.status !== 0) throw new Error(`stella export ${args.join(" ")} ended with ${result.status}: ${result.stderr}`);
  return result.stdout;
}

/** A signed bundle in a folder of its own, with the maker's key where the README wants it. */
function makeBundle(name, key, ...more) {
  mkdirSync(at(name));
  cpSync(at(`${key}.pub`), at(`${name}/maker.pub`));
  stella("run", "--profile", "json:raw", "--from", `s=${join(root, "samples")}`, "--key", `${key}.key`, "--out", `${name}/bundle`, ...more);
}

/** A copy of a bundle that somebody has changed. */
function changed(name, edit) {
  const copy = `${name}-changed`;
  rmSync(at(copy), { recursive: true, force: true });
  cpSync(at(name), at(copy), { recursive: true });
  edit(at(`${copy}/bundle`), at(copy));
  return at(`${copy}/bundle`);
}

/** Lines of shell in the README that a bundle carries, by what they begin with. */
function readmeLines(bundle, pattern) {
  const lines = readFileSync(join(bundle, "README.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("    "))
    .map((line) => line.trim());
  return lines.filter((line) => pattern.test(line));
}

const editJson = (file, edit) => {
  const value = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify(edit(value) ?? value));
};
const flip = (file) => {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(file, bytes);
};
const isAttestation = (line) => line.includes("verify-blob-attestation");

/** Each must make every line fail that it concerns. */
const FORGERIES = [
  { name: "a changed manifest", edit: (bundle) => flip(join(bundle, "export.json")), concerns: () => true },
  { name: "another key", edit: (_, folder) => cpSync(at("other.pub"), join(folder, "maker.pub")), concerns: () => true },
  {
    name: "the provenance of another bundle of the same key",
    edit: (bundle) => {
      for (const file of ["provenance.dsse.json", "provenance.sigstore.json"])
        cpSync(at(`second/bundle/signatures/${file}`), join(bundle, "signatures", file));
    },
    concerns: isAttestation,
  },
  {
    name: "the signature of another bundle of the same key",
    edit: (bundle) => {
      for (const file of ["export.json.sig", "export.json.sigstore.json"])
        cpSync(at(`second/bundle/signatures/${file}`), join(bundle, "signatures", file));
    },
    concerns: (line) => !isAttestation(line),
  },
  {
    name: "a payload with another predicate",
    edit: (bundle) => {
      const forge = (envelope) => {
        envelope.payload = Buffer.from(
          Buffer.from(envelope.payload, "base64").toString("utf8").replace("slsa.dev", "slsa.example"),
        ).toString("base64");
      };
      editJson(join(bundle, "signatures/provenance.dsse.json"), forge);
      editJson(join(bundle, "signatures/provenance.sigstore.json"), (value) => forge(value.dsseEnvelope));
    },
    concerns: isAttestation,
  },
];

function checkReadme(cosign) {
  const bundle = at("first/bundle");
  const lines = readmeLines(bundle, /\bcosign verify-blob/);
  check("the README has four lines for cosign", lines.length === 4, lines.length);
  for (const network of Object.keys(NETWORKS)) {
    const accepts = (title, line, cwd) => {
      const { status, stderr } = cosign.run(line, cwd, network);
      check(`${network}: ${title}`, status === 0, `status ${status}: ${stderr}`);
    };
    const refuses = (title, line, cwd) => {
      const { status, stderr } = cosign.run(line, cwd, network);
      check(`${network}: ${title}`, status !== 0 && status !== null, `status ${status}: ${stderr}`);
    };
    for (const [i, line] of lines.entries()) accepts(`line ${i + 1} accepts`, line, bundle);
    for (const { name, edit, concerns } of FORGERIES) {
      const forged = changed("first", edit);
      for (const [i, line] of lines.entries()) if (concerns(line)) refuses(`line ${i + 1} refuses ${name}`, line, forged);
    }
    for (const [i, line] of lines.entries()) {
      if (!isAttestation(line) || (line.includes("--bundle") && !cosign.checksTypeInBundles)) continue;
      refuses(`line ${i + 1} refuses another --type`, line.replace("--type slsaprovenance1", "--type spdxjson"), bundle);
      refuses(`line ${i + 1} refuses no --type`, line.replace("--type slsaprovenance1 ", ""), bundle);
    }
  }
  for (const type of ["ed25519", "rsa3072"]) {
    for (const [i, line] of lines.entries()) {
      const { status, stderr } = cosign.run(line, at(`${type}/bundle`));
      check(`${type}: line ${i + 1} accepts`, status === 0, stderr);
    }
  }
  const further = JSON.parse(stella("keys", "show", "other.pub", "-o", "json")).keyId.slice("sha256:".length);
  for (const [i, line] of lines.entries()) {
    const theirs = line.replace("../maker.pub", at("other.pub")).replace("signatures/", `signatures/${further}/`);
    const { status, stderr } = cosign.run(theirs, at("two/bundle"));
    check(`a further signer: line ${i + 1} accepts`, status === 0, stderr);
  }
}

function checkKeys(cosign) {
  const folder = at(`keys-${cosign.version}`);
  mkdirSync(folder);
  const publicOf = (key) => cosign.run(`cosign public-key --key ${key}`, folder).stdout;
  const made = cosign.generateKey(folder, "theirs");
  check("makes a key", made.status === 0 && existsSync(join(folder, "theirs.key")), made.stderr);
  const theirs = JSON.parse(stella("keys", "show", join(folder, "theirs.key"), "-o", "json"));
  check("its key is read here", theirs.publicKey === readFileSync(join(folder, "theirs.pub"), "utf8"));
  cpSync(join(folder, "theirs.key"), at(`theirs-${cosign.version}.key`));
  cpSync(join(folder, "theirs.pub"), at(`theirs-${cosign.version}.pub`));
  makeBundle(`by-theirs-${cosign.version}`, `theirs-${cosign.version}`);
  const bundle = at(`by-theirs-${cosign.version}/bundle`);
  for (const [i, line] of readmeLines(bundle, /\bcosign verify-blob/).entries()) {
    const { status, stderr } = cosign.run(line, bundle);
    check(`its key signs here, line ${i + 1} accepts`, status === 0, stderr);
  }
  for (const name of ["first", "other", "ed25519", "rsa3072"].map((each) => (each === "first" ? "maker" : each))) {
    check(`reads the key ${name} made here`, publicOf(at(`${name}.key`)) === readFileSync(at(`${name}.pub`), "utf8"));
  }
  writeFileSync(join(folder, "blob"), "a blob");
  const signed = cosign.signBlob(folder, at("maker.key"), "blob", "blob.sigstore.json");
  const root = at("maker.trusted-root.json");
  const verified = cosign.run(
    `cosign verify-blob --key ${at("maker.pub")} --bundle blob.sigstore.json --trusted-root ${root} --insecure-ignore-tlog=true blob`,
    folder,
  );
  check("signs with a key made here", signed.status === 0 && verified.status === 0, signed.stderr + verified.stderr);
  const hint =
    signed.status === 0
      ? JSON.parse(readFileSync(join(folder, "blob.sigstore.json"), "utf8")).verificationMaterial.publicKey.hint
      : undefined;
  check("writes the hint that is written here", hint === JSON.parse(stella("keys", "show", "maker.pub", "-o", "json")).hint, hint);
  spawnSync("openssl", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", join(folder, "plain.pem")]);
  const imported = cosign.run("cosign import-key-pair --key plain.pem --output-key-prefix imported", folder);
  stella("keys", "import", join(folder, "plain.pem"), "--out", join(folder, "ours"));
  const same = ["imported", "ours"].map((name) => JSON.parse(stella("keys", "show", join(folder, `${name}.key`), "-o", "json")).keyId);
  check("imports the same key from PEM", imported.status === 0 && same[0] === same[1], imported.stderr);
}

/** The lines of the README that need no cosign. */
function checkOtherLines() {
  const other = readmeLines(at("first/bundle"), /openssl dgst|sha256sum --check/);
  check("the README has two lines without cosign", other.length === 2, other.length);
  const run = (line, cwd) => spawnSync("bash", ["-o", "pipefail", "-c", line], { cwd, encoding: "utf8" }).status;
  for (const line of other) check(`accepts: ${line.slice(0, 30)}…`, run(line, at("first/bundle")) === 0);
  const [openssl, sums] = other;
  check(
    "openssl refuses a changed manifest",
    run(
      openssl,
      changed("first", (bundle) => flip(join(bundle, "export.json"))),
    ) !== 0,
  );
  check(
    "sha256sum refuses a changed file",
    run(
      sums,
      changed("first", (bundle) => flip(join(bundle, "README.md"))),
    ) !== 0,
  );
  check("openssl takes RSA", run(openssl, at("rsa3072/bundle")) === 0);
}

try {
  const problem = networkProblem();
  if (problem !== undefined) {
    console.log(`skip cosign: ${problem}`);
  } else {
    for (const name of ["maker", "other"]) stella("keys", "generate", "--out", name);
    for (const type of ["ed25519", "rsa3072"]) stella("keys", "generate", "--out", type, "--type", type);
    makeBundle("first", "maker");
    makeBundle("second", "maker", "--sequence", "7");
    makeBundle("two", "maker");
    stella("sign", "two/bundle", "--key", "other.key");
    for (const type of ["ed25519", "rsa3072"]) makeBundle(type, type);
    suite = "README";
    checkOtherLines();
    for (const version of versions) {
      suite = `cosign ${version}`;
      const cosign = await Cosign.open(version);
      try {
        checkReadme(cosign);
        checkKeys(cosign);
      } finally {
        cosign.close();
      }
    }
  }
} catch (error) {
  check("runs to its end", false, error.stack);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;
