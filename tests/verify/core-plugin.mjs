// For suites that change the verifier's own code: an esbuild plugin over its sources, and the list of those sources.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { transformSync } from "esbuild";

export const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const source = join(root, "packages/core/src");

/** Sources that a verification goes through, relative to core's src. */
export const VERIFIER_SOURCES = readdirSync(source, { recursive: true })
  .map(String)
  .filter((path) =>
    /^(verify\/|signing\/|manifest\/(consistency|identity|provenance)|profile\/built-in-names|tar\/(tar-reader|parse-header)|node\/[^/]+\.ts$)/.test(
      path,
    ),
  )
  .filter((path) => path.endsWith(".ts") && !/(\.test|-fixture)\.ts$/.test(path));

export const readSource = (path) => readFileSync(join(source, path), "utf8");

/** `change(path, text)` gives the JavaScript of a source, or undefined to leave it. */
export function changingSources(change) {
  return {
    name: "changing-sources",
    setup(build) {
      build.onLoad({ filter: /packages[\\/]core[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const contents = change(relative(source, path));
        return contents === undefined ? undefined : { contents, loader: "js" };
      });
    },
  };
}

/** TypeScript with the types taken off. */
export function toJavaScript(text) {
  return transformSync(text, { loader: "ts", format: "esm", target: "node22" }).code;
}
