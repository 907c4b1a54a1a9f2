// Vectors that cosign 3.1.3 accepts with all of its four lines and we refuse, each with the reason.

/** What is outside of the four files and the manifest, which is all that cosign looks at. */
const ELSEWHERE = new Map([
  ["TENANT_MISMATCH", "cosign knows no tenants"],
  ["PROFILE_MISMATCH", "cosign knows no profiles"],
  ["EXPIRED", "cosign does not read the manifest"],
  ["ROLLBACK", "cosign remembers nothing"],
  ["FIRST_USE", "cosign remembers nothing"],
  ["STATE_INVALID", "cosign remembers nothing"],
  ["DIGEST_MISMATCH", "cosign checks the manifest, not the files that it names"],
  ["SIZE_MISMATCH", "cosign checks the manifest, not the files that it names"],
  ["FILE_MISSING", "cosign checks the manifest, not the files that it names"],
  ["FILE_EXTRA", "cosign looks at the files that it is given only"],
]);

export const REASONS = {
  "algorithm-number": "a second spelling of the same thing: an enum as a number",
  "algorithm-sha512": "the one form names SHA-256; a second digest is a second encoding",
  "base64-spare-bits": "a second encoding of the same bytes",
  "dsse-two-signatures": "readers that stop at the first signature and those that go on are told different things",
  "dsse-other-signature-first": "readers that stop at the first signature refuse it",
  "ecdsa-high-s": "anybody can make it of a good signature without the key",
  "ecdsa-r-s": "a second encoding of the same signature",
  "envelope-for-message": "a signature over a statement is none over the manifest, whatever its subject",
  "further-signer-in-others-folder": "cosign looks at the files that it is given only",
  "hint-absent": "the hint says whose key it is; without it a receiver with several keys has to guess",
  "hint-empty": "the hint is not bound to the key there",
  "hint-hex": "the hint is not bound to the key there",
  "hint-ssh": "the hint is not bound to the key there",
  "json-duplicate-key": "JSON readers disagree about which of two equal keys counts",
  "json-escape": "a second encoding of the same thing",
  "json-line-end": "a second encoding of the same thing",
  "json-order": "a second encoding of the same thing",
  "json-pretty": "a second encoding of the same thing",
  "key-text-in-front": "programs disagree about what a PEM file with text around it holds",
  "key-two-blocks": "programs disagree about which of two keys counts",
  "keyid-empty": "the one form has no keyid",
  "keyid-hint": "keyid is not looked at in plain DSSE there",
  "media-type-v0.2": "a v0.3 bundle under another version's name",
  "payload-line-end": "a second encoding of the same bytes",
  "same-signer-twice": "cosign looks at the files that it is given only",
  "provenance-more-said": "cosign checks subject and predicate type, not what the predicate says",
  "sig-line-end": "a second encoding of the same signature",
  "sig-raw-der": "a second encoding of the same signature",
  "snake-case": "a second spelling of the same fields",
  "statement-v0.1": "cosign does not look at _type",
  "two-names-message": "the hint is not bound to the key there",
  "two-names-statement": "the hint is not bound to the key there",
  "two-subjects": "one good subject is enough there; provenance here speaks of one manifest",
  "unknown-field-envelope": "unknown fields pass in plain DSSE there",
  "unknown-field-signature": "unknown fields pass in plain DSSE there",
};

/** Why we refuse the case all the same. */
export function reasonFor(name, expect) {
  const codes = [expect.error, ...(expect.failures ?? []).map(({ code }) => code)].filter((each) => each !== undefined);
  return REASONS[name] ?? codes.map((code) => ELSEWHERE.get(code.replace("ERR_EXPORT_", ""))).find((each) => each !== undefined);
}
