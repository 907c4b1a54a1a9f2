// Where Trivy looks for a component of an SBOM (trivy@v0.69.3 pkg/sbom/io/decode.go, pkg/detector): the SBOM says of which operating system it is,
// and component and properties say more than the purl. It knows names, not what a database holds.
import { parsePurl, type Purl } from "@stella-export/formats";
import { releaseBucket } from "../mapping/system-releases.js";
import { systemBucket } from "../mapping/target.js";
import { defaultRepositories, type PurlTarget, purlTarget } from "./purl-target.js";
import type { Sbom, SbomComponent } from "./sbom-components.js";

const SYSTEM_TYPES = new Set(["apk", "deb", "rpm"]);
/** Trivy takes none of these from an SBOM. */
const UNREAD_TYPES = new Set(["julia"]);
/** Whose purl says more about the name than the component does. */
const NAMED_BY_PURL = new Set(["bitnami", "cocoapods", "maven"]);

/** `undefined` for what no detector looks at. */
export function sbomTarget(component: SbomComponent, system: Sbom["system"]): PurlTarget | undefined {
  const purl = parsePurl(component.purl);
  if (purl === undefined || purl.version === "" || UNREAD_TYPES.has(purl.type)) return undefined;
  if (SYSTEM_TYPES.has(purl.type)) return system === undefined ? undefined : systemTarget(purl, component, system);
  if (purl.type === "k8s" && purl.namespace !== "") return undefined;
  return purlTarget(NAMED_BY_PURL.has(purl.type) ? purl : { ...purl, namespace: "", name: component.name });
}

/** By Trivy's name of the family: what {@link releaseBucket} calls it, how much of the release counts, and whether the source package is asked for. */
const FAMILIES: Readonly<Record<string, readonly [family: string, release: RegExp, asks?: "source"]>> = {
  alma: ["almalinux", /^\d+/],
  alpine: ["alpine", /^(?:\d+\.\d+|edge)/, "source"],
  amazon: ["amazon linux", /^(?:201\d\.\d+|\d+)/],
  azurelinux: ["azure linux", /^\d+(?:\.\d+)?/, "source"],
  "cbl-mariner": ["cbl-mariner", /^\d+(?:\.\d+)?/, "source"],
  chainguard: ["chainguard", /^/, "source"],
  debian: ["debian", /^\d+/, "source"],
  echo: ["echo", /^/, "source"],
  minimos: ["minimos", /^/, "source"],
  oracle: ["oracle linux", /^\d+/],
  photon: ["photon os", /^\d+(?:\.\d+)?/, "source"],
  rocky: ["rocky linux", /^\d+/],
  ubuntu: ["ubuntu", /^\d+\.\d+/, "source"],
  wolfi: ["wolfi", /^/, "source"],
};
/** Detectors that look under the source's name, but compare the package's own version. */
const OWN_VERSION = new Set(["chainguard", "minimos", "photon", "wolfi"]);
const SUSE: Readonly<Record<string, string>> = {
  "opensuse-leap": "openSUSE Leap ",
  "opensuse.leap": "openSUSE Leap ",
  slem: "SUSE Linux Enterprise Micro ",
  sles: "SUSE Linux Enterprise ",
};

function systemTarget(
  purl: Purl,
  component: SbomComponent,
  { family, release }: { family: string; release: string },
): PurlTarget | undefined {
  const qualifiers = new Map(purl.qualifiers);
  const facts = new Map(component.properties.toReversed());
  const own = ownVersion(purl, Number(qualifiers.get("epoch") ?? 0));
  const label = facts.get("Modularitylabel") ?? qualifiers.get("modularitylabel") ?? "";
  const place = { packageKey: withModule(component.name, label), version: formatted(own), architecture: qualifiers.get("arch") ?? "" };
  if (component.name === "gpg-pubkey") return undefined;
  if (family === "redhat" || family === "centos") {
    const named = component.properties.filter(([name]) => name === "ContentSet").map(([, value]) => value);
    return { kind: "red-hat", repositories: named.length > 0 ? named : defaultRepositories(release.split(".", 1)[0] ?? ""), ...place };
  }
  const bucket = bucketOf(family, release);
  if (bucket === undefined) return undefined;
  // Trivy reports none of these: AlmaLinux says too little about its modules.
  if (family === "alma" && own.release.includes(".module_el") && label === "") return undefined;
  const target = { kind: "system", bucket: systemBucket(bucket), ...place } as const;
  if (Object.hasOwn(FAMILIES, family) && FAMILIES[family]?.[2] === "source") {
    const source = sourceOf(component.name, own, facts);
    return { ...target, packageKey: source.name, version: OWN_VERSION.has(family) ? target.version : source.version };
  }
  return target;
}

function bucketOf(family: string, release: string): string | undefined {
  if (family === "opensuse-tumbleweed" || family === "opensuse.tumbleweed") return "openSUSE Tumbleweed";
  const suse = Object.hasOwn(SUSE, family) ? SUSE[family] : undefined;
  if (suse !== undefined) return release === "" ? undefined : `${suse}${release}`;
  const [name, pattern] = (Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined) ?? [];
  return name === undefined ? undefined : (releaseBucket(name, pattern?.exec(release)?.[0] ?? "") ?? undefined);
}

interface PackageVersion {
  readonly epoch: number;
  readonly version: string;
  readonly release: string;
}

/** Of an RPM the epoch is a qualifier; one within the version is not read. */
function ownVersion({ type, version }: Purl, epoch: number): PackageVersion {
  const known = Number.isSafeInteger(epoch) ? epoch : 0;
  if (type !== "rpm") return { epoch: known, version, release: "" };
  const rest = version.slice(version.indexOf(":") + 1);
  const dash = rest.indexOf("-");
  return { epoch: known, version: dash < 0 ? rest : rest.slice(0, dash), release: dash < 0 ? "" : rest.slice(dash + 1) };
}

function formatted({ epoch, version, release }: PackageVersion): string {
  return `${epoch === 0 ? "" : `${epoch}:`}${version}${release === "" ? "" : `-${release}`}`;
}

/** What nothing says of the source is taken from the package. */
function sourceOf(
  name: string,
  own: PackageVersion,
  facts: ReadonlyMap<string, string>,
): { readonly name: string; readonly version: string } {
  const [sourceName = "", version = ""] = [facts.get("SrcName"), facts.get("SrcVersion")];
  const [release = "", epoch = "0"] = [facts.get("SrcRelease"), facts.get("SrcEpoch")];
  const told = { epoch: Number(epoch) || 0, version, release };
  if (sourceName !== "" && version !== "") return { name: sourceName, version: formatted(told) };
  const filled = {
    epoch: told.epoch === 0 ? own.epoch : told.epoch,
    version: version === "" ? own.version : version,
    release: release === "" ? own.release : release,
  };
  return { name: sourceName === "" ? name : sourceName, version: formatted(filled) };
}

/** `nodejs:12:8030:229f`, npm → `nodejs:12::npm`. */
function withModule(name: string, label: string): string {
  const [module, stream, version] = label.split(":");
  return version === undefined ? name : `${module}:${stream}::${name}`;
}
