// What the cases share: bundles, keys, authorities, and short ways to say what is changed and what is expected.
import { makeBundle, utf8 } from "./bundles.mjs";
import { ed25519Key, p256Key, rsaKey } from "./keys.mjs";
import { withSigner } from "./signing.mjs";

export const AT = "2026-01-02T00:00:00Z";
const SEQUENCE = 1_767_225_600;
export const NEXT = SEQUENCE + 1;

export const main = makeBundle();
export const older = makeBundle({ sequence: SEQUENCE - 86_400, record: "OSV-0" });
export const newer = makeBundle({ sequence: SEQUENCE + 86_400, record: "OSV-2" });
export const sameSequence = makeBundle({ record: "OSV-9" });
export const otherTenant = makeBundle({ tenant: "other" });
export const otherProfile = makeBundle({ variant: "policy" });

export const [a, b, c] = ["a", "b", "c"].map(p256Key);
export const ed = ed25519Key("ed25519");
export const rsa = rsaKey("rsa");
export const KEYS = { a, b, c, ed25519: ed, rsa };

export const SIG = "signatures/export.json.sig";
export const MESSAGE = "signatures/export.json.sigstore.json";
export const DSSE = "signatures/provenance.dsse.json";
export const STATEMENT = "signatures/provenance.sigstore.json";
export const DATA = [...main.keys()].find((path) => path.startsWith("data/"));
export const INDEX = [...main.keys()].find((path) => path.startsWith("indexes/"));

export const signed = withSigner(main, a);
export const by = (...keys) => keys.reduce((files, key) => withSigner(files, key), main);
export const without = (files, ...paths) => new Map([...files].filter(([path]) => !paths.includes(path)));
export const withFile = (files, path, bytes) => new Map(files).set(path, typeof bytes === "string" ? utf8(bytes) : bytes);
export const edited = (path, edit, files = signed) => withFile(files, path, edit(files.get(path)));
export const editedText = (path, edit, files = signed) => edited(path, (bytes) => edit(bytes.toString("utf8")), files);
/** `a`'s signature with its values changed before they are written. */
export const changed = (edit, options = {}) => withSigner(main, a, { ...options, edit });

export const key = (...names) => ["--key", ...names.map((name) => `../keys/${name}.pub`)];
/** Key ids in the order of a result: the first signer, the others by their keys. */
const inOrder = ([first, ...others]) =>
  first === undefined ? [] : [first.keyId, ...others.map(({ keyId }) => keyId).sort((x, y) => (x < y ? -1 : 1))];
export const verified = (...signers) => ({ verdict: "verified", exit: 0, signers: inOrder(signers), failures: [] });
/** `"CODE path"`, in the order of the result; signers that count all the same. */
export const refused = (lines, ...signers) => ({
  verdict: "failed",
  exit: 5,
  signers: inOrder(signers),
  failures: [lines].flat().map((line) => ({ code: `ERR_EXPORT_${line.split(" ")[0]}`, path: line.split(" ")[1] })),
});
/** No result: the policy itself is refused. */
export const unusable = (code, exit = 2) => ({ exit, error: `ERR_EXPORT_${code}` });
export const invalid = (...paths) => refused(paths.map((path) => `SIGNATURE_INVALID ${path}`));
export const ALL_FOUR = [SIG, MESSAGE, DSSE, STATEMENT];

export const trust = (keys, more = {}) =>
  utf8(
    `${JSON.stringify(
      {
        schema: "https://stellaops.io/export-center/trust/v1",
        ...more,
        keys: keys.map(([{ pem }, rest]) => ({ publicKey: pem, ...rest })),
      },
      null,
      2,
    )}\n`,
  );
