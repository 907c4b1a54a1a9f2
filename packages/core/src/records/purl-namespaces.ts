// Distributions that scanners and advisories call differently in package URLs. It knows names, not what is packaged.

/** `TYPE/NAMESPACE` as syft, grype and Trivy write it → the namespace that OSV writes (osv.dev's purl table). */
export const OTHER_NAMESPACES: Readonly<Record<string, string>> = {
  "rpm/alma": "almalinux",
  "rpm/amzn": "amazon",
  "rpm/azurelinux": "azure-linux",
  "rpm/ol": "oracle",
  "rpm/opensuse-leap": "opensuse",
  "rpm/opensuse-tumbleweed": "opensuse",
  "rpm/opensuse.leap": "opensuse",
  "rpm/opensuse.tumbleweed": "opensuse",
  "rpm/oraclelinux": "oracle",
  "rpm/rhel": "redhat",
  "rpm/rocky": "rocky-linux",
  "rpm/rockylinux": "rocky-linux",
  "rpm/sles": "suse",
};

/**
 * More names, by which people select. What is mapped by its distribution does not go by them: Trivy has CBL-Mariner apart from Azure Linux,
 * which it became.
 */
export const SELECTED_NAMESPACES: Readonly<Record<string, string>> = {
  ...OTHER_NAMESPACES,
  "rpm/amazonlinux": "amazon",
  "rpm/azl": "azure-linux",
  "rpm/cbl-mariner": "azure-linux",
  "rpm/mariner": "azure-linux",
};
