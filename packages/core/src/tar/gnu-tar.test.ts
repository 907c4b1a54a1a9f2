// What other programs make of our archives, and we of theirs.
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { collect, inPieces } from "./archive-fixture.js";
import { tarHeader } from "./header.js";
import { readTar } from "./tar-reader.js";
import { writeTar } from "./tar-writer.js";

const hasTar = spawnSync("tar", ["--version"]).stdout?.toString().includes("GNU tar") === true;
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "gnu-tar-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LONG = `data/${"d".repeat(100)}/${"f".repeat(100)}`;
const files = [0, 1, 511, 512, 513, 70_000].map((sizeBytes) => ({
  path: `f/${sizeBytes}`,
  bytes: new Uint8Array(sizeBytes).fill(sizeBytes & 0x7f),
}));
files.push(
  { path: LONG, bytes: Uint8Array.of(1, 2, 3) },
  { path: `signatures/${"0".repeat(64)}/provenance.sigstore.json`, bytes: Uint8Array.of(9) },
);

async function ourArchive(): Promise<Uint8Array> {
  return collect(writeTar(files.map(({ path, bytes }) => ({ path, sizeBytes: bytes.length, chunks: () => inPieces(bytes) }))));
}

// Skipped only where the program is not installed: the archive is then covered by the byte tests alone.
describe.skipIf(!hasTar)("GNU tar", () => {
  it("lists and unpacks what we write, without a warning", async () => {
    const archive = join(folder, "ours.tar");
    writeFileSync(archive, await ourArchive());
    const listed = spawnSync("tar", ["tvf", archive, "--numeric-owner"], { env: { TZ: "UTC", LC_ALL: "C" } });
    expect(listed.stderr.toString()).toBe("");
    const lines = listed.stdout.toString().trimEnd().split("\n");
    expect(lines).toEqual(
      files.map(({ path, bytes }) => expect.stringMatching(new RegExp(`^-rw-r--r-- 0/0 +${bytes.length} 1970-01-01 00:00 ${path}$`))),
    );
    execFileSync("tar", ["xf", archive, "-C", folder]);
    for (const { path, bytes } of files) expect(Buffer.compare(readFileSync(join(folder, path)), bytes), path).toBe(0);
  });

  it("reads a size above 8 GiB", () => {
    const archive = join(folder, "large.tar");
    const sizeBytes = 9 * 2 ** 30;
    const file = openSync(archive, "w");
    writeSync(file, tarHeader("large", sizeBytes));
    closeSync(file);
    truncateSync(archive, 512 + sizeBytes + 1024);
    const listed = spawnSync("tar", ["tvf", archive]);
    expect(listed.stderr.toString()).toBe("");
    expect(listed.stdout.toString()).toContain(String(sizeBytes));
    rmSync(archive);
  });

  it.each(["gnu", "ustar", "pax", "v7"])("writes %s archives, which are not ours", async (format) => {
    writeFileSync(join(folder, "a.txt"), "a");
    const archive = execFileSync("tar", ["cf", "-", `--format=${format}`, "-C", folder, "a.txt"]);
    await expect(
      (async () => {
        for await (const _ of readTar(inPieces(archive)));
      })(),
    ).rejects.toMatchObject({ code: "ERR_EXPORT_MANIFEST_INVALID" });
  });
});

describe.skipIf(!hasPython)("Python tarfile", () => {
  it("reads what we write", async () => {
    const archive = join(folder, "py.tar");
    writeFileSync(archive, await ourArchive());
    const script =
      "import tarfile,sys\nfor m in tarfile.open(sys.argv[1],'r:'): print(m.name, m.size, oct(m.mode), m.uid, m.mtime, m.isreg())";
    const lines = execFileSync("python3", ["-c", script, archive]).toString().trimEnd().split("\n");
    expect(lines).toEqual(files.map(({ path, bytes }) => `${path} ${bytes.length} 0o644 0 0 True`));
  });
});
