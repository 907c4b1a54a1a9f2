// Statements of a CycloneDX document without components. Where it names what it is about, it speaks of packages in that.
import { parsePurl } from "@stella-export/formats";
import { type JsonObject, objectOf, objectsOf, textOf } from "./osv-record.js";
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
  const subject = metadata["component"] === undefined ? undefined : packageName(textOf(objectOf(metadata["component"])["purl"]));
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
      const isWhole = versions === undefined && (metadata["component"] === undefined || packageName(textOf(ref)) === subject);
      return isWhole ? [{ ids, purl: textOf(ref), status, time }] : [];
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

/** Without a version; the text itself where it is no package URL. */
function packageName(text: string): string {
  const purl = parsePurl(text);
  return purl === undefined ? text : JSON.stringify([purl.type, purl.namespace, purl.name]);
}
