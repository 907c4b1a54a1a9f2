// Of which packages of the database a statement speaks that calls something affected, read as widely as it can be: a part, one architecture,
// a release that nobody names and a version that nobody reads are all of the package. It takes nothing, so too much costs a silence, never a miss.
import { parsePurl, parsePurlLoosely, type Purl } from "@stella-export/formats";
import type { PurlPackage } from "./purl-package.js";
import { familyOf, isSystemType, languageName, releaseOf } from "./purl-package.js";
import { targetOf } from "./target.js";

/** Packages, and where: in an ecosystem, or wherever a statement of one of the groups speaks of one of that name. */
export interface Objected {
  readonly packages: readonly PurlPackage[];
  /** Empty where the packages have an ecosystem. */
  readonly group: string;
}

/** `unreadable`: meant as a package URL, and none. `undefined`: of no package of Trivy. */
export function objectedBy(text: string): Objected | "unreadable" | undefined {
  const purl = parsePurlLoosely(text);
  if (purl === undefined) return /^pkg:/i.test(text.trim()) ? "unreadable" : undefined;
  const family = familyOf(purl);
  if (!isSystemType(purl)) return family === undefined ? undefined : ofLanguage(purl, family);
  const release = family === undefined ? undefined : releaseOf(family, purl.namespace, new Map(purl.qualifiers).get("distro") ?? "");
  const ecosystem = release === undefined || family === undefined ? "" : release === "" ? family : `${family}:${release}`;
  const isKnown = ecosystem !== "" && targetOf(ecosystem) !== "no-detector";
  const packages = namesOf(purl).map((each) => ({ ecosystem: isKnown ? ecosystem : "", ...each }));
  return { packages, group: isKnown ? "" : (family ?? purl.type) };
}

/** Groups of which a statement about a package of a system is one: see {@link Objected.group}. */
export function groupsOf(text: string): readonly string[] {
  const purl = parsePurl(text);
  return purl !== undefined && isSystemType(purl) ? [familyOf(purl) ?? "", purl.type] : [];
}

function ofLanguage(purl: Purl, family: string): Objected {
  const version = family === "Go" ? purl.version.replace(/^v/, "") : purl.version;
  return { packages: [{ ecosystem: family, name: languageName(purl) ?? purl.name, version }], group: "" };
}

/** A binary package is also its source package, whose version is another. */
function namesOf({ type, name, version, qualifiers }: Purl): Omit<PurlPackage, "ecosystem">[] {
  const values = new Map(qualifiers);
  const epoch = values.get("epoch") ?? "0";
  const full = epoch === "0" || version === "" ? version : `${epoch}:${version}`;
  const own = { name, version: /\+b\d+$/.test(full) ? "" : full };
  const upstream = values.get("upstream") ?? "";
  const source = type === "rpm" ? upstream.replace(/-[^-]+-[^-]+\.(?:no)?src\.rpm$/, "") : upstream.replace(/[@ (].*$/, "");
  return source === "" || source === name ? [own] : [own, { name: source, version: "" }];
}
