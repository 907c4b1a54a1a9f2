import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { toDigest } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import type { Manifest } from "../manifest/schema.js";
import type { SeenBundle } from "../verify/trust/trust-state.js";
import { buildFixture } from "../verify/bundle-fixture.js";
import { type Files, nodeFiles } from "./files.js";
import { type FolderStateOptions, openFolderState } from "./folder-state.js";
import { nodeSha256 as sha256 } from "./sha256.js";

const { manifest } = await buildFixture({ sha256 });
const base = mkdtempSync(join(tmpdir(), "folder-state-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let folders = 0;
const newRoot = (): string => join(base, `state-${folders++}`);

const KEY_A = `sha256:${"a".repeat(64)}`;
const KEY_B = `sha256:${"b".repeat(64)}`;
const content = (n: number): string => `sha256:${String(n).padStart(64, "0")}`;
const seen = (sequence: number, digest = content(1), change: Partial<Manifest> = {}, signers = [KEY_A]): SeenBundle => ({
  manifest: { ...manifest, sequence, contentDigest: digest, ...change },
  manifestDigest: toDigest(sha256.hash(Buffer.from(digest))),
  signers,
});

/** What a verification that is good in every other way does. */
async function admit(root: string, bundle: SeenBundle, options: Partial<FolderStateOptions> = {}): Promise<string> {
  const state = openFolderState(root, { firstUse: false, ...options });
  const failures = [...(await state.judge(bundle))];
  if (failures.length === 0) failures.push(...(await state.remember(bundle)));
  return failures.map(({ code, path }) => `${code.slice("ERR_EXPORT_".length)} ${path}`).join();
}
const first = { firstUse: true };
const entryFiles = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe("the memory of accepted bundles", () => {
  it("asks for the first use, and then counts up", async () => {
    const root = newRoot();
    expect(await admit(root, seen(5))).toBe("FIRST_USE export.json");
    expect(await admit(root, seen(5), first)).toBe("");
    expect(await admit(root, seen(5))).toBe("");
    expect(await admit(root, seen(4))).toBe("ROLLBACK export.json");
    expect(await admit(root, seen(4), first)).toBe("ROLLBACK export.json");
    expect(await admit(root, seen(5, content(2)))).toBe("ROLLBACK export.json");
    expect(await admit(root, seen(6, content(2)))).toBe("");
    expect(await admit(root, seen(5))).toBe("ROLLBACK export.json");
    expect(await admit(root, seen(Number.MAX_SAFE_INTEGER))).toBe("");
    expect(entryFiles(root)).toEqual(["9007199254740991.json"]);
  });

  it("keeps tenants and profiles apart", async () => {
    const root = newRoot();
    expect(await admit(root, seen(5), first)).toBe("");
    expect(await admit(root, seen(1, content(1), { tenant: "other" }))).toBe("FIRST_USE export.json");
    expect(await admit(root, seen(1, content(1), { tenant: "other" }), first)).toBe("");
    const profile = { ...manifest.profile, name: "../../x" };
    expect(await admit(root, seen(1, content(1), { profile }), first)).toBe("");
    expect(await admit(root, seen(2, content(1), { tenant: "other" }))).toBe("");
    expect(entryFiles(root)).toHaveLength(3);
  });

  it("changes nothing while it judges", async () => {
    const root = newRoot();
    await openFolderState(root, first).judge(seen(5));
    expect(() => readdirSync(root)).toThrow();
  });

  it("lets a bundle go that only revoked keys stood behind, as a first use", async () => {
    const root = newRoot();
    expect(await admit(root, seen(9_000_000, content(9), {}, [KEY_A]), first)).toBe("");
    expect(await admit(root, seen(7, content(2), {}, [KEY_B]))).toBe("ROLLBACK export.json");
    const revoked = [KEY_A];
    expect(await admit(root, seen(7, content(2), {}, [KEY_B]), { revoked })).toBe("FIRST_USE export.json");
    expect(await admit(root, seen(7, content(2), {}, [KEY_B]), { revoked, firstUse: true })).toBe("");
    expect(await admit(root, seen(8, content(3), {}, [KEY_B]), { revoked })).toBe("");
    expect(await admit(root, seen(7, content(2), {}, [KEY_B]), { revoked })).toBe("ROLLBACK export.json");
    expect(entryFiles(root)).toEqual(["0000000000000008.json"]);
  });

  it("lets go of the same sequence too, but not where a key that is not revoked stood behind it", async () => {
    const root = newRoot();
    expect(await admit(root, seen(7, content(9), {}, [KEY_A]), first)).toBe("");
    expect(await admit(root, seen(7, content(2), {}, [KEY_B]), { revoked: [KEY_A], firstUse: true })).toBe("");
    expect(await admit(root, seen(8, content(2), {}, [KEY_A, KEY_B]))).toBe("");
    expect(await admit(root, seen(7, content(2), {}, [KEY_B]), { revoked: [KEY_A] })).toBe("ROLLBACK export.json");
    const unsigned = newRoot();
    expect(await admit(unsigned, seen(8, content(2), {}, []), first)).toBe("");
    expect(await admit(unsigned, seen(7, content(2), {}, []), { revoked: [KEY_A] })).toBe("ROLLBACK export.json");
  });
});

describe("a damaged memory", () => {
  const DAMAGES: readonly (readonly [string, (path: string, folder: string) => void])[] = [
    ["an empty entry", (path) => writeFileSync(path, "")],
    ["an entry cut off", (path) => writeFileSync(path, readFileSync(path).subarray(0, -1))],
    ["a line end", (path) => writeFileSync(path, `${readFileSync(path, "utf8")}\n`)],
    ["an unknown field", (path) => writeFileSync(path, readFileSync(path, "utf8").replace("{", '{"a":1,'))],
    ["another sequence inside", (path) => writeFileSync(path, readFileSync(path, "utf8").replace('"sequence":5', '"sequence":4'))],
    ["another tenant inside", (path) => writeFileSync(path, readFileSync(path, "utf8").replace('"acme"', '"evil"'))],
    ["another profile inside", (path) => writeFileSync(path, readFileSync(path, "utf8").replace("json:raw", "json:row"))],
    ["a strange file", (_, folder) => writeFileSync(join(folder, "notes"), "")],
    ["an entry under another name", (path, folder) => cpSync(path, join(folder, "0000000000000009.json"))],
  ];
  it.each(DAMAGES)("is refused, never taken for a first use: %s", async (_, damage) => {
    const root = newRoot();
    await admit(root, seen(5), first);
    const path = join(
      root,
      readdirSync(root, { recursive: true })
        .map(String)
        .find((name) => name.endsWith(".json")) as string,
    );
    damage(path, join(path, ".."));
    for (const options of [{}, first]) {
      await expect(admit(root, seen(6, content(2)), options)).rejects.toMatchObject({ code: "ERR_EXPORT_STATE_INVALID" });
    }
  });

  it("is refused where a folder or a file stands in its place", async () => {
    const root = newRoot();
    writeFileSync(root, "");
    await expect(admit(root, seen(6), first)).rejects.toBeInstanceOf(ExportError);
    const other = newRoot();
    await admit(other, seen(5), first);
    const folder = readdirSync(other, { recursive: true, withFileTypes: true }).find((entry) => entry.isFile())?.parentPath as string;
    mkdirSync(join(folder, "0000000000000009.json"));
    await expect(admit(other, seen(6), first)).rejects.toBeInstanceOf(ExportError);
  });
});

describe("a crash", () => {
  it("at any operation leaves the old or the new, and the next verification goes on", async () => {
    for (let at = 0; ; at++) {
      const root = newRoot();
      await admit(root, seen(5), first);
      let left = at;
      const files = Object.fromEntries(
        Object.entries(nodeFiles).map(([name, operation]) => [
          name,
          (...args: unknown[]) => {
            if (left-- === 0) throw new ExportError("ERR_EXPORT_IO", "power cut");
            return (operation as (...args: unknown[]) => unknown)(...args);
          },
        ]),
      ) as unknown as Files;
      const outcome = await admit(root, seen(6, content(2)), { files }).catch(() => "crash");
      expect(await admit(root, seen(4, content(2)))).toBe("ROLLBACK export.json");
      expect(await admit(root, seen(6, content(2)))).toBe("");
      expect(await admit(root, seen(5))).toBe("ROLLBACK export.json");
      if (outcome === "") {
        expect(at).toBeGreaterThan(10);
        return;
      }
      expect(outcome).toBe("crash");
    }
  });

  it("of another process with the same number leaves a draft that is in nobody's way", async () => {
    const root = newRoot();
    await admit(root, seen(5), first);
    const folder = readdirSync(root, { recursive: true, withFileTypes: true }).find((entry) => entry.isFile())?.parentPath as string;
    writeFileSync(join(folder, `.draft-${process.pid}-0`), "half");
    expect(await admit(root, seen(6, content(2)))).toBe("");
  });
});
