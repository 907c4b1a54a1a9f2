#!/usr/bin/env node
// The entry: refuses a Node that is too old in one line, and starts the command line. Everything else is loaded after that.
import { catchInterruption } from "./interruption.js";

const [major = 0, minor = 0, patch = 0] = process.versions.node.split(".").map(Number);
const isSupported = major >= 26 || (major === 24 && minor >= 15) || (major === 22 && (minor > 22 || (minor === 22 && patch >= 2)));

if (isSupported) {
  const signal = catchInterruption();
  const [{ start }, { stella }] = await Promise.all([import("./command-line.js"), import("./editions.js")]);
  await start(process.argv.slice(2), signal, stella);
} else {
  console.error(`stella needs Node.js 22.22.2 or later of 22, 24.15 or later of 24, or 26; this is ${process.versions.node}`);
  process.exitCode = 1;
}
