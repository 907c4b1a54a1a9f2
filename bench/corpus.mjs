// Made-up advisories that look like those of the public OSV databases: key orders, nesting, escapes and lengths as their exporters
// write them. The same seed gives the same bytes on every machine; nothing is copied from a real document.
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cachePath } from "./cache.mjs";

const WORDS =
  "a an the of in to and or is was may can allows could via when with without before after that which this remote local attacker crafted request response header parser buffer memory heap stack overflow read write bounds check missing improper validation input output user account session token password key certificate signature server client library package module function handler object array string length value default configuration option file path directory archive upload download image video font kernel driver network socket protocol message queue service denial crash panic loop recursion exhaustion resource leak disclosure information privilege escalation execution arbitrary code command injection script page query database record index cache update patch release version affected fixed upgrade workaround".split(
    " ",
  );
const NAMES = [
  "Ana Kovač",
  "Jürgen Weiß",
  "李小龍",
  "Zoë Ångström",
  "Dmitri Ivanov",
  "María Peña",
  "John Smith",
  "Priya Patel",
  "Nguyễn Văn An",
  "Sam Lee",
];
const ECOSYSTEMS = ["npm", "PyPI", "Go", "crates.io", "Maven", "AlmaLinux:9", "Debian:12", "Alpine:v3.20", "Packagist", "RubyGems"];
const REFERENCE_TYPES = ["ADVISORY", "FIX", "REPORT", "WEB", "PACKAGE", "ARTICLE"];

/** Throws of one die (mulberry32): `die(n)` is 0 … n - 1. */
function dieOf(seed) {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

/** Lines of JSON without end, each one document and a newline. */
function* advisories(seed) {
  const die = dieOf(seed);
  const styles = [goLike, goLike, distributionLike, malwareLike, malwareLike, sortedLike];
  for (let number = 1; ; number++) yield `${styles[die(styles.length)](die, number)}\n`;
}

/** Path of a file with the first `bytes` bytes or a little more of {@link advisories}; made unless it is there. */
export function advisoryFile(bytes, log) {
  const source = createHash("sha256")
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest("hex")
    .slice(0, 12);
  const path = cachePath(`advisories-${bytes}-${source}.jsonl`);
  if (existsSync(path)) return path;
  log(`writing ${Math.round(bytes / 1e6)} MB of made-up advisories to ${path}`);
  const file = openSync(`${path}.part`, "w");
  let written = 0;
  let batch = "";
  for (const line of advisories(20_261_124)) {
    batch += line;
    if (batch.length < 1 << 20) continue;
    written += writeSync(file, batch);
    batch = "";
    if (written >= bytes) break;
  }
  closeSync(file);
  renameSync(`${path}.part`, path);
  return path;
}

const pick = (die, list) => list[die(list.length)];
const hex = (die, length) => Array.from({ length }, () => die(16).toString(16)).join("");
const digits = (die, length) => String(die(10 ** length)).padStart(length, "0");
const day = (die) => `20${10 + die(17)}-${String(1 + die(12)).padStart(2, "0")}-${String(1 + die(28)).padStart(2, "0")}`;
const instant = (die) =>
  `${day(die)}T${digits(die, 2) % 24 < 10 ? "0" : "1"}${die(10)}:${10 + die(50)}:${10 + die(50)}${die(3) === 0 ? `.${digits(die, 6)}` : ""}Z`;
const packageName = (die) => `${pick(die, WORDS)}-${pick(die, WORDS)}${die(4) === 0 ? die(100) : ""}`;
const version = (die) => `${die(20)}.${die(30)}.${die(50)}${die(5) === 0 ? `-${pick(die, ["rc1", "beta.2", "r0", "1.el9_4"])}` : ""}`;
const cve = (die) => `CVE-20${10 + die(17)}-${1000 + die(60_000)}`;

function sentence(die) {
  const length = 6 + die(18);
  const words = Array.from({ length }, () => pick(die, WORDS));
  if (die(9) === 0) words[die(length)] = `\`${packageName(die)}()\``;
  if (die(25) === 0) words[die(length)] = `"${pick(die, WORDS)}"`;
  if (die(60) === 0) words[die(length)] = `<${pick(die, WORDS)} & ${pick(die, WORDS)}>`;
  if (die(40) === 0) words[die(length)] = pick(die, ["naïve", "“quoted”", "—", "café", "…", "日本語"]);
  const text = words.join(" ");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function details(die) {
  const parts = Array.from({ length: 2 + die(7) }, () => Array.from({ length: 1 + die(4) }, () => sentence(die)).join(" "));
  if (die(4) === 0) parts.push(`### ${sentence(die)}\n\n  * ${sentence(die)}\n  * ${sentence(die)}\n`);
  return parts.join("\n\n");
}

const references = (die) =>
  Array.from({ length: 1 + die(6) }, () => {
    const url = `https://${packageName(die)}.example/${pick(die, WORDS)}/${hex(die, 8)}`;
    return die(2) === 0 ? { type: pick(die, REFERENCE_TYPES), url } : { url, type: pick(die, REFERENCE_TYPES) };
  });

function affected(die, ecosystem = pick(die, ECOSYSTEMS)) {
  const name = packageName(die);
  const events = [{ introduced: "0" }, { fixed: version(die) }];
  if (die(4) === 0) events.push({ introduced: version(die) }, { fixed: version(die) });
  const entry = {
    package: { name, ecosystem, purl: `pkg:generic/${name}` },
    ranges: [{ type: ecosystem.includes(":") ? "ECOSYSTEM" : "SEMVER", events }],
  };
  if (die(5) === 0) entry.versions = Array.from({ length: 1 + die(25) }, () => version(die));
  if (die(3) === 0)
    entry.ecosystem_specific = {
      imports: [{ path: `${name}/${pick(die, WORDS)}`, symbols: Array.from({ length: 1 + die(5) }, () => pick(die, WORDS)) }],
    };
  return entry;
}

const list = (die, most, make) => Array.from({ length: 1 + die(most) }, () => make(die));

function goLike(die, number) {
  const document = {
    schema_version: "1.3.1",
    id: `GEN-20${10 + die(17)}-${number}`,
    modified: instant(die),
    published: instant(die),
    aliases: list(die, 3, cve),
    summary: sentence(die),
    details: details(die),
    affected: list(die, 3, (each) => affected(each, "Go")),
    references: references(die),
    credits: list(die, 2, (each) => ({ name: pick(each, NAMES) })),
    database_specific: { url: `https://vulnerabilities.example/GEN-${number}`, review_status: "REVIEWED" },
  };
  // Go's encoder escapes these three, so that its JSON can stand in HTML.
  return JSON.stringify(document).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function distributionLike(die, number) {
  return JSON.stringify({
    id: `GENSA-20${10 + die(17)}:${number}`,
    summary: `${pick(die, ["Critical", "Important", "Moderate", "Low"])}: ${packageName(die)} security update`,
    affected: list(die, 9, (each) => affected(each, "AlmaLinux:9")),
    related: list(die, 8, cve),
    published: instant(die),
    modified: instant(die),
    details: details(die),
    references: references(die),
  });
}

function malwareLike(die, number) {
  const sha256 = hex(die, 64);
  return JSON.stringify({
    modified: instant(die),
    published: instant(die),
    schema_version: "1.5.0",
    id: `GENMAL-20${10 + die(17)}-${number}`,
    summary: `Malicious code in ${packageName(die)} (npm)`,
    details: `\n---\n_-= Per source details. Do not edit below this line.=-_\n\n## Source: ${pick(die, WORDS)} (${sha256})\n${sentence(die)}\n`,
    affected: list(die, 1, (each) => affected(each, "npm")),
    credits: [{ name: pick(die, NAMES), type: "FINDER", contact: [`https://${packageName(die)}.example`] }],
    database_specific: {
      "malicious-packages-origins": [
        { source: pick(die, WORDS), sha256, import_time: instant(die), modified_time: instant(die), versions: list(die, 4, version) },
      ],
    },
  });
}

function sortedLike(die, number) {
  const score = (1 + die(99)) / 10;
  return JSON.stringify({
    affected: list(die, 4, affected),
    aliases: list(die, 2, cve),
    database_specific: {
      cvss: { score, vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
      cwe_ids: list(die, 3, (each) => `CWE-${each(1200)}`),
      epss: die(1_000_000) / 1_000_000,
      github_reviewed: die(2) === 0,
    },
    details: details(die),
    id: `GENHSA-${hex(die, 4)}-${hex(die, 4)}-${number}`,
    modified: instant(die),
    published: instant(die),
    references: references(die),
    schema_version: "1.6.0",
    severity: [{ score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", type: "CVSS_V3" }],
    summary: sentence(die),
    withdrawn: die(20) === 0 ? instant(die) : undefined,
  });
}
