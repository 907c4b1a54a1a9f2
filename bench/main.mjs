// Runs one benchmark and reports it: `npm run bench -- NAME [--json FILE] [--rounds N]`. It knows the benchmarks' names and how rows are shown;
// what is measured is each benchmark's own file.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { spread } from "./rounds.mjs";

/** Each module exports `title` and `async run({ log, rounds })`, which gives rows as `rounds.mjs` makes them. */
const BENCHES = {
  bolt: () => import("./bolt.mjs"),
  canonical: () => import("./canonical.mjs"),
  chain: () => import("./chain.mjs"),
  sort: () => import("./sort.mjs"),
  shards: () => import("./shards.mjs"),
  sign: () => import("./sign.mjs"),
  "trivy-db": () => import("./trivy-db.mjs"),
  verify: () => import("./verify.mjs"),
  memory: () => import("./memory.mjs"),
  start: () => import("./start.mjs"),
  "java-db": () => import("./java-db.mjs"),
  "database-diff": () => import("./database-diff.mjs"),
};

const USAGE = "usage: npm run bench -- NAME [--json FILE] [--rounds N]";

const { name, json, rounds } = parseCommand();
if (name === undefined) {
  console.log(`${USAGE}\n`);
  for (const [each, load] of Object.entries(BENCHES)) console.log(`  ${each.padEnd(14)} ${(await load()).title}`);
  process.exit(0);
}
if (!Object.hasOwn(BENCHES, name)) {
  console.error(`bench: there is no "${name}"; there are: ${Object.keys(BENCHES).join(", ")}`);
  process.exit(2);
}

const before = loadavg();
const bench = await BENCHES[name]();
console.error(`bench: ${name}: ${bench.title}`);
const rows = await bench.run({ log: (line) => console.error(`bench: ${line}`), rounds });
const machine = describeMachine(before);
console.log(table(rows));
console.log(
  `\nmachine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node} on ${machine.platform}; load ${machine.loadBefore} before, ${machine.loadAfter} after`,
);
console.log(
  "ratio > 1: ours is faster; the median over rounds of ours and peer side by side; of CPU: the same of CPU seconds, which a busy machine spoils less. noise: (max - min) / median of a side's runs.",
);
if (json !== undefined) {
  const report = {
    bench: name,
    title: bench.title,
    machine,
    rows: rows.map((row) => (row.error === undefined ? { ...row, noise: noiseOf(row) } : row)),
  };
  writeFileSync(resolve(process.env.INIT_CWD ?? process.cwd(), json), `${JSON.stringify(report, undefined, 2)}\n`);
}
const failed = rows.filter((row) => row.error !== undefined);
for (const row of failed) console.error(`\nbench: NOT MEASURED: ${row.name} against ${row.peerName}\n${row.error}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function parseCommand() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { json: { type: "string" }, rounds: { type: "string" } },
    });
    if (positionals.length > 1) throw new TypeError(`unexpected "${positionals[1]}"`);
    const count = values.rounds === undefined ? undefined : Number(values.rounds);
    if (count !== undefined && !(Number.isSafeInteger(count) && count > 0)) throw new TypeError("--rounds is a whole number above 0");
    return { name: positionals[0], json: values.json, rounds: count };
  } catch (error) {
    console.error(`bench: ${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}

function noiseOf(row) {
  return { ours: round(spread(row.runs.map((run) => run.ours))), peer: round(spread(row.runs.map((run) => run.peer))) };
}

function describeMachine(loadBefore) {
  const short = (load) => load.map((value) => value.toFixed(2)).join(" ");
  return {
    cpu: cpus()[0]?.model.trim() ?? cpuOfLinux(),
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    loadBefore: short(loadBefore),
    loadAfter: short(loadavg()),
  };
}

function cpuOfLinux() {
  try {
    return /^model name\s*:\s*(.+)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "unknown CPU";
  } catch {
    return "unknown CPU";
  }
}

function table(rows) {
  const cells = [["", "ours", "peer", "unit", "ratio", "of CPU", "noise", "rounds", "peer is"]];
  for (const row of rows) {
    if (row.error !== undefined) {
      cells.push([row.name, "-", "-", row.unit, "-", "-", "-", "0", `${row.peerName}: NOT MEASURED`]);
      continue;
    }
    const noise = noiseOf(row);
    const percent = (part) => `${Math.round(part * 100)} %`;
    cells.push([
      row.name,
      String(row.ours),
      String(row.peer),
      row.unit,
      row.ratio.toFixed(2),
      row.cpuRatio?.toFixed(2) ?? "",
      `${percent(noise.ours)} / ${percent(noise.peer)}`,
      String(row.runs.length),
      row.peerName,
    ]);
  }
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  const isText = (column) => column === 0 || column === 3 || column === 8;
  return cells
    .map((line) =>
      line
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}
