// Loaded into a process before its program: kills the process with SIGKILL before the n-th synchronous operation that changes something below a
// folder. Given by the environment: STELLA_KILL_AT (from 1) and STELLA_KILL_WITHIN.
import { syncBuiltinESMExports } from "node:module";

const fs = process.getBuiltinModule("node:fs");
const at = Number(process.env.STELLA_KILL_AT);
const within = process.env.STELLA_KILL_WITHIN;
const opened = new Set();
let seen = 0;

const isWithin = (path) => typeof path === "string" && path.startsWith(within);
const step = () => {
  if (++seen === at) process.kill(process.pid, "SIGKILL");
};
function replace(name, concerns) {
  const original = fs[name];
  fs[name] = (...args) => {
    if (concerns(args)) step();
    return original(...args);
  };
}

for (const name of ["mkdirSync", "renameSync", "linkSync", "symlinkSync", "copyFileSync", "rmSync", "rmdirSync", "unlinkSync"])
  replace(name, (args) => args.some(isWithin));
for (const name of ["writeSync", "ftruncateSync", "fsyncSync"]) replace(name, ([file]) => opened.has(file));
const { openSync } = fs;
fs.openSync = (path, flags, ...more) => {
  const counts = isWithin(path);
  if (counts && flags !== "r" && typeof flags === "string") step();
  const file = openSync(path, flags, ...more);
  if (counts) opened.add(file);
  else opened.delete(file);
  return file;
};
syncBuiltinESMExports();
