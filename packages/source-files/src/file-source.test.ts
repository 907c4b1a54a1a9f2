// The sources that this package ships keep the promises of the seam, over each shape that PATH can have.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DEFAULT_LIMITS, type Source, type TarFile, writeTar } from "@stella-export/core";
import { sourceContract, type SourceContractOptions } from "@stella-export/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileSource, StreamSource } from "./file-source.js";
import { openPolicyFolder } from "./policy-folder.js";

const COUNT = 40;
const advisory = (i: number): string => JSON.stringify({ id: `X-${i}`, modified: "2026-01-01T00:00:00Z", summary: "x".repeat(i * 3000) });
const FILES = Array.from({ length: COUNT }, (_, i) => ({ path: `${i % 3}/advisory-${i}.json`, text: ` ${advisory(i)}\n` }));
const LINES = FILES.map(({ text }) => text.trim()).join("\r\n");
const expected = { documents: COUNT, kinds: { advisory: COUNT } };

let root: string;
const at = (...names: string[]): string => join(root, ...names);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "file-source-"));
  const files = [...FILES.map(({ path, text }) => ({ path: `folder/${path}`, text })), { path: "folder/notes.txt", text: "" }];
  for (const { path, text } of [...files, { path: "one.json", text: advisory(9) }, { path: "lines.jsonl", text: LINES }]) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  }
  symlinkSync("0/advisory-0.json", at("folder/link.json"));
  const members = FILES.map(({ path, text }): TarFile => ({ path, sizeBytes: text.length, chunks: () => oneChunk(text) }));
  for await (const chunk of writeTar(members)) writeFileSync(at("archive.tar"), chunk, { flag: "a" });
});
afterAll(() => rmSync(root, { recursive: true }));

async function* oneChunk(bytes: string | Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(bytes);
}

// eslint-disable-next-line require-yield
async function* stalled(): AsyncGenerator<Uint8Array, void> {
  await new Promise(() => {});
}

const SHAPES: readonly (readonly [string, () => Source, Omit<SourceContractOptions, "open">])[] = [
  ["a folder", () => new FileSource("x", at("folder")), { expected: { ...expected, ignored: 2 } }],
  ["a .json file", () => new FileSource("x", at("one.json")), { expected: { documents: 1, kinds: { advisory: 1 } } }],
  ["a .jsonl file", () => new FileSource("x", at("lines.jsonl")), { expected }],
  ["a .tar archive", () => new FileSource("x", at("archive.tar")), { expected, overLimit: "refuse" }],
  [
    "standard input",
    () => new StreamSource("x", oneChunk(readFileSync(at("lines.jsonl")))),
    { expected, waiting: () => new StreamSource("x", stalled()) },
  ],
];

describe.each(SHAPES)("%s", (shape, open, options) => {
  const missing = (): Source => new FileSource("x", at("absent"));
  for (const { name, run } of sourceContract({ open, missing, ...options })) {
    it(name, run);
  }
});

it.skipIf(process.platform === "win32")("a pipe is refused before it is opened, which would wait for its writer", async () => {
  mkdirSync(at("policy"));
  for (const path of ["pipe.json", "policy/snapshot.json"]) expect(spawnSync("mkfifo", [at(path)]).status).toBe(0);
  const refused = { code: "ERR_EXPORT_FILE_UNSUPPORTED", exitCode: 2 };
  const source = new FileSource("x", at("pipe.json"));
  await expect(source.survey({ limits: DEFAULT_LIMITS })).rejects.toMatchObject(refused);
  await expect(source.read({ limits: DEFAULT_LIMITS }).next()).rejects.toMatchObject(refused);
  expect(() => openPolicyFolder(at("policy"))).toThrow(expect.objectContaining(refused));
});
