import { describe, expect, it } from "vitest";
import { encodeUtf8 } from "../../bytes.js";
import { nodeSignatures as crypto } from "../../node/node-signatures.js";
import { nodeSha256 as sha256 } from "../../node/sha256.js";
import { makeKey } from "../signed-fixture.js";
import { MAX_TRUST_BYTES, parseTrustFile, type TimestampAuthority, TRUST_SCHEMA_ID } from "./trust-file.js";
import type { TimestampVerifier, TrustPolicy } from "./trust-policy.js";

const [a, b] = await Promise.all([makeKey(), makeKey("ed25519")]);
const opened: (readonly TimestampAuthority[])[] = [];
const timestamps: TimestampVerifier = { timeOf: async () => undefined };
const openTimestamps = async (authorities: readonly TimestampAuthority[]): Promise<TimestampVerifier> => {
  opened.push(authorities);
  return timestamps;
};
const parse = async (value: unknown): Promise<TrustPolicy> =>
  parseTrustFile(encodeUtf8(typeof value === "string" ? value : JSON.stringify(value, null, 2)), { sha256, crypto, openTimestamps });
const file = (more: object = {}, ...keys: readonly object[]): object => ({
  schema: TRUST_SCHEMA_ID,
  keys: keys.length === 0 ? [{ publicKey: a.pem }] : keys,
  ...more,
});

describe("a trust file", () => {
  it("says whom to trust", async () => {
    expect(await parse(file())).toMatchObject({
      threshold: 1,
      requireTimestamp: false,
      keys: [{ key: { keyId: a.publicKey.keyId }, revoked: false }],
    });
    const full = {
      publicKey: b.pem,
      keyId: b.publicKey.keyId,
      name: "the other one",
      notBefore: "2025-01-01T00:00:00Z",
      notAfter: "2026-01-01T01:00:00+01:00",
      revoked: true,
      tenants: ["acme"],
      profiles: ["json:raw"],
    };
    const authority = { certificates: ["x"], notAfter: "1971-01-01T00:00:00Z" };
    const policy = await parse(
      file({ threshold: 2, requireTimestamp: true, timestampAuthorities: [authority] }, { publicKey: a.pem }, full),
    );
    expect(policy).toMatchObject({ threshold: 2, requireTimestamp: true, timestamps });
    expect(policy.keys[1]).toEqual({
      key: { ...b.publicKey, verify: expect.any(Function) },
      revoked: true,
      notBefore: 1_735_689_600,
      notAfter: 1_767_225_600,
      tenants: ["acme"],
      profiles: ["json:raw"],
    });
    expect(opened).toEqual([[{ certificates: ["x"], notAfter: 31_536_000 }]]);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "trust"],
    ["a key twice", '{"schema":"x","schema":"x"}'],
    ["a list", "[]"],
    ["no keys", { schema: TRUST_SCHEMA_ID }],
    ["an empty list of keys", { schema: TRUST_SCHEMA_ID, keys: [] }],
    ["no schema", { keys: [{ publicKey: a.pem }] }],
    ["another version", file({ schema: "https://stellaops.io/export-center/trust/v2" })],
    ["an unknown field", file({ note: "x" })],
    ["an unknown field of a key", file({}, { publicKey: a.pem, scheme: "ecdsa" })],
    ["a misspelt revocation", file({}, { publicKey: a.pem, revokd: true })],
    ["a revocation that is no boolean", file({}, { publicKey: a.pem, revoked: "yes" })],
    ["a keyId of another key", file({}, { publicKey: a.pem, keyId: b.publicKey.keyId })],
    ["the same key twice", file({}, { publicKey: a.pem }, { publicKey: a.pem.replaceAll("\n", "\r\n"), name: "again" })],
    ["a threshold of 0", file({ threshold: 0 })],
    ["a threshold that nobody can meet", file({ threshold: 2 })],
    ["a threshold that is no whole number", file({ threshold: 1.5 }, { publicKey: a.pem }, { publicKey: b.pem })],
    ["a day that is none", file({}, { publicKey: a.pem, notBefore: "2025-02-30T00:00:00Z" })],
    ["a time without a zone", file({}, { publicKey: a.pem, notAfter: "2025-02-20T00:00:00" })],
    [
      "a window that ends before it begins",
      file({}, { publicKey: a.pem, notBefore: "2025-01-02T00:00:00Z", notAfter: "2025-01-01T00:00:00Z" }),
    ],
    ["nobody as tenants", file({}, { publicKey: a.pem, tenants: [] })],
    ["a tenant that is none", file({}, { publicKey: a.pem, tenants: ["*"] })],
    ["timestamps without an authority", file({ requireTimestamp: true })],
    ["an authority without a certificate", file({ timestampAuthorities: [{ certificates: [] }] })],
    ["a file too long", `${JSON.stringify(file())}${" ".repeat(MAX_TRUST_BYTES)}`],
  ])("is refused with %s", async (_, value) => {
    await expect(parse(value)).rejects.toMatchObject({ code: "ERR_EXPORT_TRUST_INVALID" });
  });

  it("is refused with a key that is not taken, under the key's own code", async () => {
    await expect(parse(file({}, { publicKey: "none" }))).rejects.toMatchObject({ code: "ERR_EXPORT_KEY_INVALID" });
    await expect(parse(file({}, { publicKey: a.pem + b.pem }))).rejects.toMatchObject({ code: "ERR_EXPORT_KEY_INVALID" });
  });
});
