// What the largest documents cost: the memory of the command itself, as the system counts it, at most 300 MB for one document just below the
// limit however it comes, and a typed refusal for one just above it or with more members than can be ordered.
import { spawnSync } from "node:child_process";
import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorLines, MAIN, makeFolder, type Outcome, outcomeOf, startProcess } from "./stella-fixture.js";

const MIB = 1 << 20;
const LIMIT_BYTES = 64 * MIB;
const DOCUMENT_BYTES = 62 * MIB;
const MAX_RSS_BYTES = 300_000_000;

const root = makeFolder();
const measured: string[] = [];
afterAll(() => {
  console.log(measured.join("\n"));
  rmSync(root, { recursive: true, force: true });
});

/** Writes the most resident memory that the process ever had to a file. Not resourceUsage(): that begins with what the parent had. */
const WATCH = `data:text/javascript,import fs from "node:fs";process.on("exit",()=>fs.writeFileSync(process.env.PEAK,/VmHWM:\\s*(\\d+)/.exec(fs.readFileSync("/proc/self/status","utf8"))[1]))`;

interface Measured extends Outcome {
  readonly rssBytes: number;
  readonly out: string;
}

async function exported(title: string, from: string, input?: string): Promise<Measured> {
  const out = join(root, "out", "bundle");
  const peak = join(root, "peak");
  rmSync(join(root, "out"), { recursive: true, force: true });
  const args = [
    "export",
    "run",
    "--profile",
    "json:raw",
    "--as-of",
    "2026-01-01T00:00:00Z",
    "--from",
    from,
    "--out",
    out,
    "-q",
    "-o",
    "json",
  ];
  const child = startProcess(process.execPath, ["--import", WATCH, MAIN, ...args], { env: { PEAK: peak } });
  child.stdin?.on("error", () => {});
  if (input === undefined) child.stdin?.end();
  else createReadStream(input).pipe(child.stdin as NonNullable<typeof child.stdin>);
  const outcome = await outcomeOf(child);
  const rssBytes = 1024 * Number(readFileSync(peak, "utf8"));
  measured.push(`${String(Math.round(rssBytes / MIB)).padStart(6)} MiB  ${title}`);
  return { ...outcome, rssBytes, out };
}

/** `head`, then as many times what `part` gives as fit in `size` bytes, parted by commas, then `tail`. */
function writeDocument(path: string, head: string, part: (i: number) => string, tail: string, size = DOCUMENT_BYTES): string {
  mkdirSync(join(path, ".."), { recursive: true });
  const file = openSync(path, "w");
  let written = writeSync(file, head);
  let block = "";
  for (let i = 0; written + block.length + part(i).length + tail.length < size; i++) {
    block += (i === 0 ? "" : ",") + part(i);
    if (block.length < MIB) continue;
    written += writeSync(file, block);
    block = "";
  }
  writeSync(file, block + tail);
  closeSync(file);
  return path;
}

const OSV = '{"id":"A-1","modified":"2025-01-01T00:00:00Z","affected":[';
const affected = (i: number): string =>
  `{"package":{"ecosystem":"npm","name":"p-${i}"},"ranges":[{"events":[{"introduced":"0"}],"type":"SEMVER"}]}`;

describe.skipIf(process.platform !== "linux")("a document of 62 MiB", () => {
  const folder = join(root, "folder");
  const document = join(folder, "a.json");
  beforeAll(() => {
    writeDocument(document, OSV, affected, "]}");
    expect(statSync(document).size).toBeGreaterThan(DOCUMENT_BYTES - 200);
  });

  const make: Readonly<Record<string, () => string>> = {
    "a file": () => document,
    "in a folder": () => folder,
    "a line": () => {
      writeFileSync(join(root, "a.jsonl"), readFileSync(document));
      return join(root, "a.jsonl");
    },
    "in a tar": () => archive("a.tar", ["tar", "cf"]),
    "in a tar.gz": () => archive("a.tar.gz", ["tar", "czf"]),
    "in a tar.zst": () => archive("a.tar.zst", ["tar", "--zstd", "-cf"]),
  };
  function archive(name: string, [command, ...args]: readonly [string, ...string[]]): string {
    const path = join(root, name);
    expect(spawnSync(command, [...args, path, "-C", folder, "."], { encoding: "utf8" }).stderr).toBe("");
    return path;
  }

  it.each(Object.keys(make))("%s", { timeout: 120_000 }, async (title) => {
    const { code, rssBytes, stdout } = await exported(title, `e=${make[title]?.()}`);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { inputs: object[] }).inputs).toMatchObject([{ kind: "advisory", read: 1, records: 1 }]);
    expect(rssBytes).toBeLessThanOrEqual(MAX_RSS_BYTES);
  });

  it("on standard input", { timeout: 120_000 }, async () => {
    const { code, rssBytes } = await exported("standard input", "e=-", document);
    expect(code).toBe(0);
    expect(rssBytes).toBeLessThanOrEqual(MAX_RSS_BYTES);
  });

  it("four of them, in an order that the bundle does not have", { timeout: 120_000 }, async () => {
    const path = join(root, "four.jsonl");
    for (const id of [4, 3, 2, 1]) {
      const line = readFileSync(document);
      line.write(String(id), OSV.indexOf("1"));
      writeFileSync(path, Buffer.concat([line, Buffer.from("\n")]), { flag: "a" });
    }
    const { code, rssBytes, stdout } = await exported("four lines", `e=${path}`);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { inputs: object[] }).inputs).toMatchObject([{ read: 4, records: 4 }]);
    expect(rssBytes).toBeLessThanOrEqual(MAX_RSS_BYTES);
  });

  it.each<readonly [string, string, (i: number) => string, string]>([
    ["one text", '{"id":"A-1","modified":"2025-01-01T00:00:00Z","details":"', () => "x".repeat(999), '"}'],
    ["numbers", `${OSV}`, () => "0", "]}"],
    ["indented, with components to put in order", '{ "bomFormat": "CycloneDX", "specVersion": "1.6",\n "components": [', component, "]}"],
  ])("of %s", { timeout: 120_000 }, async (title, head, part, tail) => {
    const path = writeDocument(join(root, "shape", "a.json"), head, part, tail);
    const { code, rssBytes } = await exported(title, `e=${path}`);
    expect(code).toBe(0);
    expect(rssBytes).toBeLessThanOrEqual(MAX_RSS_BYTES);
  });
});

function component(i: number): string {
  return `\n    {\n      "type": "library",\n      "name": "component-${i}",\n      "description": "${"d".repeat(200)}",\n      "purl": "pkg:npm/component-${i}@1.0"\n    }`;
}

describe.skipIf(process.platform !== "linux")("refused, with nothing written", () => {
  it.each<readonly [string, string, string, (path: string) => void]>([
    ["a file one byte above the limit", "a.json", "ERR_EXPORT_DOCUMENT_TOO_LARGE", (path) => writeText(path, "")],
    ["a line one byte above the limit", "a.jsonl", "ERR_EXPORT_DOCUMENT_TOO_LARGE", (path) => writeText(path, "\n")],
    [
      "an object of millions of members in the worst order",
      "a.json",
      "ERR_EXPORT_JSON_MEMBERS",
      (path) => writeDocument(path, "{", (i) => `"k${String(9_999_999 - i)}":0`, "}"),
    ],
  ])("%s", { timeout: 120_000 }, async (title, name, code, write) => {
    const path = join(root, "refused", name);
    mkdirSync(join(root, "refused"), { recursive: true });
    write(path);
    const outcome = await exported(title, `e=${path}`);
    expect(outcome.code).toBe(2);
    expect(errorLines(outcome)).toMatchObject([{ code, source: "e", path: basename(path) }]);
    expect(readdirSync(join(root, "out"))).toEqual([]);
    expect(outcome.rssBytes).toBeLessThanOrEqual(MAX_RSS_BYTES);
  });
});

function writeText(path: string, end: string): void {
  const bytes = Buffer.alloc(LIMIT_BYTES + 1, "x");
  bytes[0] = bytes[LIMIT_BYTES] = 0x22;
  writeFileSync(path, Buffer.concat([bytes, Buffer.from(end)]));
}
