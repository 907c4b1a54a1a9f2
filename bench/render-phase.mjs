// Our side of the shards: `node render-phase.mjs IN OUT` exports JSON lines and prints the seconds, wall and CPU, of that part alone in which
// sorted records become shards and indexes in the store.
import { builtinOf } from "./core.mjs";

const [from, to] = process.argv.slice(2);
const { run, adapters, openSource, builtinProfile } = await builtinOf();

let begun;
let ended;
const now = () => ({ wall: performance.now(), cpu: process.cpuUsage() });
await run({
  profile: builtinProfile("json:raw", adapters),
  adapters,
  sources: [openSource("feed", from, process.stdin)],
  out: to,
  redact: "off",
  asOf: 1_767_225_600,
  progress({ phase }) {
    if (phase === "render") begun ??= now();
    else if (begun !== undefined) ended ??= now();
  },
});
const cpu = ended.cpu.user + ended.cpu.system - begun.cpu.user - begun.cpu.system;
console.log(JSON.stringify({ seconds: (ended.wall - begun.wall) / 1e3, cpuSeconds: cpu / 1e6 }));
