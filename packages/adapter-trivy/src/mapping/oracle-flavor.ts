// Oracle builds one package in several flavors, which their versions tell apart. It knows texts only.

/** Oracle's builds of one package (trivy-db pkg/vulnsrc/oracle-oval, PackageFlavor): the detector compares within a flavor only. */
export function flavorOf(version: string): "normal" | "fips" | "ksplice" {
  const folded = version.toLowerCase();
  if (folded.endsWith("_fips")) return "fips";
  return folded.split(".").some((part) => part.startsWith("ksplice")) ? "ksplice" : "normal";
}
