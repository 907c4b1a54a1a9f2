// Verification alone, for a site that has one file and Node.js. It declares the program; `stella-verify.ts` starts it.
import type { Command } from "commander";
import { addVerify } from "./commands/verify.js";
import { newProgram, type ProgramSettings } from "./program.js";
import type { Perform } from "./session.js";

export function buildVerifyProgram(settings: ProgramSettings, perform: Perform): Command {
  const program = newProgram("stella-verify", settings).description("Verifies bundles of Export Center without any network.");
  addVerify(program, perform);
  return program;
}
