// Which repositories stand for a product of Red Hat: hosts are known by the names of their repositories, advisories name CPEs. The whole list
// (access.redhat.com/security/data/metrics/repository-to-cpe.json) has thousands of rows; these rules say the ones of RHEL and OpenShift.

const ARCHITECTURES = ["aarch64", "ppc64le", "s390x", "x86_64"];

/** End of a CPE → part of the repository's name, from RHEL 8 on. */
const EDITIONS: Readonly<Record<string, string>> = {
  baseos: "baseos",
  appstream: "appstream",
  crb: "codeready-builder",
  highavailability: "highavailability",
  nfv: "nfv",
  realtime: "rt",
  resilientstorage: "resilientstorage",
  sap: "sap-netweaver",
  sap_hana: "sap-solutions",
  supplementary: "supplementary",
};

/** The same before RHEL 8. */
const SERVER_EDITIONS: Readonly<Record<string, string>> = {
  client: "desktop",
  computenode: "hpc-node",
  optional: "server-optional",
  server: "server",
  workstation: "workstation",
};

const CPE = /^cpe:\/[ao]:redhat:([a-z0-9_]+):(\d+)(?:\.(\d+))?(?::[^:]*:([a-z0-9_]+))?:*$/;

interface Product {
  readonly name: string;
  readonly major: string;
  /** Empty where the CPE names none. */
  readonly minor: string;
  readonly edition: string;
}

function productOf(cpe: string): Product | undefined {
  const [, name, major, minor = "", edition = ""] = CPE.exec(cpe) ?? [];
  return name === undefined || major === undefined ? undefined : { name, major, minor, edition };
}

/** Names of the repositories whose hosts the CPE is about; none where no rule knows it. */
export function repositoriesOf(cpe: string): readonly string[] {
  const product = productOf(cpe);
  if (product === undefined) return [];
  const { name, major, minor, edition } = product;
  // From RHEL 10 on each minor release has a CPE of its own.
  if (name === "enterprise_linux") return minor === "" || Number(major) >= 10 ? ofRelease(major, edition, "") : [];
  const stream = /^(?:rhel|enterprise_linux)_(eus|e4s|aus|tus)$/.exec(name)?.[1];
  if (stream !== undefined && minor !== "") {
    const names = ofRelease(major, edition, `-${stream}`);
    return [...names, ...names.map((each) => `${each}__${major}_DOT_${minor}`)];
  }
  if (name === "rhel_els" && Number(major) < 8) return [`rhel-${major}-server-els-rpms`];
  if (name === "rhel_extras" || name === "rhel_extras_other") return Number(major) < 8 ? [`rhel-${major}-server-extras-rpms`] : [];
  const release = /^el(\d+)$/.exec(edition)?.[1];
  if (name !== "openshift" || release === undefined || minor === "") return [];
  return ARCHITECTURES.map((arch) => `rhocp-${major}.${minor}-for-rhel-${release}-${arch}-rpms`);
}

/** The release of RHEL whose hosts a CPE is about; `undefined` where {@link repositoriesOf} gives none. */
export function releaseOf(cpe: string): string | undefined {
  const [name = ""] = repositoriesOf(cpe);
  return /(?:^|-)rhel-(\d+)-/.exec(name)?.[1];
}

/** `edition` empty: of the release as a whole. */
function ofRelease(major: string, edition: string, stream: string): string[] {
  if (Number(major) < 8) return partsOf(SERVER_EDITIONS, edition).map((part) => `rhel-${major}-${part}${stream}-rpms`);
  return partsOf(EDITIONS, edition).flatMap((part) =>
    ARCHITECTURES.map((arch) =>
      part === "codeready-builder" ? `${part}-for-rhel-${major}-${arch}${stream}-rpms` : `rhel-${major}-for-${arch}-${part}${stream}-rpms`,
    ),
  );
}

function partsOf(editions: Readonly<Record<string, string>>, edition: string): readonly string[] {
  if (edition === "") return Object.values(editions);
  const part = Object.hasOwn(editions, edition) ? editions[edition] : undefined;
  return part === undefined ? [] : [part];
}
