// The worst that an archive can do to memory and time, each in a process of its own through a whole export: at most 300 MB resident, well
// under 10 seconds. Asserted is the time of the processor: on a loaded machine the other one, which is printed too, says more about the load.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { constants, createDeflateRaw, deflateRawSync, zstdCompressSync } from "node:zlib";
import { concatBytes } from "@stella-export/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { octal, paxHeader, TAR_END, tarBlock, tarMember, tarOf } from "./tar-fixture.js";
import { u32, zip64End, type ZipEntry, zipOf } from "./zip-fixture.js";

const MAX_RSS_MIB = 300;
const MAX_MS = 10_000;
const MIB = 1024 * 1024;
const root = mkdtempSync(join(tmpdir(), "archive-bombs-"));
const temporary = join(root, "tmp");
mkdirSync(temporary);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs on the sources, as the tests do. */
const CHILD = `
import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
registerHooks({
  resolve: (name, context, next) => next(name.startsWith(".") && context.parentURL.includes("/source-files/src/") ? name.replace(/\\.js$/, ".ts") : name, context),
});
const { exportFrom } = await import(process.argv[1]);
const start = performance.now();
const code = await exportFrom(process.argv[2], process.argv[3]).then(() => "accepted", (error) => error.code ?? String(error.stack));
// Not resourceUsage(): its maximum begins with what the parent had when it forked.
const peakKib = existsSync("/proc/self/status") ? Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) : process.resourceUsage().maxRSS;
const { user, system } = process.cpuUsage();
const ms = Math.round(performance.now() - start);
console.log(JSON.stringify({ code, rssMib: Math.round(peakKib / 1024), ms, cpuMs: Math.round((user + system) / 1000) }));
`;

interface Outcome {
  readonly code: string;
  readonly rssMib: number;
  readonly ms: number;
  readonly cpuMs: number;
}

async function exportInChild(path: string): Promise<Outcome> {
  const fixture = pathToFileURL(join(import.meta.dirname, "refusal-fixture.ts")).href;
  const args = ["--no-warnings", "--input-type=module", "--eval", CHILD, fixture, path, join(root, "out", "bundle")];
  const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: temporary }, stdio: ["ignore", "pipe", "pipe"] });
  const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (output === "") throw new Error(`the process died: ${complaint}`);
  return JSON.parse(output) as Outcome;
}

const measured: string[] = [];
afterAll(() => console.log(measured.join("\n")));

/** Exports what `make` writes below a path that it is given, and expects the code. */
function bomb(title: string, name: string, code: string, make: (path: string) => void | Promise<void>): void {
  it(title, { timeout: 60_000 }, async () => {
    const path = join(root, name);
    await make(path);
    const outcome = await exportInChild(path);
    spawnSync("rm", ["-rf", path]); // Node's own takes seconds for folders this deep.
    const columns = [`${outcome.rssMib} MiB`, `${outcome.ms} ms`, `${outcome.cpuMs} ms CPU`].map((text) => text.padStart(12));
    measured.push(`${columns.join("")}  ${title}`);
    expect(outcome.code).toBe(code);
    expect(outcome.rssMib).toBeLessThanOrEqual(MAX_RSS_MIB);
    expect(outcome.cpuMs).toBeLessThan(MAX_MS);
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(join(root, "out"))).toEqual([]);
  });
}
beforeAll(() => {
  mkdirSync(join(root, "out"));
});

const LIMIT = "ERR_EXPORT_SOURCE_LIMIT";
const UNSAFE = "ERR_EXPORT_ARCHIVE_UNSAFE";
const DAMAGED = "ERR_EXPORT_ARCHIVE_DAMAGED";

/** deflate data of `head` and then `mib` MiB of the byte, at 1,030 to 1, without ever having that much at hand. */
async function deflated(head: Uint8Array, mib: number, byte: number): Promise<Uint8Array> {
  const engine = createDeflateRaw({ level: 9 });
  const parts: Buffer[] = [];
  engine.on("data", (part: Buffer) => parts.push(part));
  const flushed = async (bytes: Uint8Array): Promise<Buffer> => {
    engine.write(bytes);
    await new Promise<void>((resolve) => engine.flush(constants.Z_FULL_FLUSH, resolve));
    return Buffer.concat(parts.splice(0));
  };
  const first = await flushed(head);
  const block = await flushed(new Uint8Array(MIB).fill(byte));
  engine.destroy();
  return concatBytes([first, ...Array.from({ length: mib }, () => block)]);
}

const gzipped = async (head: Uint8Array, mib: number, byte = 0): Promise<Uint8Array> =>
  concatBytes([Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), await deflated(head, mib, byte), new Uint8Array(8)]);

/** A zstd frame of `head` and then runs of a byte, 128 KiB from four bytes each. */
function runs(head: Uint8Array, mib: number, byte = 0, windowLog = 21): Uint8Array {
  const raw = (head.length << 3) >>> 0;
  const run = Uint8Array.of(0x02, 0x00, 0x10, byte);
  const header = [u32(0xfd2fb528), Uint8Array.of(0, (windowLog - 10) << 3, raw & 0xff, (raw >>> 8) & 0xff, raw >>> 16)];
  return concatBytes([...header, head, ...Array.from({ length: mib * 8 }, () => run), Uint8Array.of(1, 0, 0)]);
}

/** The header of a member that claims the most that octal digits can say. */
const huge = (name: string): Uint8Array => tarBlock({ name, size: "77777777777\0" });

describe("expansion", () => {
  bomb("gzip: 10 GiB in one member that is passed over", "a.tar.gz", LIMIT, async (path) =>
    writeFileSync(path, await gzipped(huge("a.txt"), 10_240)),
  );
  bomb("gzip: 10 GiB of zeros as one line", "a.tar.gz", LIMIT, async (path) => writeFileSync(path, await gzipped(huge("a.jsonl"), 10_240)));
  bomb("gzip: 10 GiB of empty lines", "a.tar.gz", LIMIT, async (path) => writeFileSync(path, await gzipped(huge("a.jsonl"), 10_240, 0x0a)));
  bomb("gzip: 10 GiB of one CSV field", "a.tar.gz", LIMIT, async (path) => writeFileSync(path, await gzipped(huge("a.csv"), 10_240, 0x22)));
  bomb("gzip: 10 GiB of zeros after the end", "a.tar.gz", LIMIT, async (path) =>
    writeFileSync(path, await gzipped(tarOf(tarMember("a.json", "{}")), 10_240)),
  );
  bomb("zstd: 10 GiB in one member", "a.tar.zst", LIMIT, (path) => writeFileSync(path, runs(huge("a.txt"), 10_240)));
  bomb("zstd: 10 GiB of zeros as one line, with the largest window", "a.tar.zst", LIMIT, (path) =>
    writeFileSync(path, runs(huge("a.jsonl"), 10_240, 0, 25)),
  );
  bomb("zstd: 2,000 pax headers of a megabyte", "a.tar.zst", LIMIT, (path) => {
    const header = paxHeader({ comment: "c".repeat(1_000_000) });
    const frame = (i: number): Uint8Array => zstdCompressSync(concatBytes([header, tarMember(`${i}.txt`)]));
    writeFileSync(path, concatBytes(Array.from({ length: 2000 }, (_, i) => frame(i))));
  });
  bomb("zip: a member of 10 GiB", "a.zip", LIMIT, async (path) => writeFileSync(path, zipOf([await bombEntry("a.jsonl", 4000)])));
  bomb("zip: a document that is a bomb", "a.zip", DAMAGED, async (path) => {
    const entry = await bombEntry("a.json", 4000);
    writeFileSync(path, zipOf([{ ...entry, local: { ...entry.local, size: 60 * MIB }, central: { ...entry.central, size: 60 * MIB } }]));
  });
  bomb("zip: 60 members that share one content", "a.zip", DAMAGED, (path) => writeFileSync(path, overlapping(60)));
  bomb("zip: 5 levels of 16 zips, as 42.zip has them", "a.zip", LIMIT, (path) => writeFileSync(path, nest(5)));
  bomb("gzip in gzip in gzip", "a.tar.gz", LIMIT, async (path) => {
    const inner = await gzipped(huge("a.txt"), 10_240);
    const middle = concatBytes([
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3),
      deflateRawSync(tarOf(tarMember("b.tar.gz", inner))),
      new Uint8Array(8),
    ]);
    writeFileSync(
      path,
      concatBytes([
        Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3),
        deflateRawSync(tarOf(tarMember("c.tar.gz", middle))),
        new Uint8Array(8),
      ]),
    );
  });
});

describe("memory", () => {
  const document = new Uint8Array(63 * MIB);
  bomb("zstd: a document of 63 MiB behind the largest window", "a.tar.zst", DAMAGED, (path) => {
    const head = concatBytes([tarBlock({ name: "a.json", size: octal(document.length) })]);
    writeFileSync(path, runs(head, 128, 0x20, 25));
  });
  bomb("zstd in zstd, each with the largest window", "a.tar.zst", LIMIT, (path) => {
    const inner = runs(tarBlock({ name: "a.txt", size: octal(8 * MIB) }), 8, 0, 25);
    const head = concatBytes([
      tarBlock({ name: "b.tar.zst", size: octal(inner.length) }),
      inner,
      new Uint8Array((512 - (inner.length % 512)) % 512),
      TAR_END,
    ]);
    writeFileSync(path, runs(head, 0, 0, 25));
  });
  bomb("tar: five lines of 70 MiB", "a.tar", DAMAGED, (path) => {
    const file = openSync(path, "w");
    writeSync(file, tarBlock({ name: "a.jsonl", size: octal(5 * 70 * MIB) }));
    const part = new Uint8Array(MIB).fill(0x20);
    for (let i = 0; i < 350; i++) {
      if (i % 70 === 69) part[MIB - 1] = 0x0a;
      writeSync(file, part);
      part[MIB - 1] = 0x20;
    }
    closeSync(file);
  });
  bomb("zip: documents of 60 MiB, one after the other", "a.zip", DAMAGED, (path) => {
    const content = new Uint8Array(60 * MIB).fill(0x20);
    for (let i = 0; i < content.length; i += 4096) content[i] = i >>> 12;
    const data = deflateRawSync(content);
    const entries: ZipEntry[] = Array.from({ length: 8 }, (_, i) => ({
      name: `${i}.json`,
      content: i === 0 ? content : "",
      data,
      ...sizes(data.length, content.length),
    }));
    writeFileSync(path, zipOf(entries));
  });
});

describe("number", () => {
  bomb("tar: a million members and one", "a.tar.zst", LIMIT, (path) => {
    const parts: Uint8Array[] = [];
    const blocks = concatBytes(Array.from({ length: 10_000 }, (_, i) => tarBlock({ name: `000${String(i).padStart(4, "0")}.txt` })));
    for (let start = 0; start <= 100; start++) {
      for (let at = 0; at < blocks.length; at += 512) numberBlock(blocks, at, start);
      parts.push(zstdCompressSync(blocks, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }));
    }
    writeFileSync(path, concatBytes(parts));
  });
  bomb("zip: 200,000 members without a content", "a.zip", UNSAFE, (path) => {
    const empty = { content: "", stored: true } as const;
    const entries = [...Array.from({ length: 200_000 }, (_, i) => ({ name: `${i}.txt`, ...empty })), { name: "../a.json", ...empty }];
    writeFileSync(path, zipOf(entries, { zip64: zip64End(), end: { count: 0xffff, countHere: 0xffff } }));
  });
  bomb("tar: 4,000 members 250 folders deep, each in folders of its own", "a.tar.zst", LIMIT, (path) => {
    const deep = (i: number): Uint8Array =>
      concatBytes([paxHeader({ path: `${`${i}/`.slice(0, 4)}${"d/".repeat(249)}a.txt` }), tarBlock({ name: "a.txt" })]);
    writeFileSync(path, zstdCompressSync(concatBytes(Array.from({ length: 4100 }, (_, i) => deep(i + 100)))));
  });
  bomb("zstd: a million empty frames", "a.tar.zst", LIMIT, (path) => {
    const frame = zstdCompressSync(new Uint8Array(0));
    writeFileSync(path, concatBytes(Array.from({ length: 1_000_000 }, () => frame)));
  });
  bomb("zstd: ten million empty blocks", "a.tar.zst", DAMAGED, (path) => {
    writeFileSync(path, concatBytes([u32(0xfd2fb528), Uint8Array.of(0, 0x58), new Uint8Array(30_000_000)]));
  });
  bomb("a folder 10,000 deep", "deep", LIMIT, (path) => {
    mkdirSync(path);
    const before = process.cwd();
    try {
      process.chdir(path);
      for (let i = 0; i < 10_000; i++) {
        mkdirSync("d");
        process.chdir("d");
      }
    } finally {
      process.chdir(before);
    }
  });
});

/** Writes three digits at the front of a header's name, and its checksum. */
function numberBlock(blocks: Uint8Array, at: number, number: number): void {
  blocks.set(Buffer.from(String(number).padStart(3, "0")), at);
  blocks.fill(0x20, at + 148, at + 156);
  let sum = 0;
  for (let i = at; i < at + 512; i++) sum += blocks[i] as number;
  blocks.set(Buffer.from(`${sum.toString(8).padStart(6, "0")}\0`), at + 148);
}

async function bombEntry(name: string, mib: number): Promise<ZipEntry> {
  const data = await deflated(new Uint8Array(0), mib, 0);
  return { name, data, ...sizes(data.length, mib * MIB) };
}

function sizes(compressedSize: number, size: number): Pick<ZipEntry, "local" | "central"> {
  const fields = { compressedSize, size, method: 8 };
  return { local: fields, central: fields };
}

/** Local headers one after the other in one stored block of deflate: each member's content begins with the headers of all that follow. */
function overlapping(count: number): Uint8Array {
  const content = deflateRawSync(new Uint8Array(10 * MIB));
  const header = 30 + "00.json".length;
  const entries: ZipEntry[] = Array.from({ length: count }, (_, i) => {
    const following = (count - 1 - i) * header;
    const fields = sizes(content.length + following, 10 * MIB + following);
    return { name: `${String(i).padStart(2, "0")}.json`, data: i === count - 1 ? content : new Uint8Array(0), ...fields };
  });
  return zipOf(entries);
}

function nest(levels: number): Uint8Array {
  let inner = zipOf([{ name: "0.json", content: new Uint8Array(20 * MIB) }]);
  for (let i = 1; i < levels; i++) {
    const content = inner;
    inner = zipOf(Array.from({ length: 16 }, (_, at) => ({ name: `${at.toString(16)}.zip`, content })));
  }
  return inner;
}
