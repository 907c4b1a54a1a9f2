// What somebody else put where a run works or where its bundle goes: it is neither believed, nor followed, nor replaced.
import { chmodSync, lchownSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dieLate, evidence, type Evidence, type Folders, makeFolders, partialOf, request } from "./resume-fixture.js";
import { run } from "./run.js";

const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;
const refused = (code: string) => expect.objectContaining({ code: `ERR_EXPORT_${code}` });

let folders: Folders;
let out: string;
beforeEach(() => {
  folders = makeFolders();
  mkdirSync(folders.place);
  out = join(folders.place, "out");
});
afterEach(() => rmSync(folders.root, { recursive: true }));

/** Evidence during whose reading somebody does something. */
function meanwhile(work: () => void): Evidence {
  const source = evidence();
  const read = source.read.bind(source);
  source.read = (...args) => (work(), read(...args));
  return source;
}

describe("what comes to the output during the run", () => {
  test.each([
    ["a file", (path: string) => writeFileSync(path, "precious")],
    ["a folder with something in it", (path: string) => (mkdirSync(path), writeFileSync(join(path, "x"), "precious"))],
    ["a link", (path: string) => symlinkSync("precious", path)],
  ])("stays: %s", async (_, make) => {
    for (const path of [out, `${out}.tar`]) {
      await expect(
        run(
          request(
            path,
            meanwhile(() => make(path)),
          ),
        ),
      ).rejects.toThrow(refused("OUTPUT_EXISTS"));
      const beside = join(folders.root, "beside");
      make(beside);
      expect(everythingAt(path)).toEqual(everythingAt(beside));
      rmSync(beside, { recursive: true });
    }
    expect(readdirSync(folders.place)).toEqual(["out", "out.tar"]);
  });

  test("is no obstacle where it is an empty folder, or is to be replaced", async () => {
    await run(
      request(
        out,
        meanwhile(() => mkdirSync(out)),
      ),
    );
    const forced = join(folders.place, "forced.tar");
    await run(
      request(
        forced,
        meanwhile(() => writeFileSync(forced, "old")),
        { force: true },
      ),
    );
    expect(readFileSync(forced).length).toBeGreaterThan(1000);
    expect(readdirSync(folders.place)).toEqual(["forced.tar", "out"]);
  });
});

/** Also of what does not exist where a link points to. */
function everythingAt(path: string): unknown {
  const names = readdirSync(join(path, ".."), { withFileTypes: true });
  const found = names.find(({ name }) => join(path, "..", name) === path);
  if (found?.isDirectory() === true) return readdirSync(path).map((name) => readFileSync(join(path, name), "utf8"));
  return found?.isSymbolicLink() === true ? "link" : readFileSync(path, "utf8");
}

describe("a staging folder that is none", () => {
  test("is refused and not followed where it is a link", async () => {
    const home = join(folders.root, "home");
    mkdirSync(home);
    writeFileSync(join(home, "precious"), "");
    symlinkSync(home, partialOf(out));
    for (const force of [false, true]) {
      await expect(run(request(out, evidence(), { force }))).rejects.toThrow(refused("OUTPUT_EXISTS"));
    }
    expect([readdirSync(home), readdirSync(folders.place)]).toEqual([["precious"], [".out.stella-partial"]]);
  });

  test("is refused and stays where it holds something else", async () => {
    mkdirSync(partialOf(out));
    writeFileSync(join(partialOf(out), "precious"), "");
    await expect(run(request(out, evidence()))).rejects.toThrow(refused("OUTPUT_EXISTS"));
    expect([readdirSync(folders.place), readdirSync(partialOf(out))]).toEqual([[".out.stella-partial"], ["precious"]]);
  });

  test("is refused and stays where it is a file", async () => {
    writeFileSync(partialOf(out), "precious");
    await expect(run(request(out, evidence()))).rejects.toThrow(refused("OUTPUT_EXISTS"));
    expect(readFileSync(partialOf(out), "utf8")).toBe("precious");
  });
});

/** Everything below a path, to another user. */
function giveAway(path: string): void {
  lchownSync(path, NOBODY, NOBODY);
  if (statSync(path).isDirectory()) for (const name of readdirSync(path)) giveAway(join(path, name));
}

describe("a snapshot that was left", () => {
  // Only root may give a file to somebody else.
  test.runIf(isRoot)("by another user is refused, and stays", async () => {
    await dieLate(request(out, evidence()));
    giveAway(partialOf(out));
    const before = readdirSync(partialOf(out));
    const next = evidence();
    await expect(run(request(out, next))).rejects.toThrow(refused("PERMISSION"));
    expect([next.reads, readdirSync(partialOf(out))]).toEqual([0, before]);
  });

  test.runIf(isRoot).each(["snapshot.json", "spool", "spool/records-0"])("is not used where another user owns its %s", async (name) => {
    await dieLate(request(out, evidence()));
    lchownSync(join(partialOf(out), name), NOBODY, NOBODY);
    await expectToReadAgain();
  });

  test.runIf(isRoot)("is nobody's to remove where another user owns the spool elsewhere", async () => {
    const { scratch } = folders;
    await dieLate(request(out, evidence(), { scratch }));
    const left = readdirSync(scratch);
    giveAway(join(scratch, left[0] ?? ""));
    await run(request(out, evidence()));
    expect([left.length, readdirSync(scratch)]).toEqual([1, left]);
  });

  test.each([".", "snapshot.json", "spool", "spool/records-0"])("is not used where others may write to its %s", async (name) => {
    await dieLate(request(out, evidence()));
    chmodSync(join(partialOf(out), name), 0o777);
    await expectToReadAgain();
  });

  async function expectToReadAgain(): Promise<void> {
    const next = evidence();
    await run(request(out, next));
    expect([next.reads, readdirSync(folders.place)]).toEqual([1, ["out"]]);
  }
});

test("a bundle that was moved aside comes back also from a folder that others could write to", async () => {
  await run(request(out, evidence(), { tenant: "older" }));
  const before = readFileSync(join(out, "export.json"));
  mkdirSync(join(partialOf(out), "replaced"), { recursive: true });
  for (const name of readdirSync(out)) writeFileSync(join(partialOf(out), "replaced", name), name === "export.json" ? before : "");
  rmSync(out, { recursive: true });
  chmodSync(partialOf(out), 0o777);
  await expect(run(request(out, evidence()))).rejects.toThrow(refused("OUTPUT_EXISTS"));
  expect(readFileSync(join(out, "export.json"))).toEqual(before);
  expect(readdirSync(folders.place)).toEqual(["out"]);
});

test("whatever the umask, nobody else can look into the folder of a run", async () => {
  const { scratch } = folders;
  const modes: number[] = [];
  const look = (): void => {
    for (const path of [partialOf(out), join(scratch, readdirSync(scratch)[0] ?? "")]) modes.push(statSync(path).mode & 0o777);
  };
  const before = process.umask(0);
  try {
    await run(request(out, meanwhile(look), { scratch }));
  } finally {
    process.umask(before);
  }
  expect(modes).toEqual([0o700, 0o700]);
});
