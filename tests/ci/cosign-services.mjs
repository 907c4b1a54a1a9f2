#!/usr/bin/env node
// Real cosign judges signatures that services had a part in: timestamps of `openssl ts`, and identities certified by Fulcio and logged by Rekor, both
// sigstore's mock services on loopback. cosign itself has no network. Usage: node tests/ci/cosign-services.mjs [VERSION …]
import { spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { networkProblem } from "../cosign/networks.mjs";
import { Cosign, KEY_PASSWORD } from "../cosign/program.mjs";

const root = join(import.meta.dirname, "../..");
const versions = process.argv.length > 2 ? process.argv.slice(2) : ["2.6.5", "3.1.3"];
const work = mkdtempSync(join(tmpdir(), "stella-cosign-services-"));
const fixture = (name) => import(join(root, "packages/core/src/node/signing", `${name}-fixture.ts`));
const TRUSTED_ROOT = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";
let failures = 0;

function check(name, good, detail = "") {
  if (!good) failures++;
  console.log(good ? `ok ${name}` : `not ok ${name}: ${String(detail).trim().split("\n").slice(-2).join(" ")}`);
}

/** The services are in this process, so it must not wait for the command with its hands folded. */
async function stella(env, ...args) {
  const child = spawn(process.execPath, [join(root, "packages/cli/dist/main.js"), "export", ...args], {
    cwd: work,
    env: { PATH: process.env.PATH, STELLA_KEY_PASSWORD: KEY_PASSWORD, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  if (status !== 0) throw new Error(`stella export ${args.join(" ")} ended with ${status}`);
}

async function makeBundle(name, signing, env = {}) {
  const spec = { kind: "json", variant: "raw", signing };
  const profile = { apiVersion: "stellaops.io/export.v1", kind: "ExportProfile", metadata: { name }, spec };
  writeFileSync(join(work, `${name}.json`), JSON.stringify(profile));
  await stella(env, "run", "--profile", `${name}.json`, "--from", `s=${join(root, "samples")}`, "--out", name);
}

/** The two lines that judge Sigstore bundles, with what says whom to trust. */
const linesFor = (name, trust) => [
  `cosign verify-blob --bundle ${name}/signatures/export.json.sigstore.json ${trust} ${name}/export.json`,
  `cosign verify-blob-attestation --bundle ${name}/signatures/provenance.sigstore.json --type slsaprovenance1 ${trust} ${name}/export.json`,
];

async function makeStamped() {
  const { openTimestampAuthority } = await fixture("timestamp-authority");
  const authority = await openTimestampAuthority();
  try {
    await stella({}, "keys", "generate", "--out", "maker");
    await makeBundle("stamped", { key: "maker.key", tsaUrl: authority.url });
    const certificates = Object.values(authority.certificates).map((pem) => ({
      rawBytes: new X509Certificate(pem).raw.toString("base64"),
    }));
    const subject = { organization: "test", commonName: "test" };
    const timestampAuthorities = [{ subject, certChain: { certificates }, validFor: { start: "2020-01-01T00:00:00Z" } }];
    writeFileSync(join(work, "stamped-root.json"), JSON.stringify({ mediaType: TRUSTED_ROOT, timestampAuthorities }));
  } finally {
    await authority.close();
  }
}

async function makeKeyless() {
  const { identityToken, openSigstoreServices } = await fixture("sigstore-services");
  const { TrustedRoot } = createRequire(join(root, "packages/core/package.json"))("@sigstore/protobuf-specs");
  const services = await openSigstoreServices();
  try {
    const { fulcioUrl, rekorUrl } = services;
    await makeBundle("keyless", { keyless: { fulcioUrl, rekorUrl } }, { SIGSTORE_ID_TOKEN: identityToken("maker@example.test") });
    writeFileSync(join(work, "keyless-root.json"), JSON.stringify(TrustedRoot.toJSON(services.trustedRoot)));
  } finally {
    await services.close();
  }
}

function judge(cosign) {
  const expectEach = (what, lines, accepts) => {
    for (const [i, line] of lines.entries()) {
      const { status, stderr } = cosign.run(line, work);
      const isGood = accepts ? status === 0 : status !== 0 && status !== null;
      check(`cosign ${cosign.version}: ${what}, ${i === 0 ? "manifest" : "provenance"}`, isGood, `status ${status}: ${stderr}`);
    }
  };
  const stamped = (rootFile) =>
    linesFor("stamped", `--key maker.pub --trusted-root ${rootFile} --use-signed-timestamps --insecure-ignore-tlog=true`);
  expectEach("takes timestamps of an authority that it trusts", stamped("stamped-root.json"), true);
  expectEach("refuses timestamps of another", stamped("maker.trusted-root.json"), false);
  const keyless = (identity, issuer) =>
    linesFor("keyless", `--trusted-root keyless-root.json --certificate-identity ${identity} --certificate-oidc-issuer ${issuer}`);
  expectEach("takes the identity, its certificate and the log", keyless("maker@example.test", "https://issuer.test"), true);
  expectEach("refuses another identity", keyless("other@example.test", "https://issuer.test"), false);
  expectEach("refuses another issuer", keyless("maker@example.test", "https://other.test"), false);
}

try {
  const problem = networkProblem();
  if (problem !== undefined) {
    console.log(`skip cosign-services: ${problem}`);
  } else {
    await makeStamped();
    await makeKeyless();
    for (const version of versions) {
      const cosign = await Cosign.open(version);
      try {
        judge(cosign);
      } finally {
        cosign.close();
      }
    }
  }
} catch (error) {
  check("cosign-services: runs to its end", false, error.stack);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;
