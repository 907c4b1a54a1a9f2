// `stella-verify.mjs PATH …`: the verification of `stella export verify` as one file without node_modules.
import { TOOL_VERSION } from "@stella-export/core";
import { start } from "./command-line.js";
import { buildVerifyProgram } from "./verify-program.js";
import { catchInterruption } from "./interruption.js";

const args = process.argv.slice(2);
// As the usage line has it, the command may be named; a bundle of that name stands alone, or before options.
const isNamed = args[0] === "verify" && args[1] !== undefined && !args[1].startsWith("-");
const isAboutItself = args.length === 1 && args[0] === "--version";
await start(isAboutItself || isNamed ? args : ["verify", ...args], catchInterruption(), {
  build: buildVerifyProgram,
  version: TOOL_VERSION,
});
