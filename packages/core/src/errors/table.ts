// Every error code with its meaning, in one table: the docs page `errors.md`, the exit codes and the tests are made from it.
// It knows no text of a particular failure; that is the message of the ExportError.
import { content, delivery, type ErrorMeaning, input, run, trust } from "./meaning.js";
import { SOURCE_ERRORS } from "./source-errors.js";

export type { ErrorFamily, ErrorMeaning, ExitCode } from "./meaning.js";

const MAKE_AGAIN = "Do not use the bundle. Fetch it again, or make it again from its sources.";

/** Code → meaning. The code's `ERR_EXPORT_` prefix is left out here and added by {@link ErrorCode}. */
export const ERRORS = {
  USAGE: input(
    2,
    "A flag, an argument or an option has a value that is not allowed.",
    "Read the message; `--help` shows every flag with examples.",
  ),
  PROFILE_INVALID: input(
    2,
    "The profile does not fit its schema; unknown fields are errors.",
    "`stella export profile validate FILE` names every place; `profile schema` prints the schema.",
  ),
  PROFILE_UNKNOWN: input(2, "No built-in profile or adapter has this KIND:VARIANT.", "Use one of those that the message lists."),
  AS_OF_MISSING: input(2, "No record kept carries a date that counts, so the bundle has no asOf.", "Give --as-of TIME."),
  AS_OF_FUTURE: input(
    2,
    "asOf lies more than 24 hours ahead of this machine's clock.",
    "Give --as-of TIME, or correct the document's date or the clock.",
  ),
  PROBES_INVALID: input(
    2,
    "The file of probes does not fit its form: a JSON object {purl, vulnerabilityId, found} a line, at least one.",
    "The message names the line; correct it.",
  ),
  POLICY_SCHEMA_UNKNOWN: input(
    2,
    "The policy snapshot has a schema that this version does not know.",
    "Export the snapshot in a schema that the message names, or use a version of Export Center that knows this one.",
  ),
  POLICY_INVALID: input(2, "The policy snapshot does not fit its schema.", "The message names the places; see profiles.md, Policy."),
  DATABASE_TREE_INVALID: input(
    2,
    "The tree is none that a database file can hold: a key is empty, too long or given twice, or a value is no text.",
    "A tree is JSON: objects are buckets, strings are values; `stella export db dump` prints one.",
  ),
  KEY_INVALID: input(
    2,
    "The file holds no key, more than one, or a damaged one.",
    "Give a key file as `keys generate` or cosign writes it; `keys import` also takes one unencrypted private key in PEM.",
  ),
  KEY_UNSUPPORTED: input(
    2,
    "The key is of a type, or encrypted in a way, that is not used here.",
    "Use ECDSA P-256, ed25519 or RSA of 2048 to 4096 bits; `stella export keys import` takes unencrypted PEM.",
  ),
  TRUST_INVALID: input(
    2,
    "A trust file or trusted root does not fit its schema, or does not agree with itself.",
    "The message names the place; the schema is docs/schemas/trust-v1.schema.json.",
  ),
  KEY_PASSWORD: input(
    3,
    "The password does not open the key file, or the file is damaged.",
    "Check STELLA_KEY_PASSWORD and COSIGN_PASSWORD; a set variable, also an empty one, is used instead of asking.",
  ),
  KEY_PASSWORD_MISSING: input(
    2,
    "A key file needs its password, and there is neither a variable nor a terminal to take it from.",
    "Set STELLA_KEY_PASSWORD (or COSIGN_PASSWORD), or run on a terminal.",
  ),
  NOT_FOUND: input(4, "The path or id does not exist.", "Check the spelling; ids and aliases fold case, paths do not."),

  ...SOURCE_ERRORS,

  SIGNATURE_MISSING: trust("The bundle carries no signature.", "Ask its maker for the signed bundle."),
  SIGNATURE_INVALID: trust(
    "A file in signatures/ is not what a signer of this bundle writes: a bad signature, another key's, or another form of the file.",
    "Do not use the bundle. Fetch it again from its maker.",
  ),
  KEY_UNTRUSTED: trust(
    "The bundle is signed by a key that is not trusted, or not for this tenant and profile.",
    "If you expected this signer, get its public key from it by another way than the bundle.",
  ),
  KEY_REVOKED: trust("The bundle is signed by a key that the trust file revokes.", "Ask its maker for a bundle signed by a current key."),
  KEY_NOT_YET_VALID: trust(
    "The signature is older than the time from which the trust file trusts the key.",
    "Ask its maker for a bundle signed by a key that was valid then.",
  ),
  KEY_EXPIRED: trust(
    "The signature is younger than the time until which the trust file trusts the key.",
    "Ask its maker for a bundle signed by a current key, or update the trust file.",
  ),
  THRESHOLD: trust("Fewer distinct trusted keys have signed than the trust file demands.", "Ask the other signers to sign the bundle."),
  TIMESTAMP_MISSING: trust(
    "The trust file demands a timestamp, and a signature has none.",
    "Ask its maker for a bundle with timestamps of an authority that you trust.",
  ),
  TIMESTAMP_INVALID: trust(
    "A timestamp is damaged, of another signature, or of an authority that the trust file does not name.",
    "Add the authority's certificate to the trust file if you trust it; else do not use the bundle.",
  ),
  MANIFEST_INVALID: content("export.json is absent, not canonical, not of the schema, or does not agree with itself.", MAKE_AGAIN),
  DIGEST_MISMATCH: content("A file's bytes are not those that the manifest names.", MAKE_AGAIN),
  SIZE_MISMATCH: content("A file is longer or shorter than the manifest says.", MAKE_AGAIN),
  FILE_MISSING: content("A file that the manifest names is not there.", MAKE_AGAIN),
  FILE_EXTRA: content(
    "The bundle holds something that the manifest does not name.",
    "Remove it if you put it there yourself; else do not use the bundle.",
  ),
  FILE_DUPLICATE: content("The same path occurs twice.", MAKE_AGAIN),
  PATH_UNSAFE: content("A link, a device or a path that could lead out of the bundle.", MAKE_AGAIN),
  PROVENANCE_MISMATCH: content("provenance.json does not speak of this manifest.", MAKE_AGAIN),
  DATABASE_DAMAGED: content(
    "A Trivy database file contradicts its own format, or holds a value of a shape that no Trivy reads.",
    "Do not use the file. Fetch it again, or make it again from its sources.",
  ),
  DATABASE_SCHEMA: content(
    "A Trivy database's metadata.json is missing or damaged, or names a schema that Trivy would refuse.",
    "Make the bundle again with a version of Export Center that writes the schema of your Trivy.",
  ),
  TENANT_MISMATCH: trust(
    "The bundle was made for another tenant than the one demanded.",
    "Take the bundle of the tenant that --tenant names.",
  ),
  PROFILE_MISMATCH: trust(
    "The bundle was made with another profile than the one demanded.",
    "Take the bundle of the profile that --profile names.",
  ),
  POLICY_HASH_MISMATCH: trust(
    "The policy snapshot's inputsHash is not the hash of its inputs[].",
    "Do not use the snapshot; have the policy engine make it again.",
  ),
  POLICY_INPUT_MISSING: trust(
    "The policy was evaluated over a record that this run does not hold.",
    "Export from the same sources and selectors that the policy was evaluated over, or evaluate it again.",
  ),
  POLICY_INPUT_EXTRA: trust(
    "The run holds a record, of a kind that the policy names, that the policy was not evaluated over.",
    "Evaluate the policy again over these sources, or export the ones that it was evaluated over.",
  ),
  EXPIRED: trust("The bundle's time of expiry has passed.", "Fetch a newer bundle."),
  QUALITY_GATE: trust(
    "The Trivy database holds nothing, has lost too much since the one before it, or does not answer a probe as it should.",
    "The message has the numbers. Look for a source that is cut, empty or elsewhere. If the loss is meant, leave --previous out once and give --sequence.",
  ),
  ROLLBACK: trust(
    "The bundle is older than one that was accepted before, or has its sequence with another content.",
    "Use the newest bundle. If going back is meant, give another --state.",
  ),
  FIRST_USE: trust(
    "The state holds no bundle of this tenant and profile yet, so an old one could not be told from a new one.",
    "If this is the first bundle, give --first-use once.",
  ),
  RECEIPT_INVALID: trust(
    "The receipt is damaged, not signed by that key, or no receipt.",
    "Ask whoever verified the bundle for the receipt and for the public key.",
  ),
  RECEIPT_FAILED: trust(
    "The receipt is genuine, and says that the bundle was refused.",
    "Do not use the bundle; the receipt names what was wrong.",
  ),
  RECEIPT_MISMATCH: trust(
    "The receipt is about another bundle.",
    "Ask for the receipt of this bundle; exportId and manifestDigest name it.",
  ),
  STATE_INVALID: trust(
    "What was remembered of accepted bundles is damaged; it is never taken for a first use.",
    "Restore the folder of --state, or find out which bundle was the last and begin a new folder with --first-use.",
  ),

  OFFLINE: delivery(
    6,
    false,
    "A network call would be needed, and --offline forbids it.",
    "Run without --offline, or without what needs the call.",
  ),
  IDENTITY_TOKEN: delivery(
    3,
    false,
    "There is no identity token for signing without a key, or Fulcio does not take it.",
    "Set SIGSTORE_ID_TOKEN to a fresh OIDC token for the audience sigstore.",
  ),
  SIGNING_SERVICE: delivery(
    10,
    true,
    "A timestamp authority, Fulcio or Rekor could not be reached, or gave an answer that is of no use.",
    "Try again; check the URL in the profile. Nothing was signed.",
  ),

  OUTPUT_EXISTS: delivery(7, false, "The output path is taken.", "Choose another --out, or give --force to replace it."),
  OUTPUT_BUSY: delivery(7, true, "Another run is writing to the same output.", "Wait for it to end, or choose another --out."),
  PERMISSION: delivery(3, false, "This user may not read or write there.", "Give permission, or choose another path."),
  DISK_FULL: delivery(
    1,
    true,
    "The disk has no room for the spool or the bundle.",
    "Free space, or point --scratch at a larger disk; nothing half-written was left.",
  ),

  IO: run(1, true, "The operating system refused a read or write.", "Read the message; the run can be repeated."),
  SPOOL_CORRUPT: run(
    1,
    true,
    "What was read back from scratch is not what was written.",
    "Check the disk under --scratch, then run again.",
  ),
  INTERRUPTED: run(130, true, "The run was stopped by a signal.", "Run the same command again."),
  INTERNAL: run(1, false, "A defect of Export Center.", "Please report it with the command and the message."),
} as const satisfies Record<string, ErrorMeaning>;

/** The closed set of codes. */
export type ErrorCode = `ERR_EXPORT_${keyof typeof ERRORS}`;

/** Row of a code. */
export function meaningOf(code: ErrorCode): ErrorMeaning {
  return ERRORS[code.slice("ERR_EXPORT_".length) as keyof typeof ERRORS];
}
