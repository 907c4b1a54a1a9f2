// Builds dist. commander is bundled, and Node's own modules are taken from `process`: an `import` of node:fs makes a module of all its exports
// and so loads file streams, promises and readline, which costs 3 of the 37 ms to the first line of `--help`.

/** Modules that are imported before it is known what to do. */
const EARLY = /^(node:)?(child_process|events|fs|path|process|stream|util)$/;

const builtinsFromProcess = {
  name: "builtins-from-process",
  setup(build) {
    build.onResolve({ filter: EARLY }, ({ path }) => ({ path: path.replace(/^node:/, ""), namespace: "builtin" }));
    build.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${path}");`,
      loader: "js",
    }));
  },
};

module.exports = {
  entry: ["src/main.ts"],
  format: "esm",
  target: "node22",
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false, // tsup would resolve the names before the plugin sees them
  noExternal: ["commander"],
  esbuildPlugins: [builtinsFromProcess],
};
