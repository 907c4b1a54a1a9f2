// OSV ecosystems and the package URLs of their packages (ossf.github.io/osv-schema, "Defined ecosystems", and osv.dev's purl table).
// It knows names on both sides; ranges and versions are the adapters'.
import { formatPurl, OTHER_NAMESPACES, parsePurl, type Purl } from "@stella-export/core";

/** How an ecosystem's package names stand in a package URL. */
type Naming =
  | "whole" // the name as it is
  | "path" // what is before the last slash is the namespace
  | "url" // the same of an address, with or without its scheme and `.git`
  | "maven"; // group:artifact

interface PurlForm {
  readonly type: string;
  readonly namespace?: string;
  readonly naming: Naming;
}

const language = (type: string, naming: Naming = "whole"): PurlForm => ({ type, naming });
const system = (type: string, namespace: string): PurlForm => ({ type, namespace, naming: "whole" });

const FORMS: Readonly<Record<string, PurlForm>> = {
  Bioconductor: language("bioconductor"),
  Bitnami: language("bitnami"),
  ConanCenter: language("conan"),
  CRAN: language("cran"),
  "crates.io": language("cargo"),
  "GitHub Actions": language("githubactions", "path"),
  Go: language("golang", "path"),
  Hackage: language("hackage"),
  Hex: language("hex"),
  Julia: language("julia"),
  Maven: language("maven", "maven"),
  npm: language("npm", "path"),
  NuGet: language("nuget"),
  opam: language("opam"),
  Packagist: language("composer", "path"),
  Pub: language("pub"),
  PyPI: language("pypi"),
  RubyGems: language("gem"),
  SwiftURL: language("swift", "url"),
  AlmaLinux: system("rpm", "almalinux"),
  Alpaquita: system("apk", "alpaquita"),
  Alpine: system("apk", "alpine"),
  "Amazon Linux": system("rpm", "amazon"),
  "Azure Linux": system("rpm", "azure-linux"),
  "BellSoft Hardened Containers": system("apk", "bellsoft-hardened-containers"),
  Bottlerocket: system("rpm", "bottlerocket"),
  Chainguard: system("apk", "chainguard"),
  Debian: system("deb", "debian"),
  Echo: system("deb", "echo"),
  Mageia: system("rpm", "mageia"),
  MinimOS: system("apk", "minimos"),
  openEuler: system("rpm", "openeuler"),
  openSUSE: system("rpm", "opensuse"),
  "Oracle Linux": system("rpm", "oracle"),
  "Photon OS": system("rpm", "photon"),
  "Red Hat": system("rpm", "redhat"),
  "Rocky Linux": system("rpm", "rocky-linux"),
  SUSE: system("rpm", "suse"),
  Ubuntu: system("deb", "ubuntu"),
  Wolfi: system("apk", "wolfi"),
};

const BY_PURL: ReadonlyMap<string, string> = new Map(
  Object.entries(FORMS).map(([ecosystem, { type, namespace }]) => [namespace === undefined ? type : `${type}/${namespace}`, ecosystem]),
);

/**
 * An ecosystem without the suffix that OSV allows behind its first colon: `AlmaLinux:9` → `AlmaLinux`,
 * `Packagist:https://packages.drupal.org/8` → `Packagist`. The `purl-type:swift` that GHSA recordings hold → `SwiftURL`.
 */
export function ecosystemFamily(ecosystem: string): string {
  const colon = ecosystem.indexOf(":");
  if (colon < 0) return ecosystem;
  const family = ecosystem.slice(0, colon);
  return family === "purl-type" ? (BY_PURL.get(ecosystem.slice(colon + 1)) ?? ecosystem) : family;
}

/** The ecosystem family of a package; `undefined` for types that OSV has none for (generic, oci, github, k8s, …). */
export function ecosystemOf({ type, namespace }: Purl): string | undefined {
  return BY_PURL.get(type) ?? BY_PURL.get(`${type}/${OTHER_NAMESPACES[`${type}/${namespace}`] ?? namespace}`);
}

/** Package URL, without version, of an OSV package; `undefined` where its ecosystem has no form here, or the name does not fit it. */
export function purlOfPackage(ecosystem: string, written: string): string | undefined {
  const form = FORMS[ecosystemFamily(ecosystem)];
  const name = form?.naming === "url" ? written.replace(/^https?:\/\//, "").replace(/(?:\.git)?\/?$/, "") : written;
  if (form === undefined || name === "") return undefined;
  const separator = form.naming === "maven" ? ":" : "/";
  const split = form.naming === "whole" ? -1 : name.lastIndexOf(separator);
  if (form.naming === "maven" && split < 1) return undefined;
  const namespace = form.namespace ?? name.slice(0, Math.max(split, 0));
  const purl = formatPurl({ type: form.type, namespace, name: name.slice(split + 1), version: "", qualifiers: [], subpath: "" });
  // Parsed once more for the rules of its type, and because a name may be anything.
  const parsed = parsePurl(purl);
  return parsed && formatPurl(parsed);
}
