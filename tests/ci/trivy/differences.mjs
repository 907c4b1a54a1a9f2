// Every way in which our database may differ from that of Trivy's own builder over the same OSV documents, with the reason. What no rule here
// allows is a failure; nothing may be missing in ours but what reports/unmappable.jsonl names.

/** Rules about keys that only one of the two has. `place`: names of buckets and the key. */
export const KEY_RULES = [
  {
    name: "every-module",
    why: "trivy-db takes golang.org/x and the standard library from the Go database only, and other modules from GitHub only; we take all from both",
    allows: ({ place, theirs }) => theirs === undefined && place[0].startsWith("go::"),
  },
  {
    name: "every-cve",
    why: "trivy-db keeps only the first CVE of a record that names several",
    allows: ({ place, theirs, ours, siblings }) =>
      theirs === undefined &&
      place.length === 3 &&
      siblings(place).some((sibling) => (sibling.VendorIDs ?? []).some((id) => (ours.VendorIDs ?? []).includes(id))),
  },
  {
    name: "both-cases",
    why: "Trivy before 0.67 looks for a NuGet package as the project spells it; trivy-db writes both spellings for GitHub's records, we for all",
    allows: ({ place, theirs }) => theirs === undefined && place[0].startsWith("nuget::") && place[1] !== place[1].toLowerCase(),
  },
  {
    name: "spellings",
    why: "names of PyPI are one whatever stands between their parts (PEP 503), and of NuGet in whatever case: ours has a package under each spelling",
    allows: ({ place, theirs, isTheirs }) => theirs === undefined && place[0].startsWith("pip::") && isTheirs(place[2]),
  },
  {
    name: "blanks",
    why: "two records of Drupal have blanks around a CVE: trivy-db keeps them, and with them the id is another one or none; ours takes them away",
    allows: ({ place, theirs, siblings }) =>
      siblings(place).some(({ VendorIDs }) => (VendorIDs ?? []).some((id) => id !== id.trim())) ||
      (theirs !== undefined && place.at(-1) !== place.at(-1).trim()),
  },
  {
    name: "purl-type",
    why: "recordings of GitHub's records name Swift as purl-type:swift, which trivy-db does not read",
    allows: ({ place, theirs }) => theirs === undefined && place[0] === "swift::GitHub Security Advisory Swift",
  },
  {
    name: "details-of-more",
    why: "an id that ours has an advisory of and theirs has none",
    allows: ({ place, theirs, isOurs, isTheirs }) =>
      theirs === undefined && place[0] === "vulnerability" && isOurs(place[1]) && !isTheirs(place[1]),
  },
  {
    name: "source-of-more",
    why: "a bucket that only ours has advisories in",
    allows: ({ place, theirs, roots }) =>
      theirs === undefined && place[0] === "data-source" && !roots.theirs.has(place[1]) && roots.ours.has(place[1]),
  },
  {
    name: "red-hat-cpe",
    why: "Trivy ends a scan of a Red Hat system with an error where no repository is known, so ours always names the usual ones",
    allows: ({ place, theirs }) => theirs === undefined && place[0] === "Red Hat CPE",
  },
  {
    name: "unmappable",
    why: "no comparer of Trivy reads the range: trivy-db writes it and Trivy never matches it; ours is in reports/unmappable.jsonl",
    allows: ({ place, theirs, ours, reported }) =>
      ours === undefined &&
      (place.length === 3 ? reported(place[1], [place[2], ...(theirs.VendorIDs ?? [])]) : reported(undefined, [place[1]])),
  },
];

const set = (list) => new Set(list ?? []);
const within = (a, b) => (a ?? []).every((each) => set(b).has(each));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Rules about a member that both have, with other content. `documents`: records of the evidence that name the id. */
export const MEMBER_RULES = [
  {
    name: "repeated",
    why: "trivy-db writes a range or a fix again for each CVE and each repeat in the record, in the order of the document; ours has each once, in that of the versions",
    allows: ({ theirs, ours }) =>
      Array.isArray(theirs) && Array.isArray(ours) && within(theirs, ours) && within(ours, theirs) && set(ours).size === ours.length,
  },
  {
    name: "every-version",
    why: "from the first version on: `>=0` leaves out what comes before 0 to the scan's comparer (0.0.0-alpha, 0.0.0.dev0, v0.0.0-<date>-<commit>); ours holds it",
    allows: ({ member, theirs, ours }) =>
      member === "VulnerableVersions" &&
      (theirs ?? []).some((range) => /^>=0(?:$|,)/.test(range)) &&
      within(
        theirs.filter((range) => range !== ">=0" && !range.startsWith("=")).map((range) => range.replace(/^>=0, /, "")),
        ours,
      ) &&
      (!set(theirs).has(">=0") || [">=0.0.0-0", ">=0.dev0", "<0"].some((range) => set(ours).has(range))),
  },
  {
    name: "own-order",
    why: "Trivy's comparer has versions of a release in another order than the ecosystem: ours holds more of that release, which is in reports/unmappable.jsonl but for `-0` of Bitnami",
    allows: ({ member, place, theirs, ours, reported, value }) =>
      member === "VulnerableVersions" &&
      /^(?:composer|nuget|conan|bitnami)::/.test(place[0]) &&
      (reported(place[1], [place[2], ...(value.VendorIDs ?? [])]) ||
        within(
          theirs.filter((range) => !range.startsWith("=")).map((range) => range.replace(/^(>=[\d.]+)-0(?=$|,)/, "$1")),
          ours,
        )),
  },
  {
    name: "contained",
    why: "trivy-db adds versions whose range check fails with another comparer than the scan's; ours asks the scan's, which finds them in a range",
    allows: ({ member, theirs, ours }) =>
      member === "VulnerableVersions" &&
      (ours ?? []).some((range) => !range.startsWith("=")) &&
      (theirs ?? []).every((range) => range.startsWith("=") || set(ours).has(range)),
  },
  {
    name: "unreadable-version",
    why: "no comparer of Trivy reads the version, and with it in the list it would pass over all of the advisory, or the range holds none; it is in reports/unmappable.jsonl",
    allows: ({ member, place, theirs, ours, reported, value }) =>
      member === "VulnerableVersions" && within(ours, theirs) && reported(place[1], [place[2], ...(value.VendorIDs ?? [])]),
  },
  {
    name: "evaluated",
    why: "events out of their order: trivy-db writes a range that ends below its begin, which holds nothing; ours is what OSV's evaluation gives, and reported",
    allows: ({ member, place, theirs, ours, reported, value }) =>
      member === "VulnerableVersions" &&
      (theirs ?? []).some((range) => range.includes(",") && !set(ours).has(range)) &&
      reported(place[1], [place[2], ...(value.VendorIDs ?? [])]),
  },
  {
    name: "patched-inside",
    why: "a fix of one branch that another range calls affected: Trivy takes patched versions for secure whatever the ranges say",
    allows: ({ member, theirs, ours }) => member === "PatchedVersions" && within(ours, theirs),
  },
  {
    name: "joined",
    why: "several records about one package and id: trivy-db keeps the last one, Trivy looks at the last bucket; ours holds the ranges of all",
    allows: ({ member, theirs, ours, documents, place }) =>
      place.length === 3 &&
      documents > 1 &&
      (member === "PatchedVersions" ||
        within(
          (theirs ?? []).filter((each) => !each.startsWith("=")),
          ours,
        )),
  },
  {
    name: "weaknesses",
    why: "trivy-db's OSV reader passes over CWE ids (they come from the NVD); ours takes those of the records",
    allows: ({ member, theirs }) => member === "CweIDs" && theirs === undefined,
  },
  {
    name: "more-records",
    why: "records that trivy-db passes over (other CVEs of a record, modules of Go) add their source beside the others",
    allows: ({ member, theirs, ours, documents }) =>
      ["CVSS", "VendorSeverity"].includes(member) &&
      documents > 1 &&
      Object.entries(theirs ?? {}).every(([source, each]) => same(ours?.[source], each)),
  },
  {
    name: "more-references",
    why: "as more-records",
    allows: ({ member, theirs, ours, documents }) => member === "References" && documents > 1 && within(theirs, ours),
  },
  {
    name: "other-record",
    why: "of several records, the one that speaks is another: trivy-db passes over records (see more-records), or over all but the first CVE",
    allows: ({ member, documents, texts, ours }) =>
      documents > 1 && (member === "Severity" || member === "References" || (["Title", "Description"].includes(member) && texts.has(ours))),
  },
];
