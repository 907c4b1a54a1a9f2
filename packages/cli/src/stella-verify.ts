// `stella-verify.mjs PATH …`: the verification of `stella export verify` as one file without node_modules.
import { TOOL_VERSION } from "@stella-export/core";
import { start } from "./command-line.js";
import { buildVerifyProgram } from "./verify-program.js";
import { catchInterruption } from "./interruption.js";

const args = process.argv.slice(2);
const isAboutItself = args.length === 1 && args[0] === "--version";
await start(isAboutItself ? args : ["verify", ...args], catchInterruption(), { build: buildVerifyProgram, version: TOOL_VERSION });
