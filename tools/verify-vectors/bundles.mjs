// Tiny whole bundles, written out from the contract without any code of core: what the vectors of verification are made of.
import { createHash } from "node:crypto";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const hexOf = (bytes) => sha256(bytes).toString("hex");
const digestOf = (bytes) => `sha256:${hexOf(bytes)}`;
export const utf8 = (text) => Buffer.from(text, "utf8");

/** RFC 8785 for what stands in these files: ASCII strings, whole numbers, objects, lists. */
export function canonical(value) {
  const write = (each) => {
    if (Array.isArray(each)) return `[${each.map(write).join()}]`;
    if (typeof each !== "object" || each === null) return JSON.stringify(each);
    const names = Object.keys(each).sort((a, b) => (a < b ? -1 : 1));
    return `{${names.map((name) => `${JSON.stringify(name)}:${write(each[name])}`).join()}}`;
  };
  return utf8(write(value));
}

const KINDS = ["advisory", "finding", "maven-artifact", "policy-evaluation", "sbom", "vex", "vex-consensus"];
const README = utf8("# A bundle of the verification vectors\n");
const ROOT = utf8('{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}\n');

function specOf(variant) {
  return {
    kind: "json",
    variant,
    include: KINDS,
    compression: { codec: "zstd", level: 3 },
    limits: { documentBytes: 67_108_864, depth: 128 },
    policySnapshotMode: "none",
    selectors: {},
    redaction: Object.fromEntries(KINDS.map((kind) => [kind, "off"])),
    quality: { rejects: "fail", acceptUnknown: false },
    signing: { builderId: "https://example.test/builder" },
    options: {},
  };
}

/** Paths → bytes of an unsigned bundle with one record. `edit` may change the manifest before it is sealed. */
export function makeBundle({
  tenant = "acme",
  variant = "raw",
  sequence = 1_767_225_600,
  record = "OSV-1",
  expires = null,
  edit = () => {},
} = {}) {
  const body = canonical({ id: record, modified: "2026-01-01T00:00:00Z" });
  const source = hexOf(utf8(`source of ${record}`));
  const key = Buffer.concat([utf8(`advisory\0osv\0${record}.json\0${record}\0`), utf8(digestOf(body))]);
  const name = hexOf(key).slice(0, 16);
  const data = `data/advisories/${name}.jsonl`;
  const entry = {
    id: record,
    aliases: [],
    source: "osv",
    path: `${record}.json`,
    sourceDigest: `sha256:${source}`,
    digest: digestOf(body),
    file: data,
    offset: 0,
    length: body.length,
  };
  const files = new Map([
    ["README.md", { role: "doc", mediaType: "text/markdown", bytes: README, records: null }],
    [data, { role: "payload", mediaType: "application/jsonl", bytes: Buffer.concat([body, utf8("\n")]), records: 1 }],
    [
      `indexes/advisories/${name}.index.jsonl`,
      { role: "index", mediaType: "application/jsonl", bytes: Buffer.concat([canonical(entry), utf8("\n")]), records: 1 },
    ],
    ["trusted-root.json", { role: "doc", mediaType: "application/json", bytes: ROOT, records: null }],
  ]);
  const spec = specOf(variant);
  const manifest = draftOf({ tenant, variant, sequence, expires, spec, files, snapshot: digestOf(utf8(`${source}  ${record}.json\n`)) });
  return seal(manifest, spec, new Map([...files].map(([path, { bytes }]) => [path, bytes])), edit);
}

function draftOf({ tenant, variant, sequence, expires, spec, files, snapshot }) {
  return {
    schema: "https://stellaops.io/export-center/manifest/v1",
    version: "1.0.0",
    tenant,
    profile: { kind: "json", variant, name: `json:${variant}`, revision: "r1", digest: digestOf(canonical(spec)) },
    selectors: {},
    asOf: "2026-01-01T00:00:00Z",
    sequence,
    expires,
    inputs: [
      {
        source: "osv",
        kind: "advisory",
        asOf: "2026-01-01T00:00:00Z",
        read: 1,
        records: 1,
        duplicates: 0,
        rejected: 0,
        excluded: 0,
        snapshotDigest: snapshot,
      },
    ],
    policy: null,
    redactions: [],
    tool: { name: "stella-export", version: "0.1.0", adapter: `json:${variant}`, adapterVersion: "1", formats: { osv: "1" }, codec: null },
    contents: [...files].map(([path, { role, mediaType, bytes, records }]) => ({
      path,
      role,
      mediaType,
      digest: digestOf(bytes),
      sizeBytes: bytes.length,
      contentDigest: digestOf(bytes),
      contentSizeBytes: bytes.length,
      records,
    })),
    delta: null,
  };
}

function seal(draft, spec, files, edit) {
  edit(draft);
  const lines = draft.contents.filter(({ role }) => role === "payload" || role === "index");
  const manifest = {
    ...draft,
    contentDigest: digestOf(utf8(lines.map((each) => `${each.contentDigest.slice(7)}  ${each.path}\n`).join(""))),
  };
  const exportId = `exp-${hexOf(canonical(manifest)).slice(0, 32)}`;
  const bytes = canonical({ ...manifest, exportId });
  return new Map([["export.json", bytes], ["provenance.json", canonical(provenanceOf(manifest, hexOf(bytes), spec))], ...files]);
}

function provenanceOf(manifest, manifestHex, spec) {
  const { tenant, asOf, sequence, inputs, contents, tool } = manifest;
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "export.json", digest: { sha256: manifestHex } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "https://stellaops.io/export-center/run/v1",
        externalParameters: { profile: spec, tenant, asOf, sequence, sources: inputs.map(({ source }) => source) },
        internalParameters: { tool },
        resolvedDependencies: [
          ...inputs.map(({ source, kind, snapshotDigest }) => ({ name: `${source}/${kind}`, digest: { sha256: snapshotDigest.slice(7) } })),
          ...contents
            .filter(({ role }) => role === "index")
            .map(({ path, digest }) => ({ name: path, digest: { sha256: digest.slice(7) } })),
        ],
      },
      runDetails: { builder: { id: spec.signing.builderId } },
    },
  };
}

/** A tar of entries `{path, bytes, type?, link?}` in ustar form, as the contract's writer would lay it. */
export function makeTar(entries) {
  const blocks = entries.flatMap(({ path, bytes = Buffer.alloc(0), type = "0", link = "" }) => {
    const header = Buffer.alloc(512);
    const put = (text, at) => header.write(text, at, "latin1");
    put(path, 0);
    put("0000644\0", 100);
    put("0000000\0", 108);
    put("0000000\0", 116);
    put(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    put("00000000000\0", 136);
    put("        ", 148);
    put(type, 156);
    put(link, 157);
    put("ustar\x0000", 257);
    put("0000000\0", 329);
    put("0000000\0", 337);
    const sum = header.reduce((total, byte) => total + byte, 0);
    put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
