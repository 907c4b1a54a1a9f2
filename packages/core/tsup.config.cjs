// Builds dist. typebox is bundled: as published it is 535 files, and to find and load them takes longer than a small verification. It is imported as a
// namespace, of which only what is used is kept. Bundled too is the cipher of key files, which is loaded before anything else of a signed run.
module.exports = {
  entry: ["src/index.ts", "src/node/index.ts", "src/node/run/ingest-thread.ts", "src/node/signing/signing-key.ts", "src/verify/index.ts"],
  format: "esm",
  target: "node22",
  sourcemap: true,
  clean: true,
  silent: true,
  noExternal: ["typebox", "@noble/ciphers"],
};
