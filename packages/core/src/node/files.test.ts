import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { nodeFiles } from "./files.js";

const base = mkdtempSync(join(tmpdir(), "files-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const refused = (code: string) => expect.objectContaining({ code: `ERR_EXPORT_${code}` });

describe("makeFolder", () => {
  test("makes a folder with its parents, and takes one that is there", () => {
    for (let n = 0; n < 2; n++) nodeFiles.makeFolder(join(base, "a/b/c"));
    expect(statSync(join(base, "a/b/c")).isDirectory()).toBe(true);
    mkdirSync(join(base, "real"));
    symlinkSync("real", join(base, "link"));
    nodeFiles.makeFolder(join(base, "link/sub"));
    expect(existsSync(join(base, "real/sub"))).toBe(true);
  });

  test("refuses a path with something else in it", () => {
    writeFileSync(join(base, "file"), "");
    symlinkSync("nowhere", join(base, "dangling"));
    for (const path of ["file", "file/sub", "dangling", "dangling/sub"]) {
      expect(() => nodeFiles.makeFolder(join(base, path)), path).toThrow(/cannot (?:create|look at)/);
    }
    expect(() => nodeFiles.makeFolder(join(base, "a"), { exclusive: true })).toThrow(refused("OUTPUT_EXISTS"));
  });

  test.runIf(process.platform === "linux")("ends where the system knows the parent and makes nothing in it", () => {
    expect(() => nodeFiles.makeFolder("/proc/stella/sub")).toThrow(refused("NOT_FOUND"));
    const gone = join(base, "gone");
    mkdirSync(gone);
    const files = JSON.stringify(pathToFileURL(join(import.meta.dirname, "../../dist/node/index.js")).href);
    const program = `import(${files}).then(({ nodeFiles }) => {
      require("fs").rmdirSync(${JSON.stringify(gone)});
      try { nodeFiles.makeFolder("seen/sub") } catch ({ code }) { console.log(code) }
    })`;
    const { stdout } = spawnSync(process.execPath, ["--eval", program], {
      cwd: gone,
      timeout: 20_000,
      killSignal: "SIGKILL",
      encoding: "utf8",
    });
    expect(stdout).toBe("ERR_EXPORT_NOT_FOUND\n");
  });
});

describe("read", () => {
  test.runIf(process.platform !== "win32")("reads a pipe to its end", () => {
    const pipe = join(base, "pipe");
    execFileSync("mkfifo", [pipe]);
    execFile("sh", ["-c", `(printf one; sleep 0.1; printf two) > '${pipe}'`]);
    const file = nodeFiles.openForRead(pipe);
    const into = Buffer.alloc(100);
    expect(into.toString("utf8", 0, nodeFiles.read(file, into, null))).toBe("onetwo");
    nodeFiles.close(file);
  });
});
