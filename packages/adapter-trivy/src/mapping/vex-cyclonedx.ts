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
    const status = STATUSES.get(textOf(analysis["state"]));
    if (status === undefined) return [];
    const others = objectsOf(vulnerability["references"]).map((reference) => textOf(reference["id"]));
    const ids = [textOf(vulnerability["id"]), ...others].filter((id) => id !== "");
    const time = textOf(analysis["lastUpdated"]) || issued;
    return objectsOf(vulnerability["affects"])
      .filter(
        ({ ref, versions }) => versions === undefined && (metadata["component"] === undefined || packageName(textOf(ref)) === subject),
      )
      .map(({ ref }): Statement => ({ ids, purl: textOf(ref), status, time }));
  });
}

/** Without a version; the text itself where it is no package URL. */
function packageName(text: string): string {
  const purl = parsePurl(text);
  return purl === undefined ? text : JSON.stringify([purl.type, purl.namespace, purl.name]);
}
