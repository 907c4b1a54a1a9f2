// Preloaded into the fuzzer's process where its library needed a patch: loads the patched copy in place of the one in node_modules.
const path = require("node:path");

const patched = process.env.STELLA_FUZZ_ADDON;
const load = process.dlopen.bind(process);
process.dlopen = (module, file, ...rest) => load(module, path.basename(file) === path.basename(patched) ? patched : file, ...rest);
