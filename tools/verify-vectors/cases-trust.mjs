// Cases about whom a receiver trusts: key files, trust files, windows, timestamps, thresholds, tenants, profiles, expiry and state.
import { makeAuthority } from "./authority.mjs";
import { canonical, makeBundle, sha256, utf8 } from "./bundles.mjs";
import * as f from "./fixtures.mjs";
import { p384Pem } from "./keys.mjs";
import { signerValues, withSigner } from "./signing.mjs";

const { a, b, c, main, signed, MESSAGE, STATEMENT } = f;
const K = f.key("a");
const untrusted = (path = MESSAGE) => f.refused(`KEY_UNTRUSTED ${path}`);
const folder = (key) => `signatures/${key.hex}/export.json.sigstore.json`;
/** Case with a trust file. */
const trusting = (name, description, keys, expect, { more = {}, files = signed, args = [], ...rest } = {}) => ({
  name,
  description,
  files,
  args: ["--trust", "trust.json", ...args],
  policy: { "trust.json": f.trust(keys, more) },
  expect,
  ...rest,
});
const badTrust = (name, description, text, expect = f.unusable("TRUST_INVALID")) => ({
  name,
  description,
  files: signed,
  args: ["--trust", "trust.json"],
  policy: { "trust.json": utf8(text) },
  expect,
});
const badKey = (name, description, pem, code = "KEY_INVALID") => ({
  name,
  description,
  files: signed,
  args: ["--key", "key.pub"],
  policy: { "key.pub": utf8(pem) },
  expect: f.unusable(code),
});
const plain = f.trust([[a]]).toString("utf8");

/** The state after a bundle was accepted. */
function stateOf(files, { signers = [a], tenant = "acme", profile = "json:raw" } = {}) {
  const { sequence, contentDigest } = JSON.parse(files.get("export.json"));
  const manifestDigest = `sha256:${sha256(files.get("export.json")).toString("hex")}`;
  const entry = { schema: "https://stellaops.io/export-center/state/v1", tenant, profile, sequence, contentDigest, manifestDigest };
  const name = sha256(utf8(profile)).toString("hex").slice(0, 32);
  return {
    [`state/${tenant}/${name}/${String(sequence).padStart(16, "0")}.json`]: canonical({
      ...entry,
      signers: signers.map(({ keyId }) => keyId),
    }),
  };
}
const stateful = (name, description, state, files, expect, { args = [], key = K, policy = {} } = {}) => ({
  name,
  description,
  files: withSigner(files, a),
  args: [...key, "--state", "state", ...args],
  policy: { ...state, ...policy },
  expect,
});
const rollback = (...signers) => f.refused("ROLLBACK export.json", ...signers);

const authority = await makeAuthority("authority");
const stranger = await makeAuthority("stranger");
const notForTime = await makeAuthority("stranger", { purpose: "1.3.6.1.5.5.7.3.3" });
const young = await makeAuthority("stranger", { notBefore: "2026-06-01T00:00:00Z" });
const SIGNED_AT = "2026-01-01T12:00:00Z";
async function stamped(by, { time = SIGNED_AT, over = (bytes) => bytes, also = [] } = {}) {
  const values = signerValues(main, a);
  const raw = (text) => Buffer.from(text, "base64");
  const [message, statement] = [raw(values["export.json.sig"]), raw(values["provenance.dsse.json"].signatures[0].sig)];
  const stamps = async (bytes) => Promise.all([by, ...also].map(async (each) => each.stamp(over(bytes), time)));
  return withSigner(main, a, { timestamps: { message: await stamps(message), statement: await stamps(statement) } });
}
const authorities = (...pems) => ({ timestampAuthorities: [{ certificates: pems }] });
const badStamp = f.refused([`TIMESTAMP_INVALID ${MESSAGE}`, `TIMESTAMP_INVALID ${STATEMENT}`]);

export const trustCases = [
  trusting("trust-file", "A trust file with the signer.", [[a]], f.verified(a)),
  trusting("trust-full", "Everything that a key may have, and met.", [[a, { keyId: a.keyId, name: "a", notBefore: "2026-01-01T00:00:00Z", notAfter: "2026-01-01T00:00:00Z", revoked: false, tenants: ["acme"], profiles: ["json:raw"] }]], f.verified(a)),
  trusting("trust-other-key", "A trust file without the signer.", [[b], [c]], untrusted()),
  trusting("revoked", "The signer is revoked.", [[a, { revoked: true }]], f.refused(`KEY_REVOKED ${MESSAGE}`)),
  trusting("revoked-in-window", "Revoked beats a window that fits.", [[a, { revoked: true, notBefore: "2020-01-01T00:00:00Z", notAfter: "2030-01-01T00:00:00Z" }]], f.refused(`KEY_REVOKED ${MESSAGE}`)),
  trusting("revoked-and-current", "A revoked key and a current one: rotation after a loss.", [[a, { revoked: true }], [b]], f.verified(b), { files: f.by(a, b) }),
  trusting("not-yet-valid", "asOf lies before the key's window.", [[a, { notBefore: "2026-01-01T00:00:01Z" }]], f.refused(`KEY_NOT_YET_VALID ${MESSAGE}`)),
  trusting("key-expired", "asOf lies behind the key's window.", [[a, { notAfter: "2025-12-31T23:59:59Z" }]], f.refused(`KEY_EXPIRED ${MESSAGE}`)),
  trusting("rotated-out", "An old bundle of a key that was replaced since.", [[a, { notAfter: "2026-01-01T06:00:00Z" }], [b, { notBefore: "2026-01-01T06:00:00Z" }]], f.verified(a), { args: ["--at", "2027-01-01T00:00:00Z"] }),
  trusting("key-of-other-tenant", "The key signs for another tenant only.", [[a, { tenants: ["other"] }]], untrusted()),
  trusting("key-of-other-profile", "The key signs for another profile only.", [[a, { profiles: ["json:policy"] }]], untrusted()),
  trusting("threshold-met", "Two of two.", [[a], [b]], f.verified(a, b), { files: f.by(a, b), more: { threshold: 2 } }),
  trusting("threshold-2-of-3", "Two of three.", [[a], [b], [c]], f.verified(b, c), { files: f.by(b, c), more: { threshold: 2 } }),
  trusting("threshold-one-of-two", "One of two.", [[a], [b]], f.refused("THRESHOLD signatures", a), { more: { threshold: 2 } }),
  trusting("threshold-with-stranger", "One of two, and a stranger.", [[a], [b]], f.refused(["THRESHOLD signatures", `KEY_UNTRUSTED ${folder(c)}`], a), { files: f.by(a, c), more: { threshold: 2 } }),
  trusting("threshold-duplicate-signer", "One key twice is one key.", [[a], [b]], f.refused(["THRESHOLD signatures", `SIGNATURE_INVALID ${folder(a)}`], a), { files: withSigner(signed, a, { folder: `signatures/${a.hex}` }), more: { threshold: 2 } }),
  trusting("threshold-revoked", "One of two is revoked.", [[a], [b, { revoked: true }]], f.refused(["THRESHOLD signatures", `KEY_REVOKED ${folder(b)}`], a), { files: f.by(a, b), more: { threshold: 2 } }),
  trusting("threshold-expired", "One of two had expired.", [[a], [b, { notAfter: "2025-01-01T00:00:00Z" }]], f.refused(["THRESHOLD signatures", `KEY_EXPIRED ${folder(b)}`], a), { files: f.by(a, b), more: { threshold: 2 } }),

  trusting("timestamped", "Timestamped by a trusted authority, demanded.", [[a]], f.verified(a), { files: await stamped(authority), more: { requireTimestamp: true, ...authorities(authority.pem) } }),
  trusting("timestamp-in-window", "The window fits the timestamp and not asOf.", [[a, { notBefore: SIGNED_AT, notAfter: SIGNED_AT }]], f.verified(a), { files: await stamped(authority), more: authorities(authority.pem) }),
  trusting("timestamp-before-window", "The window fits asOf's day and not the timestamp.", [[a, { notBefore: "2026-01-01T12:00:01Z" }]], f.refused(`KEY_NOT_YET_VALID ${MESSAGE}`), { files: await stamped(authority), more: authorities(authority.pem) }),
  trusting("timestamp-behind-window", "asOf lies in the window, the timestamp behind it.", [[a, { notAfter: "2026-01-01T11:59:59Z" }]], f.refused(`KEY_EXPIRED ${MESSAGE}`), { files: await stamped(authority), more: authorities(authority.pem), origin: "sigstore-conformance rekor2-timestamp-with-incorrect-time_fail" }),
  trusting("timestamp-revoked", "Revoked beats a timestamp.", [[a, { revoked: true }]], f.refused(`KEY_REVOKED ${MESSAGE}`), { files: await stamped(authority), more: authorities(authority.pem) }),
  trusting("timestamp-missing", "Demanded, and not there.", [[a]], f.refused(`TIMESTAMP_MISSING ${MESSAGE}`), { more: { requireTimestamp: true, ...authorities(authority.pem) }, origin: "sigstore-conformance rekor2-no-timestamp_fail" }),
  trusting("timestamp-of-stranger", "By an authority that is not named.", [[a]], badStamp, { files: await stamped(stranger), more: authorities(authority.pem), origin: "sigstore-conformance rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail" }),
  trusting("timestamp-of-both", "By a good authority and by one that is not named.", [[a]], badStamp, { files: await stamped(authority, { also: [stranger] }), more: authorities(authority.pem) }),
  trusting("timestamp-of-base64", "Over the base64 text of the signature.", [[a]], badStamp, { files: await stamped(authority, { over: (bytes) => utf8(bytes.toString("base64")) }), more: authorities(authority.pem), origin: "sigstore-conformance rekor2-timestamp-payload-mismatch_fail" }),
  trusting("timestamp-purpose", "By a certificate for code signing.", [[a]], badStamp, { files: await stamped(notForTime), more: authorities(notForTime.pem) }),
  trusting("timestamp-before-certificate", "Before the authority's certificate.", [[a]], badStamp, { files: await stamped(young), more: authorities(young.pem), origin: "sigstore-conformance rekor2-timestamp-outside-tsa-cert-validity_fail" }),
  trusting("timestamp-outside-trust", "Outside the time in which the authority counts.", [[a]], badStamp, { files: await stamped(authority), more: { timestampAuthorities: [{ certificates: [authority.pem], notAfter: "2026-01-01T00:00:00Z" }] }, origin: "sigstore-conformance rekor2-timestamp-outside-trust-root-tsa-validity_fail" }),
  trusting("timestamp-not-asked", "No authority is named: timestamps are not looked at.", [[a]], f.verified(a), { files: await stamped(stranger) }),

  { name: "demands-met", description: "The tenant and profile that are demanded.", files: signed, args: [...K, "--tenant", "acme", "--profile", "json:raw"], expect: f.verified(a) },
  { name: "wrong-tenant", description: "Another tenant's bundle, well signed.", files: withSigner(f.otherTenant, a), args: [...K, "--tenant", "acme"], expect: f.refused("TENANT_MISMATCH export.json", a) },
  { name: "wrong-profile", description: "Another profile's bundle, well signed.", files: withSigner(f.otherProfile, a), args: [...K, "--profile", "json:raw"], expect: f.refused("PROFILE_MISMATCH export.json", a) },
  { name: "freeze", description: "The bundle has expired.", files: withSigner(makeBundle({ expires: "2026-01-01T12:00:00Z" }), a), args: K, expect: f.refused("EXPIRED export.json", a) },
  { name: "not-expired", description: "The last second before it expires.", files: withSigner(makeBundle({ expires: f.AT }), a), args: K, expect: f.verified(a) },

  stateful("state-same", "The bundle that was accepted before.", stateOf(main), main, f.verified(a)),
  stateful("state-newer", "A newer one than was accepted before.", stateOf(f.older), main, f.verified(a)),
  stateful("state-first-use", "The first, said to be the first.", {}, main, f.verified(a), { args: ["--first-use"] }),
  stateful("state-first-use-not-said", "The first, not said to be the first.", {}, main, f.refused("FIRST_USE export.json", a)),
  stateful("rollback", "An older one than was accepted before.", stateOf(f.newer), main, rollback(a)),
  stateful("rollback-same-content", "An older sequence of the very content that was accepted before.", stateOf(makeBundle({ sequence: f.NEXT })), main, rollback(a)),
  stateful("rollback-said-first-use", "An older one, said to be the first.", stateOf(f.newer), main, rollback(a), { args: ["--first-use"] }),
  stateful("same-sequence-other-content", "The same sequence with another content.", stateOf(f.sameSequence), main, rollback(a)),
  stateful("state-of-other-tenant", "Only another tenant's bundle was accepted before.", stateOf(f.otherTenant, { tenant: "other" }), main, f.refused("FIRST_USE export.json", a)),
  stateful("state-of-other-profile", "Only another profile's bundle was accepted before.", stateOf(f.otherProfile, { profile: "json:policy" }), main, f.refused("FIRST_USE export.json", a)),
  stateful("state-of-nobody", "A newer one that nobody signed was accepted before: held against none that somebody signed.", { ...stateOf(f.newer, { signers: [] }), ...stateOf(f.older) }, main, f.verified(a)),
  stateful("state-of-nobody-only", "Only one that nobody signed was accepted before: the first that somebody signed is a first use.", stateOf(f.older, { signers: [] }), main, f.refused("FIRST_USE export.json", a)),
  stateful("rollback-wrong-key", "An older one by a stranger.", stateOf(f.newer), main, f.refused(["ROLLBACK export.json", `KEY_UNTRUSTED ${MESSAGE}`]), { key: f.key("b") }),
  stateful("state-damaged", "The state is cut.", Object.fromEntries(Object.entries(stateOf(f.older)).map(([path, bytes]) => [path, bytes.subarray(0, 40)])), main, f.unusable("STATE_INVALID", 5)),
  stateful("state-emptied-first-use", "The state is empty, said to be the first use.", Object.fromEntries(Object.entries(stateOf(f.older)).map(([path]) => [path, Buffer.alloc(0)])), main, f.unusable("STATE_INVALID", 5), { args: ["--first-use"] }),
  trusting("fast-forward", "A revoked key's bundle far ahead.", [[a, { revoked: true }], [b]], f.refused([`KEY_REVOKED ${MESSAGE}`]), { files: withSigner(makeBundle({ sequence: Number.MAX_SAFE_INTEGER }), a) }),
  { ...trusting("fast-forward-blocks", "A revoked key's bundle far ahead was accepted before its revocation: the next is a first use.", [[a, { revoked: true }], [b]], f.refused("FIRST_USE export.json", b), { files: withSigner(main, b), args: ["--state", "state"] }) },
  { ...trusting("fast-forward-recovers", "The same, said to be the first use.", [[a, { revoked: true }], [b]], f.verified(b), { files: withSigner(main, b), args: ["--state", "state", "--first-use"] }) },

  badKey("key-two-blocks", "Two keys in one file.", a.pem + b.pem),
  badKey("key-text-in-front", "Text in front of the key.", `my key\n${a.pem}`),
  badKey("key-certificate", "A certificate's label.", a.pem.replaceAll("PUBLIC KEY", "CERTIFICATE")),
  badKey("key-private", "A private key.", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAA\n-----END PRIVATE KEY-----\n"),
  badKey("key-p384", "P-384.", p384Pem("p384"), "KEY_UNSUPPORTED"),
  badTrust("trust-unknown-field", "A misspelt field.", plain.replace('"keys"', '"thresold": 2,\n  "keys"')),
  badTrust("trust-duplicate-field", "A field twice.", plain.replace('"keys"', '"threshold": 1,\n  "threshold": 1,\n  "keys"')),
  badTrust("trust-other-version", "Another version.", plain.replace("trust/v1", "trust/v2")),
  badTrust("trust-no-keys", "No keys.", '{"schema":"https://stellaops.io/export-center/trust/v1","keys":[]}'),
  badTrust("trust-key-twice", "A key twice.", f.trust([[a], [a, { name: "again" }]]).toString("utf8")),
  badTrust("trust-threshold-too-high", "A threshold that nobody can meet.", f.trust([[a]], { threshold: 2 }).toString("utf8")),
  badTrust("trust-key-id-of-other", "A keyId that is not the key's.", f.trust([[a, { keyId: b.keyId }]]).toString("utf8")),
]; // prettier-ignore

for (const each of trustCases)
  if (each.name.startsWith("fast-forward-")) Object.assign(each.policy, stateOf(makeBundle({ sequence: Number.MAX_SAFE_INTEGER })));
