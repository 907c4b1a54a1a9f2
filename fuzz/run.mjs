// Fuzzes the targets one after the other: node fuzz/run.mjs [--seconds N | --each N] [--keep] [TARGET ...]
// --seconds is shared evenly (default 60), --each is for every target; --keep writes the corpus back; --replay FILE runs one input of a
// target once; --list names the targets, each with a digest of its
// code. Exits 1 where anything was found.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { nativeEnvironment } from "./engine/native-library.mjs";
import { fuzzTarget, replayInput } from "./engine/one-target.mjs";
import { bundleDigest, TARGETS } from "./engine/target-bundle.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "60" },
    each: { type: "string" },
    keep: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    replay: { type: "string" },
  },
});
const targets = positionals.length > 0 ? positionals : TARGETS;
const unknown = targets.filter((name) => !TARGETS.includes(name));
const seconds = values.each === undefined ? Math.max(1, Math.floor(Number(values.seconds) / targets.length)) : Number(values.each);
if (unknown.length > 0 || !Number.isSafeInteger(seconds) || seconds < 1) {
  console.error(unknown.length > 0 ? `no target ${unknown.join(", ")}; there are ${TARGETS.join(", ")}` : "a time is a number of seconds");
  process.exit(2);
}

// So that the fuzzer's process ends with this one.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

if (values.list) for (const target of targets) console.log(`${target} ${await bundleDigest(target)}`);
else await fuzzAll();

async function fuzzAll() {
  const environment = nativeEnvironment();
  for (const target of targets) {
    const run =
      values.replay === undefined
        ? fuzzTarget({ target, seconds, keep: values.keep, environment })
        : replayInput({ target, file: resolve(values.replay), environment });
    const line = await run.catch((error) => `not ok ${target}: ${error.message.replaceAll("\n", " ").slice(0, 300)}`);
    console.log(line);
    if (!line.startsWith("ok ")) process.exitCode = 1;
  }
}
