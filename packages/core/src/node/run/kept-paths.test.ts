// What --force leaves where it is: paths in every relation to the output, and a run that would have taken away what it was made of.
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeFiles } from "../files.js";
import { type KeptPath, whyKept } from "./kept-paths.js";
import { evidence, request } from "./resume-fixture.js";
import { run } from "./run.js";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "kept-")));
  mkdirSync(join(root, "home/src/part"), { recursive: true });
  writeFileSync(join(root, "home/src/a.jsonl"), "{}");
  symlinkSync("home/src", join(root, "link"));
  symlinkSync(root, join(root, "home/up"));
});
afterEach(() => rmSync(root, { recursive: true }));

const why = (out: string, path: string, mayReplace?: KeptPath["mayReplace"]): string | undefined =>
  whyKept(join(root, out), [{ name: "x", path: join(root, path), mayReplace }]);

test("what is, holds or is part of a kept path is kept, whatever links lead there", () => {
  expect([why("home/src", "home/src"), why("home/src", "link"), why("link/../src", "home/src")]).toEqual(["it is x", "it is x", undefined]);
  expect([why("home", "home/src"), why("home", "link"), why("home/up/home", "home/src")]).toEqual(Array(3).fill("x is in it"));
  expect([why("home/src/part", "home/src"), why("link/part", "home/src"), why("home/src/part", "link")]).toEqual(
    Array(3).fill("it is in x"),
  );
  // The source is a link in what would go, though it leads out of it.
  expect(why("home", "home/up/link")).toBe("x is in it");
  expect([why("home/src2", "home/src"), why("home/sr", "home/src"), why("nowhere/at/all", "home")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("what may be replaced of a kept path is not kept", () => {
  expect([why("home", "home", "itself"), why("home", "home/src", "itself"), why("home/src", "home", "itself")]).toEqual([
    undefined,
    "x is in it",
    "it is in x",
  ]);
  expect([why("home", "home", "inside"), why("home/src", "home", "inside")]).toEqual(["it is x", undefined]);
});

test("the current folder, the home folder and those above are kept", () => {
  for (const path of [process.cwd(), dirname(process.cwd()), "/"]) expect(whyKept(path, []), path).toMatch(/current folder/);
  expect(whyKept(homedir(), [])).toMatch(/the (?:home|current) folder/);
  expect(whyKept(join(process.cwd(), "bundle"), [])).toBeUndefined();
});

test("a forced run is refused before it reads anything, and replaces an empty folder all the same", async () => {
  const kept = [{ name: "the source s", path: join(root, "home/src") }];
  for (const out of [join(root, "home"), join(root, "link/part"), join(root, "home/src")]) {
    if (out.endsWith("part")) writeFileSync(join(out, "x"), "");
    const source = evidence();
    await expect(run(request(out, source, { force: true, kept }))).rejects.toThrow(
      expect.objectContaining({ code: "ERR_EXPORT_OUTPUT_EXISTS", message: expect.stringContaining("the source s") }),
    );
    expect(source.reads).toBe(0);
  }
  expect([readdirSync(root).toSorted(), readdirSync(join(root, "home/src")).toSorted()]).toEqual([
    ["home", "link"],
    ["a.jsonl", "part"],
  ]);
  rmSync(join(root, "home/src/part/x"));
  await run(request(join(root, "home/src/part"), evidence(), { force: true, kept }));
  await run(request(join(root, "elsewhere"), evidence(), { force: true, kept }));
});

test("no bundle is made in another, by whatever path; beside it and in its place it is", async () => {
  const options = { asOf: 1_760_000_000 };
  await run(request(join(root, "made"), evidence(), options));
  symlinkSync(join(root, "made"), join(root, "to-made"));
  for (const out of ["made/sub", "made/new/folder/out.tar", "to-made/sub"]) {
    for (const force of [false, true]) {
      const source = evidence();
      await expect(run(request(join(root, out), source, { ...options, force }))).rejects.toThrow(
        expect.objectContaining({ code: "ERR_EXPORT_OUTPUT_EXISTS", message: expect.stringContaining("it is in the bundle") }),
      );
      expect(source.reads).toBe(0);
    }
  }
  expect(readdirSync(join(root, "made"))).not.toContain("new");
  for (const out of ["made", "made.tar", "home/src.out", "home/new/folder"])
    await run(request(join(root, out), evidence(), { ...options, force: true }));
  writeFileSync(join(root, "home/export.json"), "{}"); // something else of that name
  await run(request(join(root, "home/out"), evidence(), options));
});

test("where a file system is mounted no bundle is made, as the run would find out at its end", async () => {
  const out = join(root, "mounted");
  mkdirSync(out);
  const files = { ...nodeFiles, device: (path: string) => (path.startsWith(out) ? 2 : 1) };
  for (const force of [false, true]) {
    if (force) writeFileSync(join(out, "x"), "");
    const source = evidence();
    await expect(run(request(out, source, { files, force }))).rejects.toThrow(
      expect.objectContaining({ code: "ERR_EXPORT_OUTPUT_EXISTS", message: expect.stringContaining("mounted") }),
    );
    expect(source.reads).toBe(0);
  }
  await run(request(join(out, "bundle"), evidence(), { files }));
});

test.skipIf(process.platform !== "linux")("a file system that is mounted is another device", () => {
  expect(nodeFiles.device("/proc")).not.toBe(nodeFiles.device("/"));
  expect(nodeFiles.device(join(root, "home/src"))).toBe(nodeFiles.device(root));
});
