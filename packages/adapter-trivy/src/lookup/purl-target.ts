// Where Trivy looks for a package that it knows by its purl, as in an SBOM (trivy@v0.74.0 pkg/purl/purl.go, pkg/detector/library/driver.go,
// pkg/detector/ospkg). It knows names, not what a database holds.
import type { Purl } from "@stella-export/formats";
import { languageKeys } from "../mapping/package-name.js";
import { releaseBucket } from "../mapping/system-releases.js";
import { systemBucket, type SystemTarget } from "../mapping/target.js";
import { schemeOfLanguage } from "../versions/ecosystems.js";
import type { RangeScheme } from "../versions/scheme.js";

/** A package and the buckets that are asked for it. */
export type PurlTarget =
  | {
      readonly kind: "language";
      readonly prefix: string;
      readonly scheme: RangeScheme;
      readonly packageKey: string;
      readonly version: string;
    }
  | {
      readonly kind: "system";
      readonly bucket: SystemTarget;
      readonly packageKey: string;
      readonly version: string;
      readonly architecture: string;
    }
  | {
      readonly kind: "red-hat";
      /** Names of the host's repositories, where nobody says which it has. */
      readonly repositories: readonly string[];
      readonly packageKey: string;
      readonly version: string;
      readonly architecture: string;
    };

const LANGUAGES: Readonly<Record<string, string>> = {
  bitnami: "bitnami",
  cargo: "cargo",
  cocoapods: "cocoapods",
  composer: "composer",
  conan: "conan",
  gem: "rubygems",
  golang: "go",
  hex: "erlang",
  julia: "julia",
  k8s: "k8s",
  maven: "maven",
  npm: "npm",
  nuget: "nuget",
  pub: "pub",
  pypi: "pip",
  swift: "swift",
};

/** `undefined` for what no detector of Trivy looks at. Of a distribution's package the qualifier `distro` says which release it is of. */
export function purlTarget(purl: Purl): PurlTarget | undefined {
  const ecosystem = Object.hasOwn(LANGUAGES, purl.type) ? (LANGUAGES[purl.type] as string) : undefined;
  if (ecosystem !== undefined) {
    const scheme = schemeOfLanguage(ecosystem);
    const [packageKey] = languageKeys(ecosystem, languageName(purl));
    if (scheme === undefined || packageKey === undefined) return undefined;
    return { kind: "language", prefix: `${ecosystem}::`, scheme, packageKey, version: purl.version };
  }
  return purl.type === "apk" || purl.type === "deb" || purl.type === "rpm" ? systemTarget(purl) : undefined;
}

function languageName({ type, namespace, name, subpath }: Purl): string {
  if (type === "cocoapods" && subpath !== "") return `${name}/${subpath}`;
  return namespace === "" ? name : `${namespace}${type === "maven" ? ":" : "/"}${name}`;
}

function systemTarget(purl: Purl): PurlTarget | undefined {
  const qualifiers = new Map(purl.qualifiers);
  const [module = "", stream = ""] = (qualifiers.get("modularitylabel") ?? "").split(":");
  const epoch = qualifiers.get("epoch") ?? "0";
  const place = {
    packageKey: stream === "" ? purl.name : `${module}:${stream}::${purl.name}`,
    version: /^0+$/.test(epoch) || purl.version.includes(":") ? purl.version : `${epoch}:${purl.version}`,
    architecture: qualifiers.get("arch") ?? "",
  };
  // Amazon's has its name behind: `amazon-2 (Karoo)`.
  const distro = (qualifiers.get("distro") ?? "").toLowerCase().replace(/ \(.*$/, "");
  const release = /(?:^|-)v?(\d[\d.]*|edge)$/.exec(distro)?.[1] ?? "";
  const [major = ""] = release.split(".", 1);
  if (["redhat", "rhel", "centos"].includes(purl.namespace)) {
    const repositories = major === "" ? [] : defaultRepositories(major);
    return { kind: "red-hat", repositories, ...place };
  }
  const bucket = bucketOf(purl.namespace, distro, release);
  return bucket === undefined ? undefined : { kind: "system", bucket: systemBucket(bucket), ...place };
}

/** trivy pkg/detector/ospkg/redhat/redhat.go, defaultContentSets. */
export function defaultRepositories(major: string): readonly string[] {
  if (Number(major) < 8) return [`rhel-${major}-server-rpms`, `rhel-${major}-server-extras-rpms`];
  return ["baseos", "appstream"].map((edition) => `rhel-${major}-for-x86_64-${edition}-rpms`);
}

const MAJOR = /^\d+/;
const MINOR = /^\d+(\.\d+)?/;
const ROLLING = /^/;

/** Namespace → name of the family for {@link releaseBucket}, and how much of the release its detector looks at. */
const FAMILIES: Readonly<Record<string, readonly [family: string, release: RegExp]>> = {
  alma: ["almalinux", MAJOR],
  almalinux: ["almalinux", MAJOR],
  alpine: ["alpine", /^(?:\d+\.\d+|edge)/],
  amazon: ["amazon linux", /^(?:201\d\.\d+|\d+)/],
  azurelinux: ["azure linux", MINOR],
  bottlerocket: ["bottlerocket", ROLLING],
  "cbl-mariner": ["cbl-mariner", MINOR],
  chainguard: ["chainguard", ROLLING],
  debian: ["debian", MAJOR],
  echo: ["echo", ROLLING],
  mariner: ["cbl-mariner", MINOR],
  minimos: ["minimos", ROLLING],
  oracle: ["oracle linux", MAJOR],
  photon: ["photon os", MINOR],
  rocky: ["rocky linux", MAJOR],
  ubuntu: ["ubuntu", MINOR],
  wolfi: ["wolfi", ROLLING],
};

function bucketOf(namespace: string, distro: string, release: string): string | undefined {
  if (namespace === "suse") {
    const isMicro = /micro|slem/.test(distro);
    return release === "" ? undefined : `SUSE Linux Enterprise ${isMicro ? "Micro " : ""}${release}`;
  }
  if (namespace === "opensuse") {
    if (distro.includes("tumbleweed")) return "openSUSE Tumbleweed";
    return release === "" ? undefined : `openSUSE Leap ${release}`;
  }
  const family = Object.hasOwn(FAMILIES, namespace) ? FAMILIES[namespace] : undefined;
  if (family === undefined) return undefined;
  const [name, pattern] = family;
  return releaseBucket(name, pattern.exec(release)?.[0] ?? "") ?? undefined;
}
