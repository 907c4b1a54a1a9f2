// Builds stella-verify.mjs: the verification of the command line as one file without node_modules, lazy imports and all.
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./run-command.mjs";

const source = (path) => join(root, "packages", path);

/** From sources, so that no package must be built first. `plugins` let a test change what is built. */
export async function buildStellaVerify(outfile = source("cli/dist/stella-verify.mjs"), plugins = []) {
  await build({
    entryPoints: [source("cli/src/stella-verify.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    legalComments: "inline",
    logLevel: "error",
    alias: {
      "@stella-export/core": source("core/src/index.ts"),
      "@stella-export/core/node": source("core/src/node/index.ts"),
      "@stella-export/core/signing-key": source("core/src/node/signing/signing-key.ts"),
    },
    // Some of what is in it is CommonJS and asks for Node's modules with `require`.
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire as createRequireOfNode } from "node:module";\nconst require = createRequireOfNode(import.meta.url);',
    },
    plugins,
  });
}
