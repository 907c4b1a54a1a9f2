// Small whole bundles for tests, made from a handful of records, and sealed again after an edit. Test-only: not exported from the package.
// It is independent of `run`: what it writes is what the contract says, spelled out.
import { concatBytes, encodeUtf8 } from "../bytes.js";
import { encodeCanonical } from "../canonical/canonical.js";
import { type Digest, type Sha256, toDigest, toHex } from "../digest.js";
import { buildProvenance } from "../manifest/provenance.js";
import { compareContents, contentDigestOf, exportIdOf } from "../manifest/identity.js";
import { type Manifest, MANIFEST_SCHEMA_ID, MANIFEST_VERSION, type ManifestContent } from "../manifest/schema.js";
import type { ProfileSpec } from "../profile/schema.js";
import { folderOf, type Kind, KINDS } from "../records/kinds.js";
import { encodeRecordKey } from "../records/record-key.js";
import type { BundleReader } from "./bundle-reader.js";

export interface FixtureRecord {
  readonly kind: Kind;
  readonly source: string;
  readonly path: string;
  readonly id: string;
  readonly aliases: readonly string[];
  readonly value: unknown;
}

/** A bundle as its parts; `files` holds every file, export.json and provenance.json first. */
export interface BundleFixture {
  readonly manifest: Manifest;
  readonly spec: ProfileSpec;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface FixtureTools {
  readonly sha256: Sha256;
  /** Absent: nothing is compressed and `tool.codec` is null. */
  readonly compress?: (bytes: Uint8Array) => Promise<Uint8Array>;
}

const advisory = (path: string, id: string, aliases: readonly string[]): FixtureRecord => ({
  kind: "advisory",
  source: "osv",
  path,
  id,
  aliases,
  value: { aliases, id, modified: "2025-01-02T03:04:05Z", summary: `about ${id}` },
});

/** In key order; one shard holds what stands in one list. */
export const FIXTURE_SHARDS: readonly (readonly FixtureRecord[])[] = [
  [advisory("a/GHSA-1.json", "GHSA-1", ["CVE-2025-0001"]), advisory("a/GHSA-2.json", "GHSA-2", ["CVE-2025-0002", "CVE-2025-0003"])],
  [advisory("b/GHSA-3.json", "GHSA-3", [])],
  [{ kind: "vex", source: "vendor", path: "v.jsonl", id: "", aliases: ["CVE-2025-0001"], value: { statements: [{ status: "fixed" }] } }],
];

const SPEC: ProfileSpec = {
  kind: "json",
  variant: "raw",
  include: ["advisory", "vex"],
  compression: { codec: "zstd", level: 3 },
  limits: { documentBytes: 67_108_864, depth: 128 },
  policySnapshotMode: "none",
  selectors: {},
  redaction: Object.fromEntries(KINDS.map((kind) => [kind, "off"])) as ProfileSpec["redaction"],
  quality: { rejects: "fail", acceptUnknown: false },
  signing: { builderId: "https://example.test/builder" },
  options: {},
};

/** `others` are payload files that are no shards. */
export async function buildFixture(
  tools: FixtureTools,
  shards = FIXTURE_SHARDS,
  others: readonly FixtureEntry[] = [],
): Promise<BundleFixture> {
  const { sha256, compress } = tools;
  const contents: ManifestContent[] = [];
  const files = new Map<string, Uint8Array>();
  const add = async (
    path: string,
    role: ManifestContent["role"],
    mediaType: string,
    bytes: Uint8Array,
    records: number | null,
  ): Promise<void> => {
    const packed = role !== "doc" && compress !== undefined ? await compress(bytes) : undefined;
    const stored = packed ?? bytes;
    const name = packed === undefined ? path : `${path}.zst`;
    files.set(name, stored);
    contents.push({
      path: name,
      role,
      mediaType: packed === undefined ? mediaType : `${mediaType}+zstd`,
      digest: toDigest(sha256.hash(stored)),
      sizeBytes: stored.length,
      contentDigest: toDigest(sha256.hash(bytes)),
      contentSizeBytes: bytes.length,
      records,
    });
  };
  await add("README.md", "doc", "text/markdown", encodeUtf8("# a bundle\n"), null);
  await add("trusted-root.json", "doc", "application/json", encodeUtf8("{}\n"), null);
  for (const records of shards) {
    const { path, shard, index } = encodeShard(records, sha256);
    await add(`data/${path}.jsonl`, "payload", "application/jsonl", shard, records.length);
    await add(`indexes/${path}.index.jsonl`, "index", "application/jsonl", index, records.length);
  }
  for (const { path, bytes } of others) await add(path, "payload", "application/json", bytes, null);
  const codec = compress === undefined ? null : { name: "zstd", version: "1.5.7", level: 3, frameBytes: 1024 };
  return seal(draft(contents.toSorted(compareContents), codec, sha256, shards.flat()), SPEC, files, sha256);
}

function encodeShard(records: readonly FixtureRecord[], sha256: Sha256): { path: string; shard: Uint8Array; index: Uint8Array } {
  const bodies = records.map((record) => encodeCanonical(record.value));
  const digests = bodies.map((body) => toDigest(sha256.hash(body)));
  const [first] = records as [FixtureRecord, ...FixtureRecord[]];
  const hex = toHex(sha256.hash(encodeRecordKey({ ...first, digest: digests[0] as Digest }))).slice(0, 16);
  const path = `${folderOf(first.kind)}/${hex}`;
  let offset = 0;
  const entries = records.map(({ id, aliases, source, path: documentPath }, i) => {
    const length = bodies[i]?.length ?? 0;
    const place = { file: `data/${path}.jsonl`, offset, length };
    offset += length + 1;
    const sourceDigest = toDigest(sha256.hash(encodeUtf8(`source of ${documentPath}`)));
    return encodeCanonical({ id, aliases, source, path: documentPath, sourceDigest, digest: digests[i], ...place });
  });
  return { path, shard: encodeLines(bodies), index: encodeLines(entries) };
}

function encodeLines(lines: readonly Uint8Array[]): Uint8Array {
  return concatBytes(lines.flatMap((line) => [line, encodeUtf8("\n")]));
}

function draft(contents: ManifestContent[], codec: Manifest["tool"]["codec"], sha256: Sha256, records: readonly FixtureRecord[]): Manifest {
  const inputs = [...new Set(records.map(({ source, kind }) => `${source} ${kind}`))].map((pair) => {
    const [source, kind] = pair.split(" ") as [string, Kind];
    const count = records.filter((record) => record.source === source && record.kind === kind).length;
    const counts = { read: count + 3, records: count, duplicates: 1, rejected: 0, excluded: 2 };
    return {
      source,
      kind,
      asOf: "2025-01-02T03:04:05Z",
      ...counts,
      snapshotDigest: toDigest(sha256.hash(encodeUtf8(`snapshot of ${pair}`))),
    };
  });
  return {
    schema: MANIFEST_SCHEMA_ID,
    version: MANIFEST_VERSION,
    exportId: "",
    tenant: "acme",
    profile: { kind: "json", variant: "raw", name: "json:raw", revision: "r1", digest: "" },
    selectors: {},
    asOf: "2025-01-02T03:04:05Z",
    sequence: 1_735_787_045,
    expires: "2025-02-01T00:00:00Z",
    inputs,
    policy: null,
    redactions: [],
    tool: { name: "stella-export", version: "0.1.0", adapter: "json:raw", adapterVersion: "1", formats: { osv: "1" }, codec },
    contents,
    contentDigest: "",
    delta: null,
  };
}

/** What {@link reseal} leaves as it is, so that a test can have it wrong. */
export type Unsealed = "exportId" | "contentDigest" | "profileDigest" | "provenance";

/** The bundle with its manifest (or spec) edited and made consistent again, but for `keep`. */
export function reseal(
  fixture: BundleFixture,
  sha256: Sha256,
  edit: (manifest: Manifest, spec: ProfileSpec, files: Map<string, Uint8Array>) => void,
  keep: readonly Unsealed[] = [],
): BundleFixture {
  const manifest = structuredClone(fixture.manifest);
  const spec = structuredClone(fixture.spec);
  const files = new Map(fixture.files);
  edit(manifest, spec, files);
  return seal(manifest, spec, files, sha256, keep);
}

function seal(
  manifest: Manifest,
  spec: ProfileSpec,
  files: ReadonlyMap<string, Uint8Array>,
  sha256: Sha256,
  keep: readonly Unsealed[] = [],
): BundleFixture {
  if (!keep.includes("profileDigest")) manifest.profile.digest = toDigest(sha256.hash(encodeCanonical(spec)));
  if (!keep.includes("contentDigest")) manifest.contentDigest = contentDigestOf(manifest.contents, sha256);
  if (!keep.includes("exportId")) manifest.exportId = exportIdOf(manifest, sha256);
  const manifestBytes = encodeCanonical(manifest);
  const provenance = files.get("provenance.json");
  const made =
    keep.includes("provenance") && provenance !== undefined
      ? provenance
      : buildProvenance(manifest, toDigest(sha256.hash(manifestBytes)), spec);
  const rest = [...files].filter(([path]) => path !== "export.json" && path !== "provenance.json");
  return { manifest, spec, files: new Map([["export.json", manifestBytes], ["provenance.json", made], ...rest]) };
}

export interface FixtureEntry {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly kind?: "file" | "directory" | "link" | "special";
  /** Announced size where it is not that of the bytes. */
  readonly sizeBytes?: number;
}

/** A reader over entries in memory, in pieces of at most `pieceBytes`. */
export function readerOf(entries: readonly FixtureEntry[], pieceBytes = 100): BundleReader {
  return {
    async *entries() {
      for (const { path, bytes, kind = "file", sizeBytes = bytes.length } of entries) {
        yield {
          path,
          kind,
          sizeBytes,
          async *chunks() {
            for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
          },
        };
      }
    },
  };
}

export function entriesOf(files: ReadonlyMap<string, Uint8Array>): FixtureEntry[] {
  return [...files].map(([path, bytes]) => ({ path, bytes }));
}
