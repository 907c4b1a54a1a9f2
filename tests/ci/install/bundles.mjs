// Bundles of Trivy databases for the suites about install, also ones whose database was changed and whose manifest was made to agree: what then
// refuses them is install's own look at the database, and no digest.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../../..");
const dist = (path) => import(join(root, "packages", path));
const { encodeCanonical, readTar, writeTar } = await dist("core/dist/index.js");

const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** Advisories about npm packages p0, p1, …, all fixed in 2.0.0. */
export function writeAdvisories(folder, count) {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const advisory = {
      schema_version: "1.7.3",
      id: `ACME-2026-${i}`,
      modified: "2026-03-04T05:06:07Z",
      summary: `Something is wrong with p${i}. `.repeat(1 + (i % 7)),
      affected: [
        { package: { ecosystem: "npm", name: `p${i}` }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "2.0.0" }] }] },
      ],
    };
    writeFileSync(join(folder, `${i}.json`), JSON.stringify(advisory));
  }
}

/** Runs the command; throws where it does not end well. */
export function stella(args, options = {}) {
  const { status, stdout, stderr } = spawnSync(join(root, "stella"), ["export", ...args], { encoding: "utf8", ...options });
  if (status !== 0) throw new Error(`stella ${args[0]}: exit ${status}: ${stderr}`);
  return stdout;
}

/** The two files in a bundle's archive. */
export async function unpack(bundle) {
  const tar = gunzipSync(readFileSync(join(bundle, "trivy/db.tar.gz")));
  const files = new Map();
  for await (const entry of readTar(Readable.from([tar]))) {
    const parts = [];
    for await (const part of entry.chunks()) parts.push(Buffer.from(part));
    files.set(entry.path, Buffer.concat(parts));
  }
  return { database: files.get("trivy.db"), metadata: files.get("metadata.json"), tar };
}

/** The archive of these two files. */
export async function pack(files) {
  const parts = [];
  const entries = Object.entries(files).map(([path, bytes]) => ({ path, sizeBytes: bytes.length, chunks: () => Readable.from([bytes]) }));
  for await (const part of writeTar(entries)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

/** Opens an unsigned bundle to put other archives into it; each time manifest and provenance are made to agree. */
export function resealer(bundle) {
  const manifestPath = join(bundle, "export.json");
  const original = readFileSync(manifestPath);
  const provenance = readFileSync(join(bundle, "provenance.json"), "utf8");
  return (tar, stored = gzipSync(tar, { level: 1 })) => {
    const manifest = JSON.parse(original.toString());
    const content = manifest.contents.find(({ path }) => path === "trivy/db.tar.gz");
    Object.assign(content, {
      digest: `sha256:${sha256(stored)}`,
      sizeBytes: stored.length,
      contentDigest: `sha256:${sha256(tar)}`,
      contentSizeBytes: tar.length,
    });
    const lines = manifest.contents
      .filter(({ role }) => role === "payload" || role === "index")
      .map((each) => `${each.contentDigest.slice(7)}  ${each.path.replace(/\.(zst|gz)$/, "")}\n`);
    manifest.contentDigest = `sha256:${sha256(lines.join(""))}`;
    delete manifest.exportId;
    manifest.exportId = `exp-${sha256(encodeCanonical(manifest)).slice(0, 32)}`;
    const bytes = encodeCanonical(manifest);
    writeFileSync(manifestPath, bytes);
    writeFileSync(join(bundle, "provenance.json"), provenance.replaceAll(sha256(original), sha256(bytes)));
    writeFileSync(join(bundle, "trivy/db.tar.gz"), stored);
  };
}
