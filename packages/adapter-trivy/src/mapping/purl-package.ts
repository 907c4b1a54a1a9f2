// The package of the database that a package URL is, and the version that it names. What is more than a package (an image, a file in it) or
// less (one architecture, one module) is none. It knows names, not statements.
import { ecosystemOf, parsePurl, type Purl } from "@stella-export/formats";

export interface PurlPackage {
  /** As OSV writes it, with its release. */
  readonly ecosystem: string;
  readonly name: string;
  /** Empty: every version. */
  readonly version: string;
}

/** `part`: of a package that Trivy knows, but of less than all of it, or of a release that is not named. `none`: of no package. */
export function packageOfPurl(text: string): PurlPackage | "part" | "none" {
  const purl = parsePurl(text);
  if (purl === undefined) return "none";
  const family = familyOf(purl);
  if (family === undefined) return "none";
  const isSystem = isSystemType(purl);
  const qualifiers = new Map(purl.qualifiers);
  const name = isSystem ? purl.name : languageName(purl);
  if (name === undefined || purl.subpath !== "" || HAS_EMPTY.test(text) || !isWhole(qualifiers, purl, isSystem)) return "part";
  if (!isSystem) return { ecosystem: family, name, version: family === "Go" ? purl.version.replace(/^v/, "") : purl.version };
  const release = releaseOf(family, purl.namespace, qualifiers.get("distro") ?? "");
  if (release === undefined) return "part";
  const epoch = qualifiers.get("epoch") ?? "0";
  const version = epoch === "0" || purl.version === "" ? purl.version : `${epoch}:${purl.version}`;
  return { ecosystem: release === "" ? family : `${family}:${release}`, name, version };
}

/** A version or a qualifier without a value, as a template leaves it whose variable is empty: it was meant to say less. */
const HAS_EMPTY = /@(?:[?#]|$)|[?&][^=&#]*=(?:[&#]|$)/;

const SYSTEM_TYPES = new Set(["apk", "deb", "rpm"]);

export function isSystemType({ type }: Purl): boolean {
  return SYSTEM_TYPES.has(type);
}

/** What Trivy has a bucket for, and the OSV schema no ecosystem. */
const OTHER_FAMILIES: ReadonlyMap<string, string> = new Map([
  ["cocoapods", "CocoaPods"],
  ["k8s", "Kubernetes"],
  ["rpm/cbl-mariner", "CBL-Mariner"],
]);

/** As OSV names it; `undefined` where there is no bucket for it. */
export function familyOf(purl: Purl): string | undefined {
  return ecosystemOf(purl) ?? OTHER_FAMILIES.get(purl.type) ?? OTHER_FAMILIES.get(`${purl.type}/${purl.namespace}`);
}

/** What stands between namespace and name in OSV's name of a package; other types have no namespace. */
const SEPARATORS: Readonly<Record<string, string>> = { composer: "/", golang: "/", maven: ":", npm: "/", swift: "/" };

/** OSV's name of a package of a language; `undefined` for a namespace where there is none. */
export function languageName({ type, namespace, name }: Purl): string | undefined {
  if (namespace === "") return name;
  return Object.hasOwn(SEPARATORS, type) ? `${namespace}${SEPARATORS[type]}${name}` : undefined;
}

/** Values that leave a package whole. */
const WHOLE_TYPES = new Set(["", "jar"]);
const WHOLE_ARCHITECTURES = new Set(["", "source", "src"]);

function isWhole(qualifiers: ReadonlyMap<string, string>, { type, name }: Purl, isSystem: boolean): boolean {
  return [...qualifiers].every(([key, value]) => {
    if (!isSystem) return (key === "type" && WHOLE_TYPES.has(value)) || (key === "uuid" && type === "julia");
    if (key === "arch") return WHOLE_ARCHITECTURES.has(value);
    return key === "distro" || key === "epoch" || (key === "upstream" && value === name);
  });
}

const ROLLING = new Set(["Wolfi", "Chainguard", "MinimOS", "Echo", "Bottlerocket"]);

/** How a `distro` of each family begins; another one, such as `raspbian-12` of Debian, has packages of its own. */
const DISTROS: Readonly<Record<string, RegExp>> = {
  AlmaLinux: /^alma/i,
  Alpine: /^alpine/i,
  "Amazon Linux": /^(?:amazon|amzn)/i,
  "Azure Linux": /^(?:azure|cbl|mariner)/i,
  "CBL-Mariner": /^(?:azure|cbl|mariner)/i,
  Debian: /^debian-/i,
  openSUSE: /^opensuse/i,
  "Oracle Linux": /^(?:ol|oracle)/i,
  "Photon OS": /^photon/i,
  "Red Hat": /^(?:redhat|red-hat|red hat|rhel)/i,
  "Rocky Linux": /^rocky/i,
  SUSE: /^(?:sle|suse)/i,
  Ubuntu: /^ubuntu-/i,
};

/** Of a `distro` such as `debian-12`, `alpine-3.18.4`, `opensuse-leap-15.5`; `undefined` where it names no release that has a bucket. */
export function releaseOf(family: string, namespace: string, distro: string): string | undefined {
  if (ROLLING.has(family)) return "";
  if (family === "openSUSE" && /tumbleweed/.test(`${namespace} ${distro}`)) return "Tumbleweed";
  // Trivy writes no name there.
  const named = family === "Alpine" && /^\d+\.\d/.test(distro) ? `alpine-${distro}` : distro;
  const [, version = "", major = "", minor = ""] = /-((\d+)(?:\.(\d+))?[\d.]*)(?: .*)?$/.exec(named) ?? [];
  if (version === "" || DISTROS[family]?.test(named) !== true) return undefined;
  const twice = minor === "" ? major : `${major}.${minor}`;
  switch (family) {
    case "Alpine":
      return `v${twice}`;
    case "Ubuntu":
      return twice;
    case "SUSE":
      return /micro|slem/.test(distro) ? `Linux Enterprise Micro ${twice}` : `Linux Enterprise Server ${twice}`;
    case "openSUSE":
      return /micro/.test(distro) ? `Leap Micro ${twice}` : `Leap ${twice}`;
    case "Red Hat":
      return `enterprise_linux:${major}`;
    default:
      return major;
  }
}
