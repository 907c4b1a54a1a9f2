// Statements of a CycloneDX document without components. Where it names what it is about, it speaks of packages in that.
import { formatPurl, parsePurl, type Purl } from "@stella-export/formats";
import { isWholeCpe } from "./cpe-uri.js";
import { type JsonObject, objectOf, objectsOf, textOf } from "./json.js";
import { objectedNames } from "./objected-names.js";
import type { Statement } from "./statement.js";

const STATUSES: ReadonlyMap<string, Statement["status"]> = new Map([
  ["not_affected", "not_affected"],
  ["false_positive", "not_affected"],
  ["resolved", "fixed"],
  ["resolved_with_pedigree", "fixed"],
  ["exploitable", "affected"],
  ["in_triage", "affected"],
]);

export function cycloneDxStatements(document: JsonObject): readonly Statement[] {
  const metadata = objectOf(document["metadata"]);
  const subject = metadata["component"];
  const issued = textOf(metadata["timestamp"]);
  const purls = purlsIn(document);
  return objectsOf(document["vulnerabilities"]).flatMap((vulnerability) => {
    const analysis = objectOf(vulnerability["analysis"]);
    const status = STATUSES.get(textOf(analysis["state"])) ?? "affected";
    const others = objectsOf(vulnerability["references"]).map((reference) => textOf(reference["id"]));
    const ids = [textOf(vulnerability["id"]), ...others].filter((id) => id !== "");
    const time = textOf(analysis["lastUpdated"]) || issued;
    const all = objectsOf(vulnerability["affects"]);
    const isObjected = ({ versions }: JsonObject): boolean => status === "affected" || isCalledAffected(versions);
    const isOfNothing = status === "affected" && all.length === 0;
    const names = objectedNames(isOfNothing ? [[]] : all.filter(isObjected).map(({ ref }) => namesOf(textOf(ref), purls)));
    const objections = names.map((purl): Statement => ({ ids, purl, status: "affected", time }));
    const own = all
      .filter((each) => !isObjected(each))
      .flatMap(({ ref, versions }): Statement[] => {
        const product = subject === undefined ? { purl: textOf(ref) } : within(objectOf(subject), textOf(ref));
        return product === undefined ? [] : [{ ids, status, time, ...product, ...(versions === undefined ? {} : { isPart: true }) }];
      });
    return [...objections, ...own];
  });
}

/** Those of an SBOM that call something affected. Scanners write what they found into SBOMs too: only who has analysed it is somebody who says so. */
export function cycloneDxObjections(document: JsonObject): readonly Statement[] {
  const vulnerabilities = objectsOf(document["vulnerabilities"]).filter((each) => Object.keys(objectOf(each["analysis"])).length > 0);
  return cycloneDxStatements({ ...document, vulnerabilities }).filter(({ status }) => status === "affected");
}

function isCalledAffected(versions: unknown): boolean {
  return objectsOf(versions).some(({ status }) => status !== undefined && status !== "unaffected");
}

/** A reference is a package URL, ends with one, or is that of a component with one. Which versions it lists is of no interest: all of them. */
function namesOf(ref: string, purls: ReadonlyMap<string, readonly string[]>): string[] {
  const link = /^urn:cdx:[^#]*#(.*)$/.exec(ref)?.[1];
  const name = link === undefined ? ref : decoded(link);
  return [name, ...new Set([ref, name].flatMap((each) => purls.get(each) ?? []))];
}

/** Package URLs of components by their references, at every depth. */
function purlsIn(document: JsonObject): ReadonlyMap<string, readonly string[]> {
  const purls = new Map<string, string[]>();
  const waiting = [objectOf(objectOf(document["metadata"])["component"]), ...objectsOf(document["components"])];
  for (let component = waiting.pop(); component !== undefined; component = waiting.pop()) {
    const [ref, purl] = [textOf(component["bom-ref"]), textOf(component["purl"])];
    const known = purls.get(ref);
    if (known === undefined) purls.set(ref, [purl]);
    else known.push(purl);
    waiting.push(...objectsOf(component["components"]));
  }
  return purls;
}

function decoded(text: string): string {
  try {
    return text.startsWith("pkg:") ? text : decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is more than a package, whatever its package URL. */
const NO_PACKAGES = new Set(["container", "operating-system", "device", "firmware", "file", "platform"]);

/** What a reference is in a document about `subject`: no more than the subject is; nothing where it is of another package. */
function within(subject: JsonObject, ref: string): Pick<Statement, "purl" | "isPart"> | undefined {
  const [of, said] = [parsePurl(textOf(subject["purl"])), parsePurl(ref)];
  if (of === undefined || said === undefined || nameOf(of) !== nameOf(said) || NO_PACKAGES.has(textOf(subject["type"]))) return undefined;
  const versions = new Set([of.version, said.version, textOf(subject["version"])].filter((version) => version !== ""));
  const [version = "", ...others] = versions;
  const qualifiers = of.qualifiers.length > 0 ? of.qualifiers : said.qualifiers;
  const purl = formatPurl({ ...said, version, qualifiers, subpath: of.subpath || said.subpath });
  const isSame = [qualifiers, []].some((each) => JSON.stringify(each) === JSON.stringify(said.qualifiers));
  const isEmpty = ref !== formatPurl(said) && /@(?:[?#]|$)/.test(ref);
  const isOne = objectsOf(subject["hashes"]).length > 0 || (subject["cpe"] !== undefined && !isWholeCpe(textOf(subject["cpe"]), purl));
  return others.length > 0 || !isSame || isEmpty || isOne ? { purl, isPart: true } : { purl };
}

function nameOf({ type, namespace, name }: Purl): string {
  return JSON.stringify([type, namespace, name]);
}
