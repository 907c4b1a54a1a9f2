// Statements of a CSAF 2.0 document of the profile VEX (docs.oasis-open.org/csaf/csaf/v2.0). A product that a relationship makes out of two is a
// component of something, and no package.
import { parsePurl } from "@stella-export/formats";
import { isWholeCpe } from "./cpe-uri.js";
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from "./json.js";
import { objectedNames } from "./objected-names.js";
import { isDraft } from "./revision.js";
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
  const draft = isDraft(document) ? { isDraft: true as const } : {};
  const named = namesOf(tree);
  return objectsOf(document["vulnerabilities"]).flatMap((vulnerability) => {
    const others = objectsOf(vulnerability["ids"]).map((id) => textOf(id["text"]));
    const ids = [textOf(vulnerability["cve"]), ...others].filter((id) => id !== "");
    return Object.entries(objectOf(vulnerability["product_status"])).flatMap(([name, list]) => {
      const status = (Object.hasOwn(STATUSES, name) ? STATUSES[name] : undefined) ?? "affected";
      if (status === "affected")
        return objectedNames(textsOf(list).map((id) => [...(named.get(id) ?? [])])).map((purl): Statement => ({ ids, purl, status, time }));
      return textsOf(list).flatMap((id): Statement[] => {
        const product = products.get(id);
        return product === undefined || product.purl === "" ? [] : [{ ids, status, time, ...product, ...draft }];
      });
    });
  });
}

type Product = Pick<Statement, "purl" | "isPart">;

/** Where a branch is: what is above it says what a package below is of. */
interface Place {
  readonly isOfVersions: boolean;
  /** Below a product, or below a branch that is of one architecture, one language and so on. */
  readonly isInside: boolean;
}

/** Packages by product. Below a branch of versions one without a version would say more than the branch. */
function productsOf(tree: JsonObject): ReadonlyMap<string, Product> {
  const products = new Map<string, Product>();
  const add = (product: JsonObject, { isOfVersions, isInside }: Place): void => {
    const helper = objectOf(product["product_identification_helper"]);
    const [id, purl] = [textOf(product["product_id"]), textOf(helper["purl"])];
    if (Object.keys(product).length === 0) return;
    const isOther = products.has(id) && products.get(id)?.purl !== purl;
    const isOfSome = isOfVersions && parsePurl(purl)?.version === "";
    const isPart = isOther || isInside || isOfSome || products.get(id)?.isPart === true || !isOfPackage(helper, purl);
    products.set(id, { purl, ...(isPart ? { isPart } : {}) });
  };
  const walk = (branches: readonly JsonObject[], above: Place): void => {
    for (const branch of branches) {
      const place = below(above, branch);
      add(objectOf(branch["product"]), place);
      const hasProduct = Object.keys(objectOf(branch["product"])).length > 0;
      walk(objectsOf(branch["branches"]), hasProduct ? { ...place, isInside: true } : place);
    }
  };
  const top: Place = { isOfVersions: false, isInside: false };
  for (const product of objectsOf(tree["full_product_names"])) add(product, top);
  walk(objectsOf(tree["branches"]), top);
  return products;
}

/** Hashes and serial numbers say which build it is, and a CPE may say which version. */
function isOfPackage(helper: JsonObject, purl: string): boolean {
  return Object.entries(helper).every(([name, value]) => name === "purl" || (name === "cpe" && isWholeCpe(textOf(value), purl)));
}

const WHOLE = new Set(["vendor", "product_family", "product_name"]);
const OF_VERSIONS = new Set(["product_version", "product_version_range", "patch_level", "service_pack"]);
const EVERY_ARCHITECTURE = new Set(["src", "source", "noarch", "all", "any"]);

function below({ isOfVersions, isInside }: Place, branch: JsonObject): Place {
  const category = textOf(branch["category"]);
  if (OF_VERSIONS.has(category)) return { isOfVersions: true, isInside };
  const isWhole = WHOLE.has(category) || (category === "architecture" && EVERY_ARCHITECTURE.has(textOf(branch["name"]).toLowerCase()));
  return { isOfVersions, isInside: isInside || !isWhole };
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
