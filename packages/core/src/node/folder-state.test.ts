import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ExportError } from "../errors/export-error.js";
import { dyingAt } from "./failing-files-fixture.js";
import { openFolderState } from "./folder-state.js";
import { admit, content, first, KEY_A, KEY_B, manifest, seen } from "./folder-state-fixture.js";

const base = mkdtempSync(join(tmpdir(), "folder-state-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let folders = 0;
const newRoot = (): string => join(base, `state-${folders++}`);

const entryFiles = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
/** Path of the only entry. */
const entryIn = (root: string): string =>
  join(
    root,
    readdirSync(root, { recursive: true })
      .map(String)
      .find((name) => name.endsWith(".json")) as string,
  );

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
    expect(entryFiles(root)).toEqual([expect.stringMatching(/^9007199254740991-[0-9a-f]{32}\.json$/)]);
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
    expect(entryFiles(root)).toEqual([expect.stringMatching(/^0000000000000008-/)]);
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

  it("reads what older versions left, under names of the sequence only", async () => {
    const root = newRoot();
    await admit(root, seen(5), first);
    renameSync(entryIn(root), entryIn(root).replace(/-[0-9a-f]{32}\.json$/, ".json"));
    expect(entryFiles(root)).toEqual(["0000000000000005.json"]);
    expect(await admit(root, seen(4), first)).toBe("ROLLBACK export.json");
    expect(await admit(root, seen(5, content(2)))).toBe("ROLLBACK export.json");
    expect(await admit(root, seen(5))).toBe("");
    expect(await admit(root, seen(6))).toBe("");
    expect(entryFiles(root)).toEqual([expect.stringMatching(/^0000000000000006-/)]);
  });
});

describe("what nobody signed", () => {
  const signed = (sequence: number, digest = content(1)) => seen(sequence, digest);
  const unsigned = (sequence: number, digest = content(1)) => seen(sequence, digest, {}, []);

  it("keeps out no bundle that somebody signed, of whatever sequence, and takes no signed one's place", async () => {
    const root = newRoot();
    expect(await admit(root, signed(5), first)).toBe("");
    expect(await admit(root, unsigned(Number.MAX_SAFE_INTEGER, content(9)))).toBe("");
    expect(await admit(root, signed(4))).toBe("ROLLBACK export.json");
    expect(await admit(root, signed(5))).toBe("");
    expect(await admit(root, signed(6, content(2)))).toBe("");
    expect(await admit(root, signed(5))).toBe("ROLLBACK export.json");
    expect(await admit(root, unsigned(7))).toBe("ROLLBACK export.json");
    expect(await admit(root, unsigned(Number.MAX_SAFE_INTEGER, content(9)))).toBe("");
    expect(await admit(root, signed(Number.MAX_SAFE_INTEGER, content(3)))).toBe("");
    expect(await admit(root, unsigned(Number.MAX_SAFE_INTEGER, content(9)))).toBe("ROLLBACK export.json");
  });

  it("does not save the first signed bundle from being a first use", async () => {
    const root = newRoot();
    expect(await admit(root, unsigned(5, content(9)), first)).toBe("");
    expect(await admit(root, signed(5))).toBe("FIRST_USE export.json");
    expect(await admit(root, signed(5), first)).toBe("");
    expect(await admit(root, signed(4))).toBe("ROLLBACK export.json");
  });

  it("is held against what was signed, and against what was not", async () => {
    const root = newRoot();
    expect(await admit(root, signed(5), first)).toBe("");
    expect(await admit(root, unsigned(4))).toBe("ROLLBACK export.json");
    expect(await admit(root, unsigned(7))).toBe("");
    expect(await admit(root, unsigned(6))).toBe("ROLLBACK export.json");
    expect(await admit(root, unsigned(8))).toBe("");
    expect(entryFiles(root).toSorted()).toEqual([expect.stringMatching(/^0000000000000005-/), expect.stringMatching(/^0000000000000008-/)]);
    expect(await admit(root, signed(9))).toBe("");
    expect(entryFiles(root)).toEqual([expect.stringMatching(/^0000000000000009-/)]);
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
    ["an entry beside one that is good", (_, folder) => writeFileSync(join(folder, "0000000000000001.json"), "")],
    ["other signers inside", (path) => writeFileSync(path, readFileSync(path, "utf8").replace(KEY_A, KEY_B))],
    ["a link to nowhere", (_, folder) => symlinkSync("nowhere", join(folder, "0000000000000009.json"))],
    ["a folder for an entry", (_, folder) => mkdirSync(join(folder, "0000000000000009.json"))],
    ["a pipe for an entry", (_, folder) => void spawnSync("mkfifo", [join(folder, "0000000000000009.json")])],
  ];
  it.each(DAMAGES)("is refused, never taken for a first use: %s", async (_, damage) => {
    const root = newRoot();
    await admit(root, seen(5), first);
    const path = entryIn(root);
    damage(path, join(path, ".."));
    for (const options of [{}, first]) {
      await expect(admit(root, seen(6, content(2)), options)).rejects.toMatchObject({ code: "ERR_EXPORT_STATE_INVALID" });
    }
  });

  it("is refused where a file stands in its place", async () => {
    const root = newRoot();
    writeFileSync(root, "");
    await expect(admit(root, seen(6), first)).rejects.toBeInstanceOf(ExportError);
  });
});

describe("a crash", () => {
  it("at any operation leaves the old or the new, and the next verification goes on", async () => {
    for (let at = 1; ; at++) {
      const root = newRoot();
      await admit(root, seen(5), first);
      const { files } = dyingAt(at, new Error("power cut"));
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
