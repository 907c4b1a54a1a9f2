// Writes reports of benchmarks into docs/modules/export-center/performance.md: `node bench/page.mjs FILE.json …`. Each fills the place that is
// marked with its name, and says itself whether the machine had anything else to do.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PAGE = join(import.meta.dirname, "../docs/modules/export-center/performance.md");

let page = readFileSync(PAGE, "utf8");
for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, "utf8"));
  const [begin, end] = [`<!-- bench ${report.bench} -->`, "<!-- end -->"];
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${PAGE} has no place for ${report.bench}`);
  page = `${page.slice(0, from + begin.length)}\n\n${toMarkdown(report)}\n\n${page.slice(to)}`;
}
writeFileSync(PAGE, page);

function toMarkdown({ machine, rows }) {
  const lines = ["| | ours | peer | unit | ratio | of CPU | noise | peer is |", "| --- | ---: | ---: | --- | ---: | ---: | ---: | --- |"];
  for (const row of rows)
    lines.push(row.error === undefined ? measured(row) : `| ${row.name} | | | ${row.unit} | | | | ${cell(row.peerName)}: not measured |`);
  return [...lines, "", toMachine(machine, rows)].join("\n");
}

function measured(row) {
  const percent = (part) => `${Math.round(part * 100)} %`;
  const cpu = row.cpuRatio === undefined ? "" : row.cpuRatio.toFixed(2);
  const noise = `${percent(row.noise.ours)} / ${percent(row.noise.peer)}`;
  return `| ${row.name} | ${row.ours} | ${row.peer} | ${row.unit} | ${row.ratio.toFixed(2)} | ${cpu} | ${noise} | ${cell(row.peerName)} |`;
}

/** A pipe in a cell would end it. */
function cell(text) {
  return text.includes("|") || text.includes(" -") ? `\`${text.replaceAll("|", "\\|")}\`` : text;
}

function toMachine({ cpu, cores, memoryGiB, node, platform, loadBefore, loadAfter }, rows) {
  const rounds = Math.max(...rows.map(({ runs }) => runs.length));
  const busy = Number(loadBefore.split(" ")[0]) > cores / 2;
  const warning = busy ? " **The machine was busy with other work: only ratios of CPU time say anything.**" : "";
  return `${rounds} ${rounds === 1 ? "round" : "rounds"} on ${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}, ${platform}; load ${loadBefore} before, ${loadAfter} after.${warning}`;
}
