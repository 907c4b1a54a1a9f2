// Statements of a CSAF 2.0 document of the profile VEX (docs.oasis-open.org/csaf/csaf/v2.0). A product that a relationship makes out of two is a
// component of something, and no package.
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from "./osv-record.js";
import type { Statement } from "./statement.js";

const STATUSES: Readonly<Record<string, Statement["status"]>> = {
  known_not_affected: "not_affected",
  fixed: "fixed",
  first_fixed: "fixed",
  recommended: "fixed",
  known_affected: "affected",
  first_affected: "affected",
  last_affected: "affected",
  under_investigation: "affected",
};

export function csafStatements(document: JsonObject): readonly Statement[] {
  const time = textOf(objectOf(objectOf(document["document"])["tracking"])["current_release_date"]);
  const tree = objectOf(document["product_tree"]);
  const products = productsOf(tree);
  const named = namesOf(tree);
  return objectsOf(document["vulnerabilities"]).flatMap((vulnerability) => {
    const others = objectsOf(vulnerability["ids"]).map((id) => textOf(id["text"]));
    const ids = [textOf(vulnerability["cve"]), ...others].filter((id) => id !== "");
    return Object.entries(objectOf(vulnerability["product_status"])).flatMap(([name, list]) => {
      const status = (Object.hasOwn(STATUSES, name) ? STATUSES[name] : undefined) ?? "affected";
      const purls = textsOf(list).flatMap((id) => (status === "affected" ? [...(named.get(id) ?? [])] : (products.get(id) ?? [])));
      return purls.map((purl): Statement => ({ ids, purl, status, time }));
    });
  });
}

/** Package URLs by product. Below a branch of versions one without a version would say more than the branch. */
function productsOf(tree: JsonObject): ReadonlyMap<string, string> {
  const products = new Map<string, string>();
  const add = (product: JsonObject, isOfVersions: boolean): void => {
    const purl = textOf(objectOf(product["product_identification_helper"])["purl"]);
    const hasVersion = /@[^/]+$/.test(purl.split(/[?#]/, 1)[0] ?? "");
    if (purl !== "" && (hasVersion || !isOfVersions)) products.set(textOf(product["product_id"]), purl);
  };
  const walk = (branches: readonly JsonObject[], isBelowVersions: boolean): void => {
    for (const branch of branches) {
      const isOfVersions = isBelowVersions || textOf(branch["category"]).startsWith("product_version");
      add(objectOf(branch["product"]), isOfVersions);
      walk(objectsOf(branch["branches"]), isOfVersions);
    }
  };
  for (const product of objectsOf(tree["full_product_names"])) add(product, false);
  walk(objectsOf(tree["branches"]), false);
  return products;
}

/** Every package URL that a product has anything to do with: its own ones, and those of the products that a relationship makes it of. */
function namesOf(tree: JsonObject): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  const add = (id: string, purls: Iterable<string>): void => {
    const known = names.get(id) ?? new Set();
    for (const purl of purls) known.add(purl);
    names.set(id, known);
  };
  const addProduct = (product: JsonObject): void => {
    const { purl, purls } = objectOf(product["product_identification_helper"]);
    add(
      textOf(product["product_id"]),
      [textOf(purl), ...textsOf(purls)].filter((each) => each !== ""),
    );
  };
  const walk = (branches: readonly JsonObject[]): void => {
    for (const branch of branches) {
      addProduct(objectOf(branch["product"]));
      walk(objectsOf(branch["branches"]));
    }
  };
  objectsOf(tree["full_product_names"]).forEach(addProduct);
  walk(objectsOf(tree["branches"]));
  for (const { full_product_name: product, product_reference: part, relates_to_product_reference: whole } of objectsOf(
    tree["relationships"],
  )) {
    addProduct(objectOf(product));
    for (const each of [part, whole]) add(textOf(objectOf(product)["product_id"]), names.get(textOf(each)) ?? []);
  }
  return names;
}
