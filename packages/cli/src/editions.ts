// The command line with everything in it. Its little sister, which only verifies, is `stella-verify.ts`.
import { readFileSync } from "node:fs";
import type { Edition } from "./command-line.js";
import { buildProgram } from "./command-tree.js";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };

export const stella: Edition = { build: buildProgram, version };
