// `db load` of the fixtures' db-tree.json gives, in the real Trivy of that version, the findings of its own golden reports, and
// `db dump` gives the tree back. Usage: trivy-fixtures.mjs [VERSION], default 0.69.3; .ci/matrix names 0.60.0 too.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { goTool } from "../../tools/go-tool.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const version = process.argv[2] ?? "0.69.3";
const archive = join(root, `../shared/trivy-fixtures/v${version}.tar.xz`);
if (!existsSync(archive)) {
  console.log(`skip trivy-fixtures: ${archive} is not there`);
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), "trivy-fixtures-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const report = (name, problem) => {
  console.log(problem === undefined ? `ok ${name}` : `not ok ${name}: ${problem}`);
  if (problem !== undefined) process.exitCode = 1;
};
const run = (command, args, options = {}) => spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28, ...options });

run("tar", ["xJf", archive, "-C", work]);
const fixtures = join(work, `v${version}`);
const cache = join(work, "cache");
mkdirSync(join(cache, "db"), { recursive: true });
const stella = (...args) => run(join(root, "stella"), ["export", "db", ...args]);

const database = join(cache, "db", "trivy.db");
const loaded = stella("load", join(fixtures, "db-tree.json"), "--out", database);
report(`trivy-fixtures ${version}: db load`, loaded.status === 0 ? undefined : loaded.stderr);
const checked = stella("check", database);
report(`trivy-fixtures ${version}: db check`, checked.status === 0 ? undefined : checked.stdout);
const dumped = stella("dump", database);
const isSame =
  dumped.status === 0 && isDeepStrictEqual(JSON.parse(dumped.stdout), JSON.parse(readFileSync(join(fixtures, "db-tree.json"), "utf8")));
report(`trivy-fixtures ${version}: db dump gives the tree back`, isSame ? undefined : "another tree");
writeFileSync(
  join(cache, "db", "metadata.json"),
  JSON.stringify({
    Version: 2,
    NextUpdate: "2999-01-01T00:00:00Z",
    UpdatedAt: "2026-01-01T00:00:00Z",
    DownloadedAt: "2026-01-01T00:00:00Z",
  }),
);

const trivy = await goTool(`trivy-${version}`);
const integration = join(fixtures, "integration");
addVex();

const repo = (name, golden, { folder = name, command = "repo", all = true, more = [] } = {}) => ({
  name,
  golden,
  args: [
    command,
    "--skip-db-update",
    "--skip-policy-update",
    "--offline-scan",
    `--list-all-pkgs=${all}`,
    ...more,
    `testdata/fixtures/repo/${folder}`,
  ],
});
const sbom = (file, golden) => ({
  name: file,
  golden,
  args: ["sbom", "--skip-db-update", "--list-all-pkgs=false", `testdata/fixtures/sbom/${file}`],
});
const submodule = "testdata/fixtures/repo/gomod/submod2";

/** Upstream's TestRepository, TestRepositoryWithOverride, TestSBOM and TestSBOMEquivalence, as far as they find vulnerabilities. */
const CASES = [
  repo("gomod", "gomod", { all: false }),
  repo("gomod, a file skipped", "gomod-skip", { folder: "gomod", all: false, more: ["--skip-files", `${submodule}/go.mod`] }),
  repo("gomod, a folder skipped", "gomod-skip", { folder: "gomod", all: false, more: ["--skip-dirs", submodule] }),
  repo("gomod, in series", "gomod", { folder: "gomod", all: false, more: ["--parallel", "1"] }),
  repo("gomod, fs", "gomod-skip", { folder: "gomod", command: "fs", all: false, more: ["--skip-files", `${submodule}/go.mod`] }),
  repo("gomod, VEX file", "gomod-vex", { folder: "gomod", all: false, more: ["--vex", "testdata/fixtures/vex/file/openvex.json"] }),
  repo("gomod, VEX repository", "gomod-vex", { folder: "gomod", all: false, more: ["--vex", "repo"] }),
  repo("npm", "npm"),
  repo("npm, severity from ubuntu", "npm-ubuntu-severity", {
    folder: "npm",
    all: false,
    more: ["--vuln-severity-source", "alpine,ubuntu"],
  }),
  repo("npm, with dev dependencies", "npm-with-dev", { folder: "npm", more: ["--include-dev-deps"] }),
  ...["yarn", "pnpm", "bun", "pip", "pipenv", "poetry", "uv", "conan", "nuget", "dotnet", "packagesprops", "swift", "cocoapods"].map(
    (name) => repo(name, name),
  ),
  repo("pom", "pom", { all: false }),
  repo("gradle", "gradle", { all: false }),
  repo("sbt", "sbt", { all: false }),
  repo("pubspec", "pubspec.lock"),
  repo("mixlock", "mix.lock"),
  repo("composer", "composer.lock"),
  repo("cargo", "cargo.lock"),
  repo("composer-vendor", "composer.vendor", { command: "rootfs" }),
  sbom("fluentd-multiple-lockfiles-cyclonedx.json", "fluentd-multiple-lockfiles"),
  sbom("minikube-kbom.json", "minikube-kbom"),
  ...["cyclonedx.json", "spdx.txt", "spdx.json", "cyclonedx.intoto.jsonl"].map((form) => sbom(`centos-7-${form}`, "centos-7")),
];

let findings = 0;
for (const { name, golden, args } of CASES) {
  const path = join(integration, "testdata", `${golden}.json.golden`);
  // 0.60.0 has no golden for what came later.
  if (version !== "0.69.3" && !existsSync(path)) continue;
  report(`trivy-fixtures ${version}: ${name}`, difference(args, path));
}

// Of the golden reports; equal and empty would prove nothing.
report(`trivy-fixtures ${version}: findings`, findings >= 75 ? undefined : `only ${findings}`);

function difference([command, ...args], golden) {
  const home = join(work, "home");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  const env = { PATH: process.env.PATH, HOME: home, GOPATH: home, NUGET_PACKAGES: join(home, "nuget"), XDG_DATA_HOME: cache };
  const all = [command, "-q", "--cache-dir", cache, "--format", "json", "--scanners", "vuln", ...args];
  const { status, stdout, stderr } = run(trivy, all, { cwd: integration, env, timeout: 120_000 });
  if (status !== 0) return `exit ${status}: ${stderr.slice(0, 500)}`;
  const wanted = findingsOf(JSON.parse(readFileSync(golden, "utf8")), command);
  const found = findingsOf(JSON.parse(stdout), command);
  findings += found.length;
  if (isDeepStrictEqual(found, wanted)) return undefined;
  return `found ${found.map((each) => each.VulnerabilityID).join(" ")}, wanted ${wanted.map((each) => each.VulnerabilityID).join(" ")}, or a field differs`;
}

/** What comes from the database (trivy.md § 5), in the order of the report. */
function findingsOf({ Results = [] }, command) {
  const fields =
    "VulnerabilityID VendorIDs PkgName InstalledVersion FixedVersion Status Severity SeveritySource PrimaryURL DataSource Title Description " +
    "CweIDs VendorSeverity CVSS References PublishedDate LastModifiedDate";
  return Results.flatMap(({ Target, Type, Vulnerabilities = [] }) =>
    Vulnerabilities.map((each) => ({
      // The golden report of centos 7 is that of an image, whose path upstream's test replaces too.
      Target: command === "sbom" ? Target.replace(/^\S+(?= \(centos)/, "") : Target,
      Type,
      ...Object.fromEntries(fields.split(" ").map((field) => [field, each[field]])),
    })),
  );
}

/** VEX documents lie in the module only, whose exact version the proxy serves. */
function addVex() {
  const module = join(work, "module");
  mkdirSync(module);
  writeFileSync(join(module, "go.mod"), "module exportcenter.test/vex\n\ngo 1.26\n");
  const { status, stdout, stderr } = run("go", ["mod", "download", "-json", `github.com/aquasecurity/trivy@v${version}`], {
    cwd: module,
    env: { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-mod=mod" },
  });
  if (status !== 0) throw new Error(`trivy's module: ${stderr}`);
  const vex = join(JSON.parse(stdout).Dir, "integration/testdata/fixtures/vex");
  const copy = (from, to) => cpSync(from, to, { recursive: true, mode: 0 });
  copy(vex, join(integration, "testdata/fixtures/vex"));
  run("chmod", ["-R", "u+w", join(integration, "testdata/fixtures/vex")]);
  const own = join(integration, "testdata/fixtures/vex");
  copy(join(own, "config/repository.yaml"), join(cache, ".trivy/vex/repository.yaml"));
  copy(join(own, "repositories"), join(cache, "vex/repositories"));
  copy(join(own, "file/openvex.json"), join(cache, "vex/repositories/default/0.1/openvex.json"));
  writeFileSync(join(cache, "vex/repositories/default/cache.json"), JSON.stringify({ UpdatedAt: new Date().toISOString() }));
}
