// sigstore-conformance's bundle-verify cases and the DSSE vectors through our verifiers, offline. What cosign itself writes is read in
// tests/ci/verify-against-cosign.mjs.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEnvelope, openPublicKey, parsePublicKey } from "../packages/core/dist/index.js";
import { nodeSha256, nodeSignatures, openSigstore, type SigstoreSigner } from "../packages/core/dist/node/index.js";
import { afterAll, describe, expect, test } from "vitest";

const shared = join(import.meta.dirname, "../../shared/vectors");
const isHere = existsSync(shared) || process.env.STELLA_REQUIRE_ALL === "1";
const work = mkdtempSync(join(tmpdir(), "conformance-"));
afterAll(() => rmSync(work, { recursive: true }));
if (isHere) {
  for (const name of ["sigstore-conformance", "dsse"])
    spawnSync("tar", ["xJf", join(shared, `${name}.tar.xz`), "-C", work], { stdio: "inherit" });
}

const cases = join(work, "sigstore-conformance/bundle-verify");
const names = isHere
  ? readdirSync(cases, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  : [];

/** The root of the public good instance, as @sigstore/tuf ships it. */
function productionRoot(): Uint8Array {
  const path = createRequire(import.meta.url)
    .resolve("@sigstore/tuf/package.json")
    .replace("package.json", "seeds.json");
  const seeds = JSON.parse(readFileSync(path, "utf8")) as Record<string, { targets: Record<string, string> }>;
  return Buffer.from(seeds["https://tuf-repo-cdn.sigstore.dev"]?.targets["trusted_root.json"] ?? "", "base64");
}

const REFUSALS = ["SIGNATURE_INVALID", "KEY_UNTRUSTED", "KEY_INVALID", "PROVENANCE_MISMATCH", "TRUST_INVALID"].map(
  (name) => `ERR_EXPORT_${name}`,
);

async function isAccepted(name: string): Promise<boolean> {
  const file = (path: string): Buffer | undefined =>
    existsSync(join(cases, name, path)) ? readFileSync(join(cases, name, path)) : undefined;
  const text = (path: string): string | undefined => file(path)?.toString("utf8").trim();
  const key = file("key.pub")?.toString("utf8");
  const signer: SigstoreSigner =
    key === undefined
      ? {
          kind: "identity",
          identity:
            text("identity") ??
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main",
          issuer: text("issuer") ?? "https://token.actions.githubusercontent.com",
        }
      : { kind: "key", pem: key };
  try {
    const sigstore = await openSigstore(file("trusted_root.json") ?? productionRoot());
    sigstore.check({
      bundle: file("bundle.sigstore.json") as Buffer,
      artifact: file("artifact") ?? readFileSync(join(cases, "a.txt")),
      signer,
    });
    return true;
  } catch (error) {
    expect(REFUSALS).toContain((error as { code?: string }).code);
    return false;
  }
}

/** Newer than @sigstore/verify 4.1.3, which takes a log without a beginning as one that always was. */
const MISSES = ["trust-root-tlog-missing-validity-start_fail"];

describe.skipIf(!isHere)("sigstore-conformance", () => {
  test.each(names)("%s", async (name) => {
    expect(await isAccepted(name)).toBe(!name.endsWith("_fail") || MISSES.includes(name));
  });

  test("has 70 cases", () => {
    expect(names).toHaveLength(70);
  });
});

describe.skipIf(!isHere)("DSSE vectors", () => {
  const tools = { sha256: nodeSha256, crypto: nodeSignatures };

  test("of the protocol", async () => {
    const vector = JSON.parse(readFileSync(join(work, "dsse/protocol-vector.json"), "utf8"));
    const point = [vector.publicKey.X, vector.publicKey.Y].map((number: string) =>
      Buffer.from(BigInt(number).toString(16).padStart(64, "0"), "hex"),
    );
    const spki = Buffer.concat([Buffer.from("3059301306072a8648ce3d020106082a8648ce3d03010703420004", "hex"), ...point]);
    const key = await openPublicKey(spki, tools);
    const envelope = (change: object = {}) => Buffer.from(JSON.stringify({ ...vector.envelope, ...change }));
    expect(Buffer.from(await openEnvelope(envelope(), key, "http://example.com/HelloWorld")).toString()).toBe("hello world");
    await expect(openEnvelope(envelope(), key, "http://example.com/Other")).rejects.toMatchObject({ code: "ERR_EXPORT_SIGNATURE_INVALID" });
    const other = envelope({ payload: Buffer.from("hello worle").toString("base64") });
    await expect(openEnvelope(other, key, "http://example.com/HelloWorld")).rejects.toMatchObject({ code: "ERR_EXPORT_SIGNATURE_INVALID" });
  });

  test("of a real verification summary with a foreign keyid", async () => {
    const folder = join(work, "dsse/vsa/gce/v1");
    const attestation = readFileSync(join(folder, "gke-gce-pre.bcid-vsa.jsonl"));
    const key = await parsePublicKey(readFileSync(join(folder, "vsa_signing_public_key.pem"), "utf8"), tools);
    const payload = JSON.parse(Buffer.from(await openEnvelope(attestation, key, "application/vnd.in-toto+json")).toString());
    expect(payload.predicateType).toBe("https://slsa.dev/verification_summary/v1");
    expect(payload.predicate.verificationResult).toBe("PASSED");
    const other = Buffer.from(
      attestation.toString().replace(/"payload": ?"./, (start) => `${start.slice(0, -1)}${start.endsWith("e") ? "f" : "e"}`),
    );
    await expect(openEnvelope(other, key, "application/vnd.in-toto+json")).rejects.toMatchObject({ code: "ERR_EXPORT_SIGNATURE_INVALID" });
  });
});
