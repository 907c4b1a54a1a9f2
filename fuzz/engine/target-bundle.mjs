// Makes one CommonJS file of a target and the sources that it reaches: the form in which the fuzzer measures coverage. It takes the
// packages' sources, not their dist, so that a stack names the line and nothing has to be built before.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fuzzFolder } from "./folders.mjs";

/** Names of all targets, sorted. */
export const TARGETS = readdirSync(join(fuzzFolder, "targets"))
  .filter((name) => name.endsWith(".mjs"))
  .map((name) => name.slice(0, -".mjs".length))
  .sort((a, b) => (a < b ? -1 : 1));

/** Writes the bundle into a folder and returns its path. */
export async function bundleTarget(name, folder) {
  const outfile = join(folder, `${name}.cjs`);
  await build({ ...bundleOptions(name), outfile, sourcemap: "inline" });
  return outfile;
}

/**
 * A digest of all the code that the target runs: while it stays, what was fuzzed need not be fuzzed again. Comments do not count, nor does what
 * the table of errors says of codes: no parser reads it, and every new command adds to it.
 */
export async function bundleDigest(name) {
  const { outputFiles } = await build({ ...bundleOptions(name), write: false, minifyWhitespace: true, plugins: [withoutErrorTexts] });
  return createHash("sha256").update(outputFiles[0].contents).digest("hex");
}

const withoutErrorTexts = {
  name: "without-error-texts",
  setup({ onLoad }) {
    onLoad({ filter: /core.src.errors.table\.ts$/ }, () => ({ contents: "export const ERRORS = {}; export const meaningOf = () => {};" }));
  },
};

function bundleOptions(name) {
  const sources = (path) => join(fuzzFolder, "..", "packages", path);
  return {
    absWorkingDir: dirname(fuzzFolder), // paths get into the code, and its digest must not depend on the caller's folder
    entryPoints: [join(fuzzFolder, "targets", `${name}.mjs`)],
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    logLevel: "error",
    define: { "import.meta.url": "undefined" },
    alias: {
      "@stella-export/core/node": sources("core/src/node/index.ts"),
      "@stella-export/core": sources("core/src/index.ts"),
      "@stella-export/formats": sources("formats/src/index.ts"),
      "@stella-export/source-files": sources("source-files/src/index.ts"),
      "@stella-export/adapter-json": sources("adapter-json/src/index.ts"),
      "@stella-export/preset": sources("preset/src/index.ts"),
    },
  };
}
