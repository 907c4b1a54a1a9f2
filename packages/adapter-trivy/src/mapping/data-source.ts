// Where records come from, as Trivy names it: the sources of its own database with their rank, and ours. It knows no bucket.

/** Value of the `data-source` bucket (trivy-db pkg/types/types.go). */
export interface DataSource {
  /** Key of VendorSeverity and CVSS; what a report shows as SeveritySource. */
  readonly ID: string;
  readonly Name: string;
  readonly URL?: string;
}

/** In order of precedence for title, description, severity and CWE (trivy-db pkg/vulnsrc/vulnerability/const.go, AllSourceIDs). */
const RANKED = [
  "nvd",
  "redhat",
  "redhat-oval",
  "debian",
  "ubuntu",
  "alpine",
  "amazon",
  "oracle-oval",
  "suse-cvrf",
  "photon",
  "arch-linux",
  "alma",
  "rocky",
  "cbl-mariner",
  "azure",
  "ruby-advisory-db",
  "php-security-advisories",
  "nodejs-security-wg",
  "ghsa",
  "glad",
  "aqua",
  "osv",
  "k8s",
  "wolfi",
  "chainguard",
  "bitnami",
  "govulndb",
  "julia",
  "bottlerocket",
  "echo",
  "minimos",
  "rootio",
  "rapidfort",
];

const RANKS: ReadonlyMap<string, number> = new Map(RANKED.map((id, rank) => [id, rank]));

/** Smaller speaks first. Sources that Trivy's database does not have come last, by their names. */
export function rankOf(sourceId: string): number {
  return RANKS.get(sourceId) ?? RANKED.length;
}

/** Whether Trivy's own database has a source of this ID: what another says under it would be taken for what that says. */
export function isOfTrivy(sourceId: string): boolean {
  return RANKS.has(sourceId);
}

/** GitHub's name of each ecosystem (trivy-db pkg/vulnsrc/ghsa/ghsa.go). */
const GITHUB_NAMES: Readonly<Record<string, string>> = {
  composer: "Composer",
  go: "Go",
  maven: "Maven",
  npm: "npm",
  nuget: "NuGet",
  pip: "pip",
  rubygems: "RubyGems",
  cargo: "Rust",
  erlang: "Erlang",
  pub: "Pub",
  swift: "Swift",
  cocoapods: "Swift",
};

function github(ecosystem: string): DataSource | undefined {
  const name = GITHUB_NAMES[ecosystem];
  if (name === undefined) return undefined;
  return {
    ID: "ghsa",
    Name: `GitHub Security Advisory ${name}`,
    URL: `https://github.com/advisories?query=type%3Areviewed+ecosystem%3A${name.toLowerCase()}`,
  };
}

/** Databases known by the prefix of their ids, each with the one ecosystem that it is about, if it is about one. */
const BY_PREFIX: Readonly<Record<string, DataSource & { readonly ecosystem?: string }>> = {
  GO: { ID: "govulndb", Name: "The Go Vulnerability Database", URL: "https://pkg.go.dev/vuln/", ecosystem: "go" },
  BIT: { ID: "bitnami", Name: "Bitnami Vulnerability Database", URL: "https://github.com/bitnami/vulndb", ecosystem: "bitnami" },
  JLSEC: {
    ID: "julia",
    Name: "Julia Ecosystem Security Advisories",
    URL: "https://github.com/JuliaLang/SecurityAdvisories.jl",
    ecosystem: "julia",
  },
  PYSEC: { ID: "osv", Name: "Python Packaging Advisory Database", URL: "https://github.com/pypa/advisory-db", ecosystem: "pip" },
  RUSTSEC: { ID: "osv", Name: "RustSec Advisory Database", URL: "https://github.com/RustSec/advisory-db", ecosystem: "cargo" },
  DRUPAL: {
    ID: "osv",
    Name: "Drupal Advisory Database",
    URL: "https://github.com/DrupalSecurityTeam/drupal-advisory-database",
    ecosystem: "composer",
  },
  MAL: { ID: "osv", Name: "OpenSSF Malicious Packages", URL: "https://github.com/ossf/malicious-packages" },
};

const KUBERNETES: DataSource = {
  ID: "k8s",
  Name: "Official Kubernetes CVE Feed",
  URL: "https://kubernetes.io/docs/reference/issues-security/official-cve-feed/index.json",
};

/**
 * Source of a record about a package of a language. A record of no database that is known here is of its own: named after the source of the
 * run that it came from (`--from NAME=…`).
 */
export function languageSource(recordId: string, ecosystem: string, runSource: string): DataSource {
  const prefix = recordId.slice(0, Math.max(recordId.indexOf("-"), 0));
  const known = Object.hasOwn(BY_PREFIX, prefix) ? BY_PREFIX[prefix] : undefined;
  if (prefix === "GHSA") return github(ecosystem) ?? ownSource(runSource);
  if (known !== undefined && (known.ecosystem === undefined || known.ecosystem === ecosystem)) {
    const { ecosystem: _, ...source } = known;
    return source;
  }
  return ecosystem === "k8s" && prefix === "CVE" ? KUBERNETES : ownSource(runSource);
}

/** A source that is nobody's but this run's. */
export function ownSource(name: string): DataSource {
  return { ID: name, Name: name };
}
