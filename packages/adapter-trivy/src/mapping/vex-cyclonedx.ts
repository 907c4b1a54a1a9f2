// Statements of a CycloneDX document without components. Where it names what it is about, it speaks of packages in that.
import { formatPurl, parsePurl, type Purl } from "@stella-export/formats";
import { type JsonObject, objectOf, objectsOf, textOf } from "./json.js";
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
  return objectsOf(document["vulnerabilities"]).flatMap((vulnerability) => {
    const analysis = objectOf(vulnerability["analysis"]);
    const status = STATUSES.get(textOf(analysis["state"])) ?? "affected";
    const others = objectsOf(vulnerability["references"]).map((reference) => textOf(reference["id"]));
    const ids = [textOf(vulnerability["id"]), ...others].filter((id) => id !== "");
    const time = textOf(analysis["lastUpdated"]) || issued;
    return objectsOf(vulnerability["affects"]).flatMap((affects): Statement[] => {
      const { ref, versions } = affects;
      if (status === "affected" || isCalledAffected(versions))
        return namesOf(textOf(ref), document).map((purl) => ({ ids, purl, status: "affected", time }));
      const product =
        versions !== undefined ? undefined : subject === undefined ? { purl: textOf(ref) } : within(objectOf(subject), textOf(ref));
      return product === undefined ? [] : [{ ids, status, time, ...product }];
    });
  });
}

function isCalledAffected(versions: unknown): boolean {
  return objectsOf(versions).some(({ status }) => status !== undefined && status !== "unaffected");
}

/** A reference is a package URL, ends with one, or is that of a component with one. Which versions it lists is of no interest: all of them. */
function namesOf(ref: string, document: JsonObject): string[] {
  const component = objectOf(objectOf(document["metadata"])["component"]);
  const components = [component, ...objectsOf(component["components"]), ...objectsOf(document["components"])];
  const purls = components.filter((each) => textOf(each["bom-ref"]) === ref).map(({ purl }) => textOf(purl));
  const link = /^urn:cdx:[^#]*#(.*)$/.exec(ref)?.[1];
  return [link === undefined ? ref : decoded(link), ...purls].filter((each) => each !== "");
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
  return others.length > 0 || !isSame || isEmpty || objectsOf(subject["hashes"]).length > 0 ? { purl, isPart: true } : { purl };
}

function nameOf({ type, namespace, name }: Purl): string {
  return JSON.stringify([type, namespace, name]);
}
