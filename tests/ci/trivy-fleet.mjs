// Every command of the page "Your own Trivy database in ten minutes", in its order, in a network that has nothing but itself: a real registry
// (Debian's docker-registry), oras and Trivy. What the two scans found is compared, and the same bundle must be the same manifest there.
// Usage: node tests/ci/trivy-fleet.mjs [VERSION ...]   (of Trivy; default 0.69.3)
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const PAGE = "docs/modules/export-center/own-trivy-db.md";
const FINDING = { id: "EXC-2025-0001", installed: "2.4.0", fixed: "2.4.1" };
const REGISTRY = [
  "docker-registry serve registry.yml >registry.log 2>&1 & registry=$!",
  "for i in $(seq 100); do (: </dev/tcp/127.0.0.1/5000) 2>/dev/null && break; sleep 0.1; done",
];

const given = process.argv.slice(2);
const versions = given.length === 0 ? ["0.69.3"] : given;
const work = mkdtempSync(join(tmpdir(), "trivy-fleet-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

if (spawnSync("sh", ["-c", "command -v docker-registry"]).status === 0) for (const version of versions) await check(version);
else console.log("skip trivy-fleet: docker-registry is not installed");

async function check(version) {
  const folder = join(work, version);
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(await goTool(`trivy-${version}`), join(bin, "trivy"));
  symlinkSync(await goTool("oras-1.3.6"), join(bin, "oras"));
  symlinkSync(join(root, "stella"), join(folder, "stella"));
  cpSync(join(root, "samples"), join(folder, "samples"), { recursive: true });
  writeFileSync(join(folder, "registry.yml"), registryConfiguration(join(folder, "registry")));
  const scans = [];
  const script = ["set -e", ...REGISTRY, ...commandsOf(folder, scans), "kill $registry"].join("\n");
  // Its own process group and network: what it starts ends with it, and port 5000 is always free.
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    ["-n", "--kill-child", "--fork", "--pid", "bash", "-c", `ip link set lo up\n${script}`],
    {
      cwd: folder,
      encoding: "utf8",
      timeout: 300_000,
      env: { PATH: `${bin}:${process.env.PATH}`, HOME: folder, NODE_OPTIONS: "" },
    },
  );
  const name = `trivy-fleet ${version}`;
  if (status !== 0) return console.log(`not ok ${name}: exit ${status}: ${stdout.slice(-500)} ${stderr.slice(-1500)}`);
  for (const [scan, file] of scans) {
    const findings = (JSON.parse(readFileSync(join(folder, file), "utf8")).Results ?? []).flatMap((each) => each.Vulnerabilities ?? []);
    const isRight =
      findings.length === 1 &&
      findings[0].VulnerabilityID === FINDING.id &&
      findings[0].InstalledVersion === FINDING.installed &&
      findings[0].FixedVersion === FINDING.fixed;
    console.log(isRight ? `ok ${name}: ${scan} finds what it should` : `not ok ${name}: ${scan}: ${JSON.stringify(findings)}`);
  }
  const digests = [...stdout.matchAll(/^Digest: (sha256:[0-9a-f]{64})$/gm)].map(([, digest]) => digest);
  const isSame = digests.length === 2 && digests[0] === digests[1];
  console.log(isSame ? `ok ${name}: pushed twice, one manifest` : `not ok ${name}: pushed twice: ${digests.join()}`);
}

/** The page's blocks as one script. A scan says its findings once more as JSON, and a push is done twice. */
function commandsOf(folder, scans) {
  const lines = readFileSync(join(root, PAGE), "utf8").split("\n");
  const script = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\w+)(?: file=(\S+))?$/.exec(lines[i]);
    if (fence === null) continue;
    const end = lines.indexOf("```", i + 1);
    const text = lines.slice(i + 1, end).join("\n");
    if (fence[2] !== undefined) writeFileSync(join(folder, fence[2]), `${text}\n`);
    else if (fence[1] === "sh") script.push(text);
    else if (fence[1] === "bash") script.push(`(\n${text}\n)`, ...again(text, scans));
    i = end;
  }
  return script;
}

function again(text, scans) {
  if (!text.startsWith("trivy ")) return [`(\n${text}\n)`];
  const file = `scan-${scans.length}.json`;
  scans.push([text.includes("--db-repository") ? "a scan with the registry's database" : "a scan with the bundle's database", file]);
  return [`${text} --format json --output ${file}`];
}

function registryConfiguration(folder) {
  return JSON.stringify({ version: 0.1, storage: { filesystem: { rootdirectory: folder } }, http: { addr: "127.0.0.1:5000" } });
}
