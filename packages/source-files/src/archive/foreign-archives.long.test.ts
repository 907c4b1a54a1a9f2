// What other programs pack from a folder reads as the folder: the same documents under the same paths, the same rejects, the same ignored.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Reading, readingOf } from "./source-reading-fixture.js";
import { zipOf } from "./zip-fixture.js";

const root = mkdtempSync(join(tmpdir(), "foreign-archives-"));
const folder = join(root, "folder");
const names = join(root, "names");
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Without what ustar cannot hold. */
const short = join(root, "short");

const line = (i: number): string => JSON.stringify({ i, text: "x".repeat(i % 50) });
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  "a.json": '{"a":1}',
  "empty.json": "",
  "deep/er/and/deeper/b.json": '{"b":"\u00e4"}',
  "ALSA-2025:9318.json": '{"colon":true}',
  "sp ace/c d.SARIF": "{}",
  "\u00fcml\u00e4ut/\u{1f600}.json": '{"emoji":true}',
  "big.json": JSON.stringify(Array.from({ length: 300_000 }, (_, i) => i)),
  "lines.jsonl": `${Array.from({ length: 5000 }, (_, i) => line(i)).join("\r\n")}\n\n{"last":true}`,
  "maven.csv": "group_id,artifact_id,version,sha1\norg.a,b,1,aa\n",
  "other.csv": "x,y\n1,2\n",
  "readme.txt": "ignored",
  "sub/.hidden.json": "ignored",
  ".git/config": "ignored",
  ".git/objects/x.json": "ignored",
  "sub/nested.zip": zipOf([
    { name: "m.json", content: '{"m":1}' },
    { name: "in/n.jsonl", content: "1\n2\n" },
    { name: "x.txt", content: "ignored" },
  ]),
};
const LONG: Readonly<Record<string, string>> = {
  [`${"d".repeat(120)}/${"e".repeat(200)}/${"f".repeat(250)}.json`]: '{"long":true}',
  [`${"p".repeat(150)}/${"n".repeat(99)}.json`]: '{"long":2}',
  [`${"q".repeat(90)}.json.json`]: '{"long":3}',
};

function makeFolder(path: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  mkdirSync(join(path, "empty folder"), { recursive: true });
}

let whole: Reading;
let ofShort: Reading;
beforeAll(async () => {
  makeFolder(folder, { ...FILES, ...LONG });
  makeFolder(short, FILES);
  writeFileSync(names, Object.keys({ ...FILES, ...LONG }).join("\n"));
  whole = await readingOf(folder);
  ofShort = await readingOf(short);
});

const requiresAll = process.env.STELLA_REQUIRE_ALL === "1";
const has = (command: string, ...args: readonly string[]): boolean => requiresAll || spawnSync(command, args).status === 0;
const hasTar = has("tar", "--version");
const hasZstd = hasTar && has("zstd", "--version");
const hasGzip = hasTar && has("gzip", "--version");
const hasZip = has("zip", "-v");
const hasGit = has("git", "--version");
const hasPython = has("python3", "-c", "import zipfile, tarfile, gzip");

/** Runs a shell command in the root with the archive's name as $1; UTF-8, so that names are what they are. */
function make(name: string, script: string): string {
  execFileSync("sh", ["-euc", script, "sh", name], {
    cwd: root,
    env: { ...process.env, LC_ALL: "C.UTF-8" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return join(root, name);
}

it("the folder holds what the archives should", () => {
  expect(whole.documents.length).toBe(10 + 5001 + 1 + 3);
  expect(whole.rejects).toEqual([expect.stringMatching(/^other.csv:0:ERR_EXPORT_SHAPE_UNKNOWN:/)]);
  expect(whole.ignored).toBe(4);
  expect(
    whole.documents.filter((document) => document.startsWith("sub/nested.zip!/")).map((document) => document.slice(0, 30)),
  ).toHaveLength(3);
});

// Skipped only where the program is not installed (STELLA_REQUIRE_ALL=1 forbids that): the tests with archives made by code still run.
describe.skipIf(!hasTar)("GNU tar", () => {
  it.each([
    ["gnu", "tar --format=gnu -cf $1 -C folder ."],
    ["pax", "tar --format=pax -cf $1 -C folder ."],
    ["the default, without ./", "cd folder; tar -cf ../$1 * .git"],
    ["a list of files, no folders", "tar -cf $1 --no-recursion -C folder --files-from=names"],
    [
      "pax with times, owners and attributes",
      "tar --format=pax --pax-option=exthdr.name=%d/PaxHeaders/%f --xattrs --acls -cf $1 -C folder .",
    ],
    ["a global header", "tar --format=pax --pax-option=globexthdr.name=g,comment=hello,mtime=1 -cf $1 -C folder ."],
    ["small records", "tar -b 1 -cf $1 -C folder ."],
    ["large records", "tar -b 1000 -cf $1 -C folder ."],
    ["reverse order", "cd folder; find . -type f | LC_ALL=C sort -r | tar -cf ../$1 --no-recursion --files-from=-"],
    ["appended to", "tar -cf $1 -C folder ./a.json; tar -rf $1 -C folder --exclude=./a.json ."],
  ])("%s", async (_, script) => {
    expect(await readingOf(make("gnu.tar", script))).toEqual(whole);
  });

  it("ustar", async () => {
    expect(await readingOf(make("ustar.tar", "tar --format=ustar -cf $1 -C short ."))).toEqual(ofShort);
  });
});

describe.skipIf(!hasGzip)("gzip", () => {
  it.each([
    ["tar -z", "a.tar.gz", "tar -czf $1 -C folder ."],
    ["tgz", "a.tgz", "tar -czf $1 -C folder ."],
    ["the best, with name and time", "b.tar.gz", "tar -cf b.tar -C folder .; gzip -9fN b.tar"],
    ["the fastest, from a pipe", "c.TAR.GZ", "tar -cf - -C folder . | gzip -1 > $1"],
  ])("%s", async (_, name, script) => {
    expect(await readingOf(make(name, script))).toEqual(whole);
  });
});

describe.skipIf(!hasZstd)("zstd", () => {
  it.each([
    ["from a file", "tar -cf z.tar -C folder .; zstd -qf z.tar -o $1"],
    ["from a pipe, without a content size", "tar -cf - -C folder . | zstd -q > $1"],
    ["tar --zstd", "tar --zstd -cf $1 -C folder ."],
    ["the strongest", "tar -cf - -C folder . | zstd -q -19 > $1"],
    ["without checksums", "tar -cf - -C folder . | zstd -q --no-check > $1"],
    ["in many frames", "tar -cf z.tar -C folder .; rm -f part.*; split -b 40000 z.tar part.; for p in part.*; do zstd -q < $p; done > $1"],
    [
      "with an empty frame and a skippable one",
      "tar -cf - -C folder . | zstd -q > $1; printf '' | zstd -q >> $1; printf '\\120\\052\\115\\030\\003\\000\\000\\000abc' >> $1",
    ],
    ["of pzstd", "tar -cf z.tar -C folder .; rm -f $1; if command -v pzstd; then pzstd -qf -p 2 z.tar -o $1; else zstd -q z.tar -o $1; fi"],
    ["in several threads", "tar -cf - -C folder . | zstd -q -T2 -B64K > $1"],
  ])("%s", async (_, script) => {
    expect(await readingOf(make("a.tar.zst", script))).toEqual(whole);
  });
});

describe.skipIf(!hasZip)("Info-ZIP", () => {
  it.each([
    ["deflated", "cd folder; zip -qr ../$1 ."],
    ["stored", "cd folder; zip -0qr ../$1 ."],
    ["without entries of folders", "cd folder; zip -Dqr ../$1 ."],
    ["to a pipe, with descriptors", "cd folder; zip -qr - . | cat > ../$1"],
    ["zip64", "cd folder; zip -fz -qr ../$1 ."],
    ["with a comment", "cd folder; zip -qr ../$1 .; echo hello | zip -qz ../$1"],
    ["with lean headers", "cd folder; zip -Xqr ../$1 ."],
  ])("%s", async (_, script) => {
    expect(await readingOf(make("info.zip", `rm -f $1; ${script}`))).toEqual(whole);
  });
});

describe.skipIf(!hasGit)("Git", () => {
  const commit =
    "export GIT_DIR=$PWD/repository GIT_WORK_TREE=$PWD/folder; git init -q; git -C folder add -A .; git -c user.name=n -c user.email=e commit -qm c";
  it.each([
    ["archive, with a global header", "git.tar", "tar"],
    ["archive as zip, with a comment", "git.zip", "zip"],
    ["archive as tar.gz", "git.tar.gz", "tar.gz"],
  ])("%s", async (_, name, format) => {
    const path = make(name, `rm -rf repository; ${commit}; git archive --format=${format} -o $1 HEAD`);
    // Git keeps its own folder to itself.
    expect(await readingOf(path)).toEqual({ ...whole, ignored: whole.ignored - 1 });
  });
});

const PYTHON_ZIP = `
import os, sys, zipfile
class Pipe:
    def __init__(self, f): self.f = f
    def write(self, b): return self.f.write(b)
    def flush(self): self.f.flush()
out, method, mode = sys.argv[1:4]
raw = open(out, 'wb')
with zipfile.ZipFile(Pipe(raw) if mode == 'pipe' else raw, 'w', getattr(zipfile, method)) as z:
    for at, folders, files in os.walk('folder'):
        for name in files:
            path = os.path.join(at, name)
            with z.open(zipfile.ZipInfo(os.path.relpath(path, 'folder')), 'w', force_zip64=(mode == 'zip64')) as f: f.write(open(path, 'rb').read())
raw.close()
`;
const PYTHON_TAR =
  "import tarfile,sys\nwith tarfile.open(sys.argv[1], 'w:' + sys.argv[3], format=getattr(tarfile, sys.argv[2])) as t: t.add('folder', arcname='.')";

describe.skipIf(!hasPython)("Python", () => {
  it.each(["ZIP_STORED", "ZIP_DEFLATED"].flatMap((method) => ["file", "pipe", "zip64"].map((mode) => [method, mode] as const)))(
    "zipfile %s to a %s",
    async (method, mode) => {
      writeFileSync(join(root, "zip.py"), PYTHON_ZIP);
      expect(await readingOf(make("py.zip", `python3 zip.py $1 ${method} ${mode}`))).toEqual(whole);
    },
  );

  it.each(["PAX_FORMAT", "GNU_FORMAT"])("tarfile %s", async (format) => {
    writeFileSync(join(root, "tar.py"), PYTHON_TAR);
    expect(await readingOf(make("py.tar", `python3 tar.py $1 ${format} ''`))).toEqual(whole);
    expect(await readingOf(make("py.tar.gz", `python3 tar.py $1 ${format} gz`))).toEqual(whole);
  });

  it("shutil.make_archive", async () => {
    for (const [format, ending] of [
      ["zip", "zip"],
      ["gztar", "tar.gz"],
    ]) {
      const path = make(`made.${ending}`, `python3 -c "import shutil; shutil.make_archive('made', '${format}', 'folder')"`);
      expect(await readingOf(path)).toEqual(whole);
    }
  });
});

const GO_PACK = `package main
import ("archive/tar"; "archive/zip"; "compress/gzip"; "io"; "io/fs"; "os")
func main() {
	f, _ := os.Create(os.Args[1]); defer f.Close()
	var put func(name string, body []byte) error
	if os.Args[2] == "zip" {
		z := zip.NewWriter(f); defer z.Close()
		put = func(name string, body []byte) error { w, err := z.Create(name); if err == nil { _, err = w.Write(body) }; return err }
	} else {
		var out io.Writer = f
		if os.Args[2] == "tar.gz" { g := gzip.NewWriter(f); defer g.Close(); out = g }
		t := tar.NewWriter(out); defer t.Close()
		put = func(name string, body []byte) error {
			err := t.WriteHeader(&tar.Header{Name: name, Size: int64(len(body)), Mode: 0644}); if err == nil { _, err = t.Write(body) }; return err
		}
	}
	root := os.DirFS("folder")
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() { return err }
		body, err := fs.ReadFile(root, path); if err != nil { return err }
		return put(path, body)
	})
	if err != nil { panic(err) }
}
`;

// Compiling takes ten seconds, so these two run only where everything is asked for.
describe.skipIf(!requiresAll)("Go", () => {
  it.each(["zip", "tar", "tar.gz"])("%s", { timeout: 120_000 }, async (format) => {
    writeFileSync(join(root, "pack.go"), GO_PACK);
    expect(await readingOf(make(`go.${format}`, `go run pack.go $1 ${format}`))).toEqual(whole);
  });
});

const JAVA_PACK = `
import java.io.*; import java.net.URI; import java.nio.file.*; import java.util.*; import java.util.zip.*;
class Pack {
  public static void main(String[] args) throws Exception {
    Path root = Path.of("folder");
    List<Path> files; try (var walk = Files.walk(root)) { files = walk.filter(Files::isRegularFile).toList(); }
    if (args[1].equals("stream")) {
      try (var out = new ZipOutputStream(new FileOutputStream(args[0]))) {
        for (Path file : files) { out.putNextEntry(new ZipEntry(root.relativize(file).toString())); Files.copy(file, out); out.closeEntry(); }
      }
    } else {
      try (var zip = FileSystems.newFileSystem(URI.create("jar:" + Path.of(args[0]).toUri()), Map.of("create", "true"))) {
        for (Path file : files) {
          Path to = zip.getPath("/" + root.relativize(file));
          if (to.getParent() != null) Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
    }
  }
}
`;

describe.skipIf(!requiresAll)("Java", () => {
  it.each(["stream", "file system"])("zip as a %s", { timeout: 120_000 }, async (mode) => {
    writeFileSync(join(root, "Pack.java"), JAVA_PACK);
    expect(await readingOf(make("java.zip", `rm -f $1; java -Dsun.jnu.encoding=UTF-8 Pack.java $1 '${mode}'`))).toEqual(whole);
  });
});

it.skipIf(!hasTar || !hasZip)("archives in a folder and in archives have their path before their members'", async () => {
  const nested = join(root, "nested");
  mkdirSync(join(nested, "in"), { recursive: true });
  writeFileSync(join(nested, "in", "a.zip"), readFileSync(make("inner.zip", "cd short; zip -qr ../$1 .")));
  const prefixed = (prefix: string): Reading => ({
    documents: ofShort.documents.map((document) => prefix + document).toSorted((a, b) => (a < b ? -1 : 1)),
    rejects: ofShort.rejects.map((reject) => prefix + reject),
    ignored: ofShort.ignored,
  });
  expect(await readingOf(nested)).toEqual(prefixed("in/a.zip!/"));
  expect(await readingOf(make("outer.tar", "tar -cf $1 -C nested ."))).toEqual(prefixed("in/a.zip!/"));
  // Its sub/nested.zip would be the fourth.
  const code = "ERR_EXPORT_SOURCE_LIMIT";
  await expect(readingOf(make("twice.zip", "zip -q $1 outer.tar"))).rejects.toMatchObject({
    code,
    place: { path: "twice.zip!/outer.tar!/in/a.zip!/sub/nested.zip" },
  });
  expect(await readingOf(join(root, "twice.zip"), { levels: 4 })).toEqual(prefixed("outer.tar!/in/a.zip!/"));
});
