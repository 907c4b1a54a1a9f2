// Statements of an OpenVEX document (github.com/openvex/spec, 0.2). A status that it does not know objects, as `affected` does.
import { isWholeCpe } from "./cpe-uri.js";
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from "./json.js";
import { objectedNames } from "./objected-names.js";
import type { Statement } from "./statement.js";

const STATUSES: ReadonlyMap<string, Statement["status"]> = new Map([
  ["not_affected", "not_affected"],
  ["fixed", "fixed"],
  ["affected", "affected"],
  ["under_investigation", "affected"],
]);

export function openVexStatements(document: JsonObject): readonly Statement[] {
  const issued = textOf(document["last_updated"]) || textOf(document["timestamp"]);
  return objectsOf(document["statements"]).flatMap((statement) => {
    const status = STATUSES.get(textOf(statement["status"])) ?? "affected";
    const vulnerability = objectOf(statement["vulnerability"]);
    const names = [vulnerability["name"], vulnerability["@id"], statement["vulnerability"]].map(textOf);
    const ids = [...names, ...textsOf(vulnerability["aliases"])].filter((id) => id !== "");
    const time = textOf(statement["last_updated"]) || textOf(statement["timestamp"]) || issued;
    if (status === "affected") return namesIn(statement).map((purl): Statement => ({ ids, purl, status, time }));
    return isAbsent(statement["subcomponents"]) ? productsOf(statement).map((product) => ({ ids, status, time, ...product })) : [];
  });
}

/** Every name of a product or of a part of one. */
function namesIn(statement: JsonObject): string[] {
  const products = listOf(statement["products"]);
  const named = products.map((product) =>
    [product, ...[objectOf(product), statement].flatMap((each) => listOf(each["subcomponents"]))].flatMap((each) => {
      const value = objectOf(each);
      return [each, value["@id"], value["id"], objectOf(value["identifiers"])["purl"]].map(textOf);
    }),
  );
  return objectedNames(named.length === 0 ? [[]] : named);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Products that are said to be it themselves, by every name that they go by. */
function productsOf(statement: JsonObject): Pick<Statement, "purl" | "isPart">[] {
  const products = statement["products"];
  if (!Array.isArray(products)) return [];
  return products.flatMap((product: unknown) => {
    if (typeof product === "string") return [{ purl: product }];
    const value = objectOf(product);
    const names = [textOf(value["@id"]), textOf(objectOf(value["identifiers"])["purl"])].filter((name) => name.startsWith("pkg:"));
    const [purl, ...others] = new Set(names);
    if (purl === undefined || others.length > 0 || !isAbsent(value["subcomponents"])) return [];
    return [isPackageItself(value, purl) ? { purl } : { purl, isPart: true as const }];
  });
}

function isAbsent(parts: unknown): boolean {
  return parts === undefined || parts === null || (Array.isArray(parts) && parts.length === 0);
}

/** Hashes are of one file; an `@id` that is neither a package URL nor an IRI such as OpenVEX asks for is an image's. */
function isPackageItself({ "@id": id, hashes, identifiers }: JsonObject, purl: string): boolean {
  const hasHashes = hashes !== undefined && hashes !== null && Object.keys(hashes).length > 0;
  const isNamed = id === undefined || (typeof id === "string" && /^(?:$|pkg:|https?:|urn:)/.test(id));
  return isNamed && !hasHashes && Object.entries(objectOf(identifiers)).every(([name, value]) => isOfPackage(name, textOf(value), purl));
}

/** Others say which build it is, or what else. */
function isOfPackage(name: string, value: string, purl: string): boolean {
  return name === "purl" || ((name === "cpe22" || name === "cpe23") && isWholeCpe(value, purl));
}
