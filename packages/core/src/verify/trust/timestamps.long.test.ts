import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { fixedClock } from "../../clock.js";
import { nodeSha256 as sha256 } from "../../node/sha256.js";
import { buildFixture, entriesOf, readerOf } from "../bundle-fixture.js";
import { makeKey, signFiles } from "../signed-fixture.js";
import { verifyBundle } from "../verify-bundle.js";
import { makeAuthority } from "./timestamp-fixture.js";
import { openTimestamps } from "./timestamps.js";
import type { TrustedKey, TrustPolicy } from "./trust-policy.js";

const TIME = "2025-01-05T00:00:00Z";
const SECONDS = 1_736_035_200;
const signature = Buffer.from("a signature");
const [authority, other, noStamper, late] = await Promise.all([
  makeAuthority(),
  makeAuthority(),
  makeAuthority({ purpose: "1.3.6.1.5.5.7.3.3" }),
  makeAuthority({ notBefore: "2026-01-01T00:00:00Z" }),
]);
const good = await authority.stamp(signature, TIME);
const trusting = (pem: string, more: object = {}) => openTimestamps([{ certificates: [pem], ...more }]);

describe("a timestamp", () => {
  it("tells the time of the bytes that it is over", async () => {
    const timestamps = await trusting(authority.pem);
    expect(await timestamps.timeOf(good, signature)).toBe(SECONDS);
    expect(await timestamps.timeOf(await authority.stamp(signature, TIME, { withCertificate: false }), signature)).toBe(SECONDS);
    expect(await timestamps.timeOf(await authority.stamp(signature, TIME, { digest: "sha512", status: 1 }), signature)).toBe(SECONDS);
    expect(await (await openTimestamps([{ certificates: [other.pem] }, { certificates: [authority.pem] }])).timeOf(good, signature)).toBe(
      SECONDS,
    );
    expect(await (await trusting(authority.pem, { notBefore: SECONDS, notAfter: SECONDS })).timeOf(good, signature)).toBe(SECONDS);
  });

  it.each([
    ["other bytes", async () => (await trusting(authority.pem)).timeOf(good, Buffer.from("another"))],
    ["another authority", async () => (await trusting(other.pem)).timeOf(good, signature)],
    [
      "an answer that was not granted",
      async () => (await trusting(authority.pem)).timeOf(await authority.stamp(signature, TIME, { status: 2 }), signature),
    ],
    ["SHA-1", async () => (await trusting(authority.pem)).timeOf(await authority.stamp(signature, TIME, { digest: "sha1" }), signature)],
    [
      "a certificate for something else",
      async () => (await trusting(noStamper.pem)).timeOf(await noStamper.stamp(signature, TIME), signature),
    ],
    ["a time before the certificate", async () => (await trusting(late.pem)).timeOf(await late.stamp(signature, TIME), signature)],
    ["a time before the authority counts", async () => (await trusting(authority.pem, { notBefore: SECONDS + 1 })).timeOf(good, signature)],
    [
      "a time when the authority does not count any more",
      async () => (await trusting(authority.pem, { notAfter: SECONDS - 1 })).timeOf(good, signature),
    ],
    ["a byte more", async () => (await trusting(authority.pem)).timeOf(Buffer.concat([good, Buffer.of(0)]), signature)],
    ["nothing", async () => (await trusting(authority.pem)).timeOf(new Uint8Array(0), signature)],
    ["text", async () => (await trusting(authority.pem)).timeOf(Buffer.from("2025-01-05"), signature)],
    ["a megabyte", async () => (await trusting(authority.pem)).timeOf(new Uint8Array(1 << 20), signature)],
  ])("says nothing with %s", async (_, time) => {
    expect(await time()).toBeUndefined();
  });

  it("tells no other time with any byte changed, and none at all but for bytes that nothing depends on", async () => {
    const timestamps = await trusting(authority.pem);
    const told: number[] = [];
    for (let at = 0; at < good.length; at++) {
      const changed = good.map((byte, i) => (i === at ? byte ^ 1 : byte));
      const time = await timestamps.timeOf(changed, signature);
      if (time !== undefined) told.push(time);
    }
    // The status "granted with modifications", versions, and the like: nothing depends on them, and the time is the signed one.
    expect(new Set(told)).toEqual(new Set([SECONDS]));
    expect(told.length).toBeLessThanOrEqual(6);
  }, 60_000);

  it("needs certificates that are some", async () => {
    for (const pem of ["", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", authority.pem + other.pem]) {
      await expect(trusting(pem)).rejects.toMatchObject({ code: "ERR_EXPORT_TRUST_INVALID" });
    }
  });
});

describe("a trust policy with an authority", async () => {
  const bundle = await buildFixture({ sha256 }, []);
  const key = await makeKey();
  const timestamps = await trusting(authority.pem);
  const policy = (more: Partial<TrustedKey> = {}, requireTimestamp = false): TrustPolicy => ({
    keys: [{ key: key.publicKey, revoked: false, ...more }],
    threshold: 1,
    requireTimestamp,
    timestamps,
  });
  const stamped = async (stamp: (bytes: Uint8Array) => Promise<readonly Uint8Array[]>) => {
    // Signing first and stamping then: the same signatures twice, since the second pass signs nothing.
    const made: { readonly bytes: Uint8Array; readonly stamps: readonly Uint8Array[] }[] = [];
    const cache = new Map<string, Uint8Array>();
    const once = { ...key, sign: (bytes: Uint8Array) => cache.get(Buffer.from(bytes).toString("hex")) ?? remember(bytes) };
    const remember = (bytes: Uint8Array): Uint8Array => {
      const made_ = key.sign(bytes);
      cache.set(Buffer.from(bytes).toString("hex"), made_);
      return made_;
    };
    signFiles(bundle.files, [once]);
    for (const bytes of cache.values()) made.push({ bytes, stamps: await stamp(bytes) });
    return signFiles(bundle.files, [once], { timestamps: (bytes) => made.find((each) => each.bytes === bytes)?.stamps ?? [] });
  };
  const outcome = async (files: ReadonlyMap<string, Uint8Array>, trust: TrustPolicy): Promise<string[]> => {
    const result = await verifyBundle(readerOf(entriesOf(files)), {
      sha256,
      mode: { kind: "signed", policy: trust },
      clock: fixedClock(0),
    });
    return result.failures.map(({ code, path }) => `${code.slice("ERR_EXPORT_".length)} ${path}`);
  };
  const MESSAGE = "signatures/export.json.sigstore.json";
  const STATEMENT = "signatures/provenance.sigstore.json";
  const at = (time: string) => stamped(async (bytes) => [await authority.stamp(bytes, time)]);

  it("judges windows by it, not by asOf", async () => {
    const files = await at(TIME);
    expect(await outcome(files, policy({}, true))).toEqual([]);
    expect(await outcome(files, policy({ notBefore: SECONDS, notAfter: SECONDS }))).toEqual([]);
    expect(await outcome(files, policy({ notBefore: SECONDS + 1 }))).toEqual([`KEY_NOT_YET_VALID ${MESSAGE}`]);
    expect(await outcome(files, policy({ notAfter: SECONDS - 1 }))).toEqual([`KEY_EXPIRED ${MESSAGE}`]);
    expect(await outcome(files, policy({ revoked: true }))).toEqual([`KEY_REVOKED ${MESSAGE}`]);
    const twice = await stamped(async (bytes) => [
      await authority.stamp(bytes, TIME),
      await authority.stamp(bytes, "2025-06-01T00:00:00Z"),
    ]);
    expect(await outcome(twice, policy({ notAfter: SECONDS }))).toEqual([`KEY_EXPIRED ${MESSAGE}`]);
  });

  it("demands one where it says so", async () => {
    expect(await outcome(signFiles(bundle.files, [key]), policy())).toEqual([]);
    expect(await outcome(signFiles(bundle.files, [key]), policy({}, true))).toEqual([`TIMESTAMP_MISSING ${MESSAGE}`]);
  });

  it("refuses one that does not hold", async () => {
    const wrong = await stamped(async () => [await authority.stamp(Buffer.from("other"), TIME)]);
    expect(await outcome(wrong, policy())).toEqual([`TIMESTAMP_INVALID ${MESSAGE}`, `TIMESTAMP_INVALID ${STATEMENT}`]);
    const both = await stamped(async (bytes) => [await authority.stamp(bytes, TIME), await other.stamp(bytes, TIME)]);
    expect(await outcome(both, policy())).toEqual([`TIMESTAMP_INVALID ${MESSAGE}`, `TIMESTAMP_INVALID ${STATEMENT}`]);
    const { timestamps: _, ...without } = policy();
    expect(await outcome(both, without)).toEqual([]);
  });
});

const hasOpenssl = process.env.STELLA_REQUIRE_ALL === "1" || spawnSync("openssl", ["version"]).status === 0;
test.skipIf(!hasOpenssl)("what `openssl ts` answers is taken, with EC and RSA, with and without its certificate, by leaf and by CA", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tsa-"));
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  };
  writeFileSync(join(folder, "tsa.cnf"), "[t]\nserial=./serial\ndefault_policy=1.2.3.4.1\ndigests=sha256\nsigner_digest=sha256\ness_cert_id_alg=sha256\n");
  writeFileSync(join(folder, "ext.cnf"), "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:FALSE\n");
  writeFileSync(join(folder, "serial"), "01");
  writeFileSync(join(folder, "data"), signature);
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca", "-days", "30");
  for (const [name, ...algorithm] of [["ec", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], ["rsa", "-newkey", "rsa:2048"]] as const) {
    openssl("req", "-new", ...algorithm, "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    openssl("x509", "-req", "-in", `${name}.csr`, "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-extfile", "ext.cnf", "-out", `${name}.pem`);
    for (const cert of [["-cert"], []]) {
      openssl("ts", "-query", "-data", "data", "-sha256", ...cert, "-out", "q");
      openssl("ts", "-reply", "-config", "tsa.cnf", "-section", "t", "-queryfile", "q", "-signer", `${name}.pem`, "-inkey", `${name}.key`, "-out", "r");
      const response = readFileSync(join(folder, "r"));
      const leaf = await trusting(readFileSync(join(folder, `${name}.pem`), "utf8"));
      const root = await trusting(readFileSync(join(folder, "ca.pem"), "utf8"));
      expect(await leaf.timeOf(response, signature)).toBeGreaterThan(SECONDS);
      expect(typeof (await root.timeOf(response, signature))).toBe(cert.length === 1 ? "number" : "undefined");
      expect(await root.timeOf(response, Buffer.from("x"))).toBeUndefined();
    }
  }
  rmSync(folder, { recursive: true });
}); // prettier-ignore
