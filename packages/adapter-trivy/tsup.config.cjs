// Builds dist: the library and the door /tools.
module.exports = {
  entry: ["src/index.ts", "src/tools/index.ts"],
  format: "esm",
  target: "node22",
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false, // node:sqlite has no name without it
};
