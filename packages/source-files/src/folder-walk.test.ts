import { hash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compareBytes, compareUtf8, DEFAULT_LIMITS, type DocumentReject, encodeUtf8 } from "@stella-export/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileSource } from "./file-source.js";
import { walkFolder } from "./folder-walk.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "walk-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string | Buffer, text = "{}"): void {
  const location = typeof path === "string" ? join(root, path) : Buffer.concat([Buffer.from(`${root}/`), path]);
  if (typeof location === "string") mkdirSync(dirname(location), { recursive: true });
  writeFileSync(location, text);
}

const paths = (kind: "ignored" | "read"): string[] =>
  [...walkFolder(root)].filter((entry) => (entry.kind === "ignored") === (kind === "ignored")).map(({ path }) => path);

describe("the order", () => {
  test("is that of the paths' bytes, across folders", () => {
    // "-" and "." are smaller than "/", "0" is larger: a folder sorts as its name with "/" behind.
    const files = [
      "a-b.json",
      "a.json",
      "a/b.json",
      "a/z/y.json",
      "a0.json",
      "A.json",
      "b/a.json",
      "b.json",
      "a/.keep/../c.json",
      "é.json",
      "z.json",
      "\uffee.json",
      "😀.json",
      "a/😀/x.json",
    ];
    for (const file of files) write(file.replace(".keep/../", ""));
    const found = paths("read");
    expect(found).toHaveLength(files.length);
    expect(found).toEqual(found.toSorted((a, b) => compareBytes(encodeUtf8(a), encodeUtf8(b))));
    expect(found.slice(0, 6)).toEqual(["A.json", "a-b.json", "a.json", "a/b.json", "a/c.json", "a/z/y.json"]);
    expect(found.indexOf("\uffee.json")).toBeLessThan(found.indexOf("😀.json"));
  });
});

describe("what is passed over", () => {
  test("dotfiles, links and other files are told, and nothing below them is looked at", () => {
    for (const path of ["a.json", ".hidden.json", ".git/b.json", "notes.txt", "json", "a.json.bak", "deep/.x/c.json", "deep/d.JSON"])
      write(path);
    symlinkSync("a.json", join(root, "link.json"));
    symlinkSync("deep", join(root, "folder-link"));
    symlinkSync("nowhere", join(root, "broken.json"));
    symlinkSync("..", join(root, "deep", "up"));
    expect(paths("read")).toEqual(["a.json", "deep/d.JSON"]);
    expect(paths("ignored").toSorted(compareUtf8)).toEqual([
      ".git",
      ".hidden.json",
      "a.json.bak",
      "broken.json",
      "deep/.x",
      "deep/up",
      "folder-link",
      "json",
      "link.json",
      "notes.txt",
    ]);
  });

  test("is counted by the source, also where nothing else is there", async () => {
    write("notes.txt");
    expect(await readAll()).toEqual({ documents: [], rejects: [], ignored: 1 });
    expect(await new FileSource("x", root).survey({ limits: DEFAULT_LIMITS })).toMatchObject({ documents: 0, bytes: 0 });
  });

  test("an empty folder is nothing at all", async () => {
    mkdirSync(join(root, "empty/in/empty"), { recursive: true });
    expect(await readAll()).toEqual({ documents: [], rejects: [], ignored: 0 });
  });
});

describe("names", () => {
  test("that are not UTF-8 are rejects, with the digest of what is in them", async () => {
    write(Buffer.from([0x61, 0xff, 0x2e, 0x6a, 0x73, 0x6f, 0x6e]), '{"a":1}');
    write(Buffer.concat([Buffer.from([0xc3]), Buffer.from(".jsonl")]), '{"b":1}\n{"c":1}\n');
    write("good.json");
    const { documents, rejects } = await readAll();
    expect(documents).toEqual(["good.json:0 {}"]);
    const told = rejects.map(({ path, line, code, sourceDigest }) => `${path}:${line} ${code} ${sourceDigest}`);
    const reject = (place: string, text: string): string => `${place} ERR_EXPORT_PATH_INVALID sha256:${hash("sha256", text)}`;
    expect(told.toSorted(compareUtf8)).toEqual([
      reject("a\ufffd.json:0", '{"a":1}'),
      reject("\ufffd.jsonl:1", '{"b":1}'),
      reject("\ufffd.jsonl:2", '{"c":1}'),
    ]);
  });

  test("that hold U+FFFD themselves are names like others", async () => {
    write("\ufffd.json");
    expect(await readAll()).toEqual({ documents: ["\ufffd.json:0 {}"], rejects: [], ignored: 0 });
  });

  test("with control characters come as they are: a run rejects the document, not the source", async () => {
    write("a\nb.json");
    write("tab\there/x\u007f.json");
    expect((await readAll()).documents).toEqual(["a\nb.json:0 {}", "tab\there/x\u007f.json:0 {}"]);
  });
});

async function readAll(): Promise<{ documents: string[]; rejects: DocumentReject[]; ignored: number }> {
  const documents: string[] = [];
  const rejects: DocumentReject[] = [];
  let ignored = 0;
  for await (const batch of new FileSource("x", root).read({ limits: DEFAULT_LIMITS })) {
    for (let i = 0; i < batch.count; i++) {
      const text = Buffer.from(batch.slab.subarray(batch.starts[i], batch.ends[i])).toString("utf8");
      documents.push(`${batch.paths[i]}:${batch.lines[i]} ${text}`);
    }
    rejects.push(...batch.rejects);
    ignored += batch.ignored;
  }
  return { documents, rejects, ignored };
}
