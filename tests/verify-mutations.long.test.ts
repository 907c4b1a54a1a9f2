// A signed bundle of each profile that needs nothing but records, some 32 KiB large. Every byte of every file changed, every
// file removed, added, renamed and swapped with another valid bundle's: all refused, the right file named with the right code.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createHash } from "node:crypto";
import { anyOf, builtinProfile, fixedClock, parsePublicKey, verifyBundle, type VerifyFailure } from "../packages/core/dist/index.js";
import { nodeDeepDecoder, nodeSha256, nodeSignatures, run } from "../packages/core/dist/node/index.js";
import { adapters, openPolicyFolder, openSource } from "../packages/preset/dist/index.js";
import { p256Key } from "../tools/verify-vectors/keys.mjs";
import { withSigner } from "../tools/verify-vectors/signing.mjs";
import { afterAll, describe, expect, test } from "vitest";

type Files = Map<string, Uint8Array>;
const work = mkdtempSync(join(tmpdir(), "verify-mutations-"));
afterAll(() => rmSync(work, { recursive: true }));
const key = p256Key("mutations");
const policy = anyOf([await parsePublicKey(key.pem, { sha256: nodeSha256, crypto: nodeSignatures })]);
let made = 0;

interface Wanted {
  readonly profile: string;
  readonly tenant: string;
  readonly sequence: number;
  /** Decides about the content. */
  readonly seed: string;
}

/** A signed bundle by `run` itself, with records that do not compress. */
async function signedBundle({ profile, tenant, sequence, seed }: Wanted): Promise<Files> {
  const folder = join(work, String(made++));
  const evidence = join(folder, "evidence");
  mkdirSync(evidence, { recursive: true });
  for (let i = 0; i < 20; i++) {
    const noise = Array.from({ length: 8 }, (_, n) => createHash("sha512").update(`${seed} ${i} ${n}`).digest("base64")).join("");
    const document = {
      schema_version: "1.7.3",
      id: `OSV-${seed}-${i}`,
      modified: "2026-01-01T00:00:00Z",
      summary: noise,
      affected: affected(i),
    };
    writeFileSync(join(evidence, `${i}.json`), JSON.stringify(document));
  }
  const out = join(folder, "bundle");
  const stdin = { [Symbol.asyncIterator]: (): never => { throw new Error("no standard input"); } }; // prettier-ignore
  await run({
    profile: builtinProfile(profile, adapters),
    adapters,
    sources: [openSource("osv", evidence, stdin)],
    tenant,
    sequence,
    out,
    ...(profile === "json:policy" ? { policy: openPolicyFolder(policyFolder(folder)) } : {}),
  });
  const files: Files = new Map();
  for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(out, path), readFileSync(path));
  }
  return withSigner(files, key);
}

/** So that profiles that want packages have some. */
function affected(i: number): object[] {
  const ranges = [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.0.0" }] }];
  return [{ package: { ecosystem: "npm", name: `package-${i}` }, ranges }];
}

function policyFolder(folder: string): string {
  const path = join(folder, "policy");
  mkdirSync(path);
  const snapshot = {
    schema: "https://stellaops.io/export-center/policy-snapshot/v1",
    policyId: "p",
    policyVersion: "1",
    asOf: "2026-01-01T00:00:00Z",
    inputs: [],
    inputsHash: `sha256:${createHash("sha256").digest("hex")}`,
  };
  writeFileSync(join(path, "snapshot.json"), JSON.stringify(snapshot));
  const evaluation = { findingId: "f", vulnerabilityId: "OSV-a-1", purl: "pkg:npm/a@1", decision: "affected", ruleId: "r", evidence: [] };
  writeFileSync(join(path, "evaluations.jsonl"), `${JSON.stringify(evaluation)}\n`);
  return path;
}

async function failuresOf(files: Files, deep = false): Promise<readonly VerifyFailure[]> {
  const heads = ["export.json", "provenance.json"].filter((path) => files.has(path));
  const paths = [...heads, ...[...files.keys()].filter((path) => !heads.includes(path))];
  const reader = {
    async *entries() {
      for (const path of paths) {
        const bytes = files.get(path) as Uint8Array;
        yield { path, kind: "file" as const, sizeBytes: bytes.length, async *chunks() { yield bytes; } }; // prettier-ignore
      }
    },
  };
  const options = {
    sha256: nodeSha256,
    mode: { kind: "signed", policy } as const,
    clock: fixedClock(0),
    ...(deep ? { deep: nodeDeepDecoder } : {}),
  };
  const { verdict, failures } = await verifyBundle(reader, options);
  expect(verdict).toBe(failures.length === 0 ? "verified" : "failed");
  return failures;
}

/** What must be said, among other things, when the bytes of a file are not its own. */
function codesFor(path: string): readonly string[] {
  if (path === "export.json") return ["ERR_EXPORT_MANIFEST_INVALID"];
  if (path === "provenance.json") return ["ERR_EXPORT_PROVENANCE_MISMATCH"];
  if (path.startsWith("signatures/")) return ["ERR_EXPORT_SIGNATURE_INVALID", "ERR_EXPORT_PROVENANCE_MISMATCH"];
  return ["ERR_EXPORT_DIGEST_MISMATCH", "ERR_EXPORT_SIZE_MISMATCH"];
}

const names = (failures: readonly VerifyFailure[], path: string, codes: readonly string[]): boolean =>
  failures.some((failure) => failure.path === path && codes.includes(failure.code));

/** Profiles that make something of advisories alone. */
const PROFILES = adapters.filter((adapter) => adapter.kinds.includes("advisory")).map(({ name }) => name);

describe.each(PROFILES)("a signed bundle of %s", async (profile) => {
  const wanted = { profile, tenant: "acme", sequence: 10, seed: "a" };
  const bundle = await signedBundle(wanted);
  const others = {
    "older run": await signedBundle({ ...wanted, sequence: 9, seed: "b" }),
    "other tenant": await signedBundle({ ...wanted, tenant: "other" }),
    "other profile": await signedBundle({ ...wanted, profile: PROFILES.find((each) => each !== profile) ?? profile, seed: "c" }),
  };
  const paths = [...bundle.keys()];
  const sizeBytes = [...bundle.values()].reduce((sum, bytes) => sum + bytes.length, 0);

  test("is verified, and is about 32 KiB", async () => {
    expect(await failuresOf(bundle, true)).toEqual([]);
    for (const other of Object.values(others)) expect(await failuresOf(other)).toEqual([]);
    expect(sizeBytes).toBeGreaterThan(16 * 1024);
    expect(sizeBytes).toBeLessThan(64 * 1024);
  });

  test.each(paths)("names %s for each of its bytes", { timeout: 1_800_000 }, async (path) => {
    const bytes = bundle.get(path) as Uint8Array;
    const passed: number[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      if (!names(await failuresOf(new Map(bundle).set(path, changed)), path, codesFor(path))) passed.push(at);
    }
    expect(passed).toEqual([]);
  });

  test.each(paths)("misses %s", async (path) => {
    const files = new Map(bundle);
    files.delete(path);
    expect(names(await failuresOf(files), path, [path === "export.json" ? "ERR_EXPORT_MANIFEST_INVALID" : "ERR_EXPORT_FILE_MISSING"])).toBe(
      true,
    );
  });

  test.each(paths)("notices %s under another name", async (path) => {
    const files = new Map(bundle);
    files.set(`${path}x`, bundle.get(path) as Uint8Array);
    expect(names(await failuresOf(files), `${path}x`, ["ERR_EXPORT_FILE_EXTRA"])).toBe(true);
    files.delete(path);
    const failures = await failuresOf(files);
    expect(names(failures, path, ["ERR_EXPORT_FILE_MISSING", "ERR_EXPORT_MANIFEST_INVALID"])).toBe(true);
    if (path !== "export.json") expect(names(failures, `${path}x`, ["ERR_EXPORT_FILE_EXTRA"])).toBe(true);
  });

  test.each(Object.entries(others))("takes no file of a bundle of an %s", async (_, other) => {
    const theirs = [...other.keys()];
    let swapped = 0;
    for (const path of paths) {
      // The file of the same name, else the one that stands in its place there.
      const place = paths.filter((each) => each.split("/")[0] === path.split("/")[0]).indexOf(path);
      const source = other.has(path) ? path : theirs.filter((each) => each.split("/")[0] === path.split("/")[0])[place];
      const bytes = source === undefined ? undefined : other.get(source);
      if (bytes === undefined || Buffer.from(bytes).equals(bundle.get(path) as Uint8Array)) continue;
      swapped++;
      const failures = await failuresOf(new Map(bundle).set(path, bytes));
      // Another valid manifest is whole in itself; then what it was signed with is named.
      const expected = path === "export.json" ? "signatures/export.json.sigstore.json" : path;
      expect(names(failures, expected, codesFor(expected)), path).toBe(true);
    }
    expect(swapped).toBeGreaterThanOrEqual(6);
  });

  test("takes no pair of files of another bundle", async () => {
    for (const other of Object.values(others)) {
      for (const first of paths) {
        for (const second of paths) {
          const pair = [first, second].map((path) => [path, other.get(path)] as const);
          if (
            first === second ||
            pair.some(([path, bytes]) => bytes === undefined || Buffer.from(bytes).equals(bundle.get(path) as Uint8Array))
          )
            continue;
          expect(
            (await failuresOf(new Map([...bundle, ...(pair as [string, Uint8Array][])]))).length,
            `${first} ${second}`,
          ).toBeGreaterThan(0);
        }
      }
    }
  });
});
