// The environment in which the fuzzer's prebuilt library loads on this machine. The library (libFuzzer for Node, @jazzer.js/fuzzer 4.0.0)
// was built against glibc 2.38; where the system's is older, a patched copy and a shim outside the checkout stand in.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { cacheFolder } from "./folders.mjs";
import { withWeakVersions } from "./weak-versions.mjs";

/** What the library asks for and Debian 12 does not have. */
const NEWER = ["GLIBC_2.38", "GLIBCXX_3.4.32"];

/** Variables for the fuzzer's process; none where the library loads as it is. */
export function nativeEnvironment() {
  const require = createRequire(createRequire(import.meta.url).resolve("@jazzer.js/core"));
  const name = `fuzzer-${process.platform}-${process.arch}.node`;
  const library = join(require.resolve("@jazzer.js/fuzzer"), "..", "..", "prebuilds", name);
  const reason = whyNotLoadable(library);
  if (reason === undefined) return {};
  if (!/version `(GLIBC_2\.38|GLIBCXX_3\.4\.32)' not found/.test(reason)) throw new Error(`the fuzzer's library does not load: ${reason}`);
  const source = join(import.meta.dirname, "isoc23-shim.c");
  const [original, code] = [readFileSync(library), readFileSync(source)];
  // Named by what they are made from, and never written to again: another run may have them loaded.
  const folder = join(cacheFolder, "engine", createHash("sha256").update(original).update(code).digest("hex").slice(0, 16));
  mkdirSync(folder, { recursive: true });
  const addon = writtenOnce(join(folder, name), (path) => writeFileSync(path, withWeakVersions(original, NEWER)));
  const shim = writtenOnce(join(folder, "isoc23-shim.so"), (path) =>
    execFileSync("gcc", ["-shared", "-fPIC", "-O1", "-o", path, source], { stdio: "inherit" }),
  );
  const hook = join(import.meta.dirname, "addon-path.cjs");
  return { STELLA_FUZZ_ADDON: addon, LD_PRELOAD: shim, NODE_OPTIONS: `--require=${JSON.stringify(hook)}` };
}

function writtenOnce(path, write) {
  if (existsSync(path)) return path;
  const draft = `${path}.${process.pid}`;
  write(draft);
  renameSync(draft, path);
  return path;
}

// Asked in a process of its own: a library that is loaded half cannot be unloaded.
function whyNotLoadable(library) {
  try {
    execFileSync(process.execPath, ["-e", "require(process.argv[1])", library], { stdio: ["ignore", "ignore", "pipe"] });
    return undefined;
  } catch (error) {
    return String(error.stderr);
  }
}
