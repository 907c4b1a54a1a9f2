// Ways to damage or forge a bundle, each with everything that verification must say about it. Test-only: not exported from the package.
// The same table runs over entries in memory, directories, tar files and tar streams.
import { concatBytes, decodeUtf8, encodeUtf8 } from "../bytes.js";
import type { Sha256 } from "../digest.js";
import type { Manifest, ManifestContent, ManifestInput } from "../manifest/schema.js";
import type { ProfileSpec } from "../profile/schema.js";
import { type BundleFixture, entriesOf, type FixtureEntry, reseal, type Unsealed } from "./bundle-fixture.js";
import { SIGNATURE_NAMES } from "./signature-files.js";
import type { VerifyOptions } from "./verify-bundle.js";

export interface Tampering {
  readonly name: string;
  readonly tamper: (bundle: BundleFixture, sha256: Sha256) => readonly FixtureEntry[];
  /** `CODE path` of every failure, in order. */
  readonly expected: readonly string[];
  readonly options?: Partial<Omit<VerifyOptions, "sha256" | "mode">>;
}

type Edit = (manifest: Manifest, spec: ProfileSpec, files: Map<string, Uint8Array>) => void;

export const inManifest = (
  name: string,
  edit: Edit,
  expected: readonly string[] = ["MANIFEST_INVALID export.json"],
  keep: readonly Unsealed[] = [],
): Tampering => ({
  name,
  tamper: (bundle, sha256) => entriesOf(reseal(bundle, sha256, edit, keep).files),
  expected,
});

export const inFiles = (name: string, edit: (files: Map<string, Uint8Array>) => void, expected: readonly string[]): Tampering => ({
  name,
  tamper: ({ files }) => {
    const edited = new Map(files);
    edit(edited);
    return entriesOf(edited);
  },
  expected,
});

const inManifestBytes = (name: string, edit: (bytes: Uint8Array) => Uint8Array): Tampering =>
  inFiles(name, (files) => files.set("export.json", edit(files.get("export.json") as Uint8Array)), ["MANIFEST_INVALID export.json"]);

const inManifestText = (name: string, from: string | RegExp, to: string): Tampering =>
  inManifestBytes(name, (bytes) => encodeUtf8(decodeUtf8(bytes).replace(from, to)));

const README = (manifest: Manifest): ManifestContent =>
  manifest.contents.find((content) => content.path === "README.md") as ManifestContent;
const first = (manifest: Manifest): ManifestContent => manifest.contents[1] as ManifestContent;
const input = (manifest: Manifest): ManifestInput => manifest.inputs[0] as ManifestInput;
const like = (manifest: Manifest, path: string): ManifestContent => ({ ...README(manifest), path });
const byPath = (manifest: Manifest): void => {
  manifest.contents = manifest.contents.toSorted((a, b) => (a.path < b.path ? -1 : 1));
};

const sign = (files: Map<string, Uint8Array>, folder: string, names: readonly string[] = SIGNATURE_NAMES): void => {
  for (const name of names) files.set(`${folder}/${name}`, encodeUtf8("{}"));
};
const SIGNER = `signatures/${"0123456789abcdef".repeat(4)}`;
const signatureFailures = (folder: string): string[] => SIGNATURE_NAMES.map((name) => `FILE_MISSING ${folder}/${name}`);

export const CLEAN: readonly Tampering[] = [
  inFiles("nothing", () => {}, []),
  inFiles("signed", (files) => sign(files, "signatures"), []),
  inFiles("signed twice", (files) => (sign(files, "signatures"), sign(files, SIGNER)), []),
  { ...inFiles("demands that are met", () => {}, []), options: { tenant: "acme", profile: "json:raw" } },
  { ...inFiles("the second of its expiry", () => {}, []), options: { clock: { now: () => Date.parse("2025-02-01T00:00:00Z") / 1000 } } },
];

const FILES: readonly Tampering[] = [
  inFiles("no export.json", (files) => files.delete("export.json"), ["MANIFEST_INVALID export.json"]),
  inFiles("no provenance.json", (files) => files.delete("provenance.json"), ["FILE_MISSING provenance.json"]),
  inFiles("no README.md", (files) => files.delete("README.md"), ["FILE_MISSING README.md"]),
  inFiles("a file more", (files) => files.set("notes.txt", encodeUtf8("x")), ["FILE_EXTRA notes.txt"]),
  inFiles("a dotfile", (files) => files.set(".DS_Store", encodeUtf8("x")), ["FILE_EXTRA .DS_Store"]),
  inFiles("a file more, with a blank in its name", (files) => files.set("my notes.txt", encodeUtf8("x")), ["FILE_EXTRA my notes.txt"]),
  inFiles("a file more below a folder of data", (files) => files.set("data/advisories/x.jsonl.zst", encodeUtf8("x")), [
    "FILE_EXTRA data/advisories/x.jsonl.zst",
  ]),
  inFiles("an empty file more", (files) => files.set("empty", new Uint8Array(0)), ["FILE_EXTRA empty"]),
  inFiles("a file more in signatures/", (files) => (sign(files, "signatures"), files.set("signatures/key.pub", encodeUtf8("x"))), [
    "FILE_EXTRA signatures/key.pub",
  ]),
  inFiles("a signature lacking", (files) => sign(files, "signatures", SIGNATURE_NAMES.slice(1)), [
    "FILE_MISSING signatures/export.json.sig",
  ]),
  inFiles("a further signer only", (files) => sign(files, SIGNER), signatureFailures("signatures")),
  inFiles(
    "a further signer's signature lacking",
    (files) => (sign(files, "signatures"), sign(files, SIGNER, SIGNATURE_NAMES.slice(0, 3))),
    [`FILE_MISSING ${SIGNER}/provenance.sigstore.json`],
  ),
  inFiles(
    "a signer whose name is no digest",
    (files) => (sign(files, "signatures"), sign(files, "signatures/me", SIGNATURE_NAMES.slice(0, 1))),
    ["FILE_EXTRA signatures/me/export.json.sig"],
  ),
  inFiles("a byte changed", (files) => files.set("README.md", encodeUtf8("# A bundle\n")), ["DIGEST_MISMATCH README.md"]),
  inFiles("a byte more", (files) => files.set("README.md", encodeUtf8("# a bundle\n\n")), ["SIZE_MISMATCH README.md"]),
  inFiles("a byte less", (files) => files.set("README.md", encodeUtf8("# a bundle")), ["SIZE_MISMATCH README.md"]),
  inFiles("a file emptied", (files) => files.set("README.md", new Uint8Array(0)), ["SIZE_MISMATCH README.md"]),
  inFiles(
    "two files exchanged and one gone",
    (files) => {
      const readme = files.get("README.md") as Uint8Array;
      files.set("README.md", files.get("trusted-root.json") as Uint8Array);
      files.set("trusted-root.json", readme);
      files.delete([...files.keys()].find((path) => path.startsWith("indexes/vex/")) as string);
    },
    ["SIZE_MISMATCH README.md", "FILE_MISSING <vex index>", "SIZE_MISMATCH trusted-root.json"],
  ),
];

const MANIFEST_BYTES: readonly Tampering[] = [
  inManifestBytes("an empty manifest", () => new Uint8Array(0)),
  inManifestBytes("no JSON", () => encodeUtf8("export")),
  inManifestBytes("another value", () => encodeUtf8("[]")),
  inManifestBytes("a line end", (bytes) => concatBytes([bytes, encodeUtf8("\n")])),
  inManifestBytes("a byte order mark", (bytes) => concatBytes([Uint8Array.of(0xef, 0xbb, 0xbf), bytes])),
  inManifestBytes("a manifest cut off", (bytes) => bytes.subarray(0, bytes.length - 1)),
  inManifestBytes("invalid UTF-8", (bytes) => concatBytes([bytes.subarray(0, 20), Uint8Array.of(0xff), bytes.subarray(20)])),
  inManifestText("white space", '"tenant":', '"tenant": '),
  inManifestText("an escape that need not be", '"acme"', '"\\u0061cme"'),
  inManifestText("a key twice", '"tenant":"acme"', '"tenant":"acme","tenant":"acme"'),
  inManifestText("keys out of order", /^\{(.*),"version":"1.0.0"\}$/, '{"version":"1.0.0",$1}'),
  inManifestText("a number in another form", /"sequence":(\d+)/, '"sequence":$1.0'),
  inManifestText("a number beyond 2^53", /"sequence":\d+/, '"sequence":9007199254740993'),
  {
    ...inManifestText("another tenant, not sealed again", '"acme"', '"evil"'),
    expected: ["MANIFEST_INVALID export.json", "PROVENANCE_MISMATCH provenance.json", "PROVENANCE_MISMATCH provenance.json"],
  },
  { ...inManifestBytes("a manifest above the limit", (bytes) => bytes), options: { maxManifestBytes: 1000 } },
];

const MANIFEST: readonly Tampering[] = [
  inManifest("an unknown field", (manifest) => Object.assign(manifest, { note: "hello" })),
  inManifest("an unknown field inside", (manifest) => Object.assign(manifest.tool, { host: "build-1" })),
  inManifest("a field that lacks", (manifest) => Reflect.deleteProperty(manifest, "delta")),
  inManifest("another version", (manifest) => Object.assign(manifest, { version: "1.1.0" })),
  inManifest("another schema", (manifest) => Object.assign(manifest, { schema: "https://stellaops.io/export-center/manifest/v2" })),
  inManifest("a tenant that is no tenant", (manifest) => (manifest.tenant = "ACME")),
  inManifest("sequence 0", (manifest) => (manifest.sequence = 0)),
  inManifest("another exportId", (manifest) => (manifest.exportId = `exp-${"0".repeat(32)}`), undefined, ["exportId"]),
  inManifest("another contentDigest", (manifest) => (manifest.contentDigest = `sha256:${"0".repeat(64)}`), undefined, ["contentDigest"]),
  inManifest("asOf on 30 February", (manifest) => (manifest.asOf = "2025-02-30T00:00:00Z")),
  inManifest("asOf in 1970", (manifest) => (manifest.asOf = "1970-06-01T00:00:00Z")),
  inManifest("the name of another built-in profile", (manifest) => (manifest.profile.name = "trivy:db")),
  inManifest("expires at hour 24", (manifest) => (manifest.expires = "2025-02-01T24:00:00Z")),
  inManifest("an input's asOf in a leap second", (manifest) => (input(manifest).asOf = "2016-12-31T23:59:60Z")),
  inManifest("counts that do not add up", (manifest) => input(manifest).read++),
  inManifest("an input twice", (manifest) => manifest.inputs.splice(1, 0, structuredClone(input(manifest)))),
  inManifest("inputs out of order", (manifest) => manifest.inputs.reverse()),
  inManifest("contents out of order", (manifest) => manifest.contents.reverse(), Array(7).fill("MANIFEST_INVALID export.json")),
  inManifest("a path twice", (manifest) => manifest.contents.unshift(README(manifest)), ["FILE_DUPLICATE README.md"]),
  inManifest("a path that leads out", (manifest) => (manifest.contents.unshift(like(manifest, "../x")), byPath(manifest)), [
    "FILE_MISSING ../x",
    "PATH_UNSAFE ../x",
  ]),
  inManifest("an absolute path", (manifest) => manifest.contents.unshift(like(manifest, "/etc/passwd")), [
    "FILE_MISSING /etc/passwd",
    "PATH_UNSAFE /etc/passwd",
  ]),
  inManifest("a dot in a path", (manifest) => manifest.contents.splice(1, 0, like(manifest, "data/./x")), [
    "FILE_MISSING data/./x",
    "PATH_UNSAFE data/./x",
  ]),
  inManifest("an empty segment in a path", (manifest) => manifest.contents.splice(1, 0, like(manifest, "data//x")), [
    "FILE_MISSING data//x",
    "PATH_UNSAFE data//x",
  ]),
  inManifest("a backslash in a path", (manifest) => manifest.contents.push(like(manifest, "x\\y"))),
  inManifest("a blank in a path", (manifest) => manifest.contents.push(like(manifest, "x y"))),
  inManifest(
    "itself among the contents",
    (manifest) => (manifest.contents.push(like(manifest, "export.json")), byPath(manifest)),
    ["FILE_MISSING export.json", "MANIFEST_INVALID export.json"].slice(1),
  ),
  inManifest(
    "the provenance among the contents",
    (manifest, _, files) => {
      manifest.contents.push(like(manifest, "provenance.json"));
      byPath(manifest);
      files.set("provenance.json", files.get("README.md") as Uint8Array);
    },
    ["MANIFEST_INVALID export.json", "SIZE_MISMATCH provenance.json"],
  ),
  inManifest(
    "a signature among the contents",
    (manifest, _, files) => {
      manifest.contents.push(like(manifest, "signatures/x"));
      byPath(manifest);
      files.set("signatures/x", files.get("README.md") as Uint8Array);
    },
    ["MANIFEST_INVALID export.json"],
  ),
  inManifest("a file that is a folder as well", (manifest) => (manifest.contents.push(like(manifest, "README.md/x")), byPath(manifest)), [
    "FILE_MISSING README.md/x",
    "MANIFEST_INVALID export.json",
  ]),
  inManifest("no README.md at all", (manifest, _, files) => (files.delete("README.md"), manifest.contents.shift())),
  inManifest("a README.md of another role", (manifest) => (README(manifest).role = "report")),
  inManifest("a codec that the media type does not name", (manifest) => (first(manifest).mediaType = "application/jsonl")),
  inManifest("a codec that only the media type names", (manifest) => (README(manifest).mediaType = "text/markdown+zstd")),
  inManifest("a codec that tool does not name", (manifest) => (manifest.tool.codec = null), Array(6).fill("MANIFEST_INVALID export.json")),
  inManifest("a content digest without a codec", (manifest) => (README(manifest).contentDigest = `sha256:${"0".repeat(64)}`)),
  inManifest("a content size without a codec", (manifest) => README(manifest).contentSizeBytes++),
];

const LATER = { now: () => Date.parse("2025-02-01T00:00:01Z") / 1000 };

const DEMANDS: readonly Tampering[] = [
  { ...inFiles("another tenant demanded", () => {}, ["TENANT_MISMATCH export.json"]), options: { tenant: "other" } },
  { ...inFiles("another profile demanded", () => {}, ["PROFILE_MISMATCH export.json"]), options: { profile: "json:policy" } },
  { ...inFiles("expired", () => {}, ["EXPIRED export.json"]), options: { clock: LATER } },
  {
    ...inFiles("everything demanded is wrong", (files) => files.delete("README.md"), [
      "FILE_MISSING README.md",
      "EXPIRED export.json",
      "PROFILE_MISMATCH export.json",
      "TENANT_MISMATCH export.json",
    ]),
    options: { tenant: "other", profile: "other", clock: LATER },
  },
];

export const TAMPERINGS: readonly Tampering[] = [...FILES, ...MANIFEST_BYTES, ...MANIFEST, ...DEMANDS];
