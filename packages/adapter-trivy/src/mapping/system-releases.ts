// The root bucket that Trivy's detector of an operating system reads for a release, from the way OSV writes that release behind the first
// colon of an ecosystem (trivy-db pkg/vulnsrc/bucket/bucket.go, trivy pkg/detector/ospkg). It knows names only.

/** `undefined` where no detector reads the release. */
type ReleaseBucket = (release: string) => string | undefined;

const numbered =
  (pattern: RegExp, name: (...groups: string[]) => string): ReleaseBucket =>
  (release) => {
    const match = pattern.exec(release);
    return match === null ? undefined : name(...match.slice(1).map((group) => group ?? ""));
  };
const rolling =
  (name: string): ReleaseBucket =>
  (release) =>
    release === "" ? name : undefined;

/** By family, in lower case. */
const RELEASES: Readonly<Record<string, ReleaseBucket>> = {
  alpine: numbered(/^(?:v?(\d{1,4}\.\d{1,4})|(edge))$/, (minor = "", edge = "") => `alpine ${minor || edge}`),
  debian: numbered(/^(\d{1,4})(?:\.\d+)?$/, (major) => `debian ${major}`),
  ubuntu: numbered(/^(Pro:)?(\d{1,4}\.\d{1,4})(?::LTS)?$/, (pro, release) => `ubuntu ${release}${pro === "" ? "" : "-ESM"}`),
  almalinux: numbered(/^(\d{1,4})(?:\.\d+)?$/, (major) => `alma ${major}`),
  "rocky linux": numbered(/^(\d{1,4})(?:\.\d+)?$/, (major) => `rocky ${major}`),
  "oracle linux": numbered(/^(\d{1,4})(?:\.\d+)?$/, (major) => `Oracle Linux ${major}`),
  "amazon linux": numbered(/^(2|2022|2023)$|^(?:1|201\d\.\d+)$/, (release) => `amazon linux ${release === "" ? "1" : release}`),
  suse: (release) => suseBucket(`SUSE ${release}`),
  opensuse: (release) => suseBucket(`openSUSE ${release}`),
  "photon os": numbered(/^(\d{1,4})(?:\.0)?$/, (major) => `Photon OS ${major}.0`),
  "azure linux": numbered(/^(\d{1,4})(?:\.0)?$/, (major = "") => (Number(major) < 3 ? `CBL-Mariner ${major}.0` : `Azure Linux ${major}.0`)),
  "cbl-mariner": numbered(/^(\d{1,4})(?:\.0)?$/, (major) => `CBL-Mariner ${major}.0`),
  wolfi: rolling("wolfi"),
  chainguard: rolling("chainguard"),
  minimos: rolling("minimos"),
  echo: rolling("echo"),
  bottlerocket: rolling("bottlerocket"),
};

/** `null` where the family is none of an operating system that Trivy has a detector for. */
export function releaseBucket(family: string, release: string): string | undefined | null {
  const bucket = Object.hasOwn(RELEASES, family) ? RELEASES[family] : undefined;
  return bucket === undefined ? null : bucket(release);
}

/**
 * Whether a bucket is of a release that no Trivy up to 0.74 asks for: it takes hosts of Leap Micro for nothing it knows, and those of Ubuntu Pro
 * for hosts without it until a release's own support has ended.
 */
export function isUnread(bucket: string): boolean {
  return bucket.startsWith("openSUSE Leap Micro ") || /^ubuntu (?!(?:12|14|16|18|20)\.04-).*-ESM$/.test(bucket);
}

/** As trivy-db names the products of a SUSE advisory (pkg/vulnsrc/suse-cvrf/suse-cvrf.go, getOSVersion). */
function suseBucket(product: string): string | undefined {
  if (product.includes("SUSE Manager")) return undefined;
  if (product.startsWith("openSUSE Tumbleweed")) return "openSUSE Tumbleweed";
  const micro = /^openSUSE Leap Micro (\d[\w.]*)/.exec(product);
  if (micro !== null) return `openSUSE Leap Micro ${micro[1]}`;
  const leap = /^openSUSE Leap (\d[\w.]*)/.exec(product);
  if (leap !== null) return `openSUSE Leap ${leap[1]}`;
  // A host of "for Rancher" (ID sle-micro-rancher) is scanned as one of SLE Micro.
  const enterpriseMicro = /^SUSE Linux (?:Enterprise )?Micro(?: for Rancher)? (\d[\w.]*)/.exec(product);
  if (enterpriseMicro !== null) return `SUSE Linux Enterprise Micro ${enterpriseMicro[1]}`;
  if (/^SUSE Linux (?:Enterprise )?Micro\b/.test(product)) return undefined;
  if (!product.startsWith("SUSE Linux Enterprise") || product.startsWith("SUSE Linux Enterprise Storage")) return undefined;
  const numbers = product
    .split(/[-. ]+/)
    .map((word) => word.replace(/^SP/, ""))
    .filter((word) => /^\d+$/.test(word))
    .slice(-2);
  return numbers.length === 0 ? undefined : `SUSE Linux Enterprise ${numbers.map(Number).join(".")}`;
}
