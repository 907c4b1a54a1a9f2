// Which buckets a Trivy database has, how deep they are and what their values look like (trivy-db schema 2; trivy.md § 1.2, § 1.6).
import { ADVISORY_SHAPE, CPE_INDICES_SHAPE, DATA_SOURCE_SHAPE, RED_HAT_SHAPE, type Shape, VULNERABILITY_SHAPE } from "./value-shape.js";

/** What stands below a root bucket. */
export interface BucketLayout {
  /** Buckets between the root bucket and its values. */
  readonly depth: 0 | 1;
  /** Shape of its values; of `Red Hat CPE` it hangs on the bucket inside. Undefined: any bytes. */
  shape(inner: string): Shape | undefined;
}

const flat = (shape: Shape): BucketLayout => ({ depth: 0, shape: () => shape });
const perPackage = (shape: Shape): BucketLayout => ({ depth: 1, shape: () => shape });

const ADVISORIES = perPackage(ADVISORY_SHAPE);
const EXACT: Readonly<Record<string, BucketLayout>> = {
  vulnerability: flat(VULNERABILITY_SHAPE),
  "data-source": flat(DATA_SOURCE_SHAPE),
  "Red Hat": perPackage(RED_HAT_SHAPE),
  // `cpe` holds bare text, which nobody reads.
  "Red Hat CPE": { depth: 1, shape: (inner) => (inner === "cpe" ? undefined : CPE_INDICES_SHAPE) },
};

const LANGUAGES = "npm|composer|pip|rubygems|cargo|julia|nuget|maven|go|conan|erlang|pub|swift|cocoapods|bitnami|k8s";
const SYSTEMS = [
  "alpine .+",
  "debian .+",
  "ubuntu .+",
  "alma .+",
  "rocky .+",
  "Oracle Linux .+",
  "amazon linux .+",
  "SUSE Linux Enterprise .+",
  "openSUSE .+",
  "Photon OS .+",
  "Azure Linux .+",
  "CBL-Mariner .+",
  "(wolfi|chainguard|minimos|echo|bottlerocket)",
  "(root\\.io|seal|rapidfort) .+",
];
const KNOWN = new RegExp(`^((${LANGUAGES})::.*|${SYSTEMS.join("|")})$`, "s");

/** The layout of the root bucket `name`; undefined where no Trivy reads a bucket of that name. */
export function layoutOf(name: string): BucketLayout | undefined {
  if (Object.hasOwn(EXACT, name)) return EXACT[name];
  return KNOWN.test(name) ? ADVISORIES : undefined;
}
