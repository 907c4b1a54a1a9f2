// What the product ids of a CSAF advisory of Red Hat stand for: a package, of a module or not, of a product with a CPE. What Trivy cannot look for
// says why. It knows the product tree only.
import { parsePurl, type Purl } from "@stella-export/formats";
import { cpeUri } from "./cpe-uri.js";
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from "./json.js";
import { isKey } from "./package-name.js";
import { type Problem, unmappable } from "./problem.js";

export interface RedHatProduct {
  /** For reports. */
  readonly name: string;
  /** `nodejs:12::npm` for a package of a module. */
  readonly packageKey: string;
  /** Empty outside modules. */
  readonly module: string;
  /** With epoch; empty where the product names none. */
  readonly version: string;
  readonly arch: string;
  /** A URI, or empty. */
  readonly cpe: string;
  /** What is installed is a binary package; of the others it is built. */
  readonly kind: "binary" | "source" | "module";
  readonly problem: Problem | undefined;
}

interface Relation {
  readonly component: string;
  readonly whole: string;
}

/** Products within products within products: more is a circle. */
const MAX_DEPTH = 8;

export class RedHatTree {
  readonly #helpers = new Map<string, JsonObject>();
  readonly #relations = new Map<string, Relation>();
  readonly #groups = new Map<string, string[]>();
  readonly #products = new Map<string, RedHatProduct>();

  constructor(tree: JsonObject) {
    this.#addBranches(objectsOf(tree["branches"]));
    for (const product of objectsOf(tree["full_product_names"])) this.#addProduct(product);
    for (const relationship of objectsOf(tree["relationships"])) {
      const id = this.#addProduct(objectOf(relationship["full_product_name"]));
      const component = textOf(relationship["product_reference"]);
      this.#relations.set(id, { component, whole: textOf(relationship["relates_to_product_reference"]) });
    }
    for (const group of objectsOf(tree["product_groups"]))
      for (const id of textsOf(group["product_ids"])) {
        const groups = this.#groups.get(id);
        if (groups === undefined) this.#groups.set(id, [textOf(group["group_id"])]);
        else groups.push(textOf(group["group_id"]));
      }
  }

  product(id: string): RedHatProduct {
    let product = this.#products.get(id);
    if (product === undefined) this.#products.set(id, (product = this.#resolved(id)));
    return product;
  }

  /** What elements may name a product by: itself, and the groups that it is in. */
  namesOf(id: string): readonly string[] {
    return [id, ...(this.#groups.get(id) ?? [])];
  }

  #addBranches(branches: readonly JsonObject[]): void {
    for (const branch of branches) {
      this.#addProduct(objectOf(branch["product"]));
      this.#addBranches(objectsOf(branch["branches"]));
    }
  }

  /** Gives its id. */
  #addProduct(product: JsonObject): string {
    const id = textOf(product["product_id"]);
    const helper = objectOf(product["product_identification_helper"]);
    if (!this.#helpers.has(id) || Object.keys(helper).length > 0) this.#helpers.set(id, helper);
    return id;
  }

  #resolved(id: string): RedHatProduct {
    const purlText = this.#first(id, (each) => textOf(this.#helpers.get(each)?.["purl"]), ["component"], 0);
    const cpeText = this.#first(id, (each) => textOf(this.#helpers.get(each)?.["cpe"]), ["whole", "component"], 0);
    const cpe = cpeUri(cpeText) ?? "";
    const purl = parsePurl(purlText);
    const bare = { name: id, packageKey: "", module: "", version: "", arch: "", cpe, kind: "binary" } as const;
    if (id === "" || !this.#helpers.has(id)) return { ...bare, problem: unmappable("NAME", "the product tree names no such product") };
    if (purl === undefined)
      return { ...bare, problem: unmappable("NAME", `the product has no package URL${purlText === "" ? "" : " that can be read"}`) };
    const product = packageOf(purl, this.#moduleAround(id));
    const problem = product.problem ?? (cpe === "" ? unmappable("ECOSYSTEM", noCpe(cpeText)) : undefined);
    return { ...bare, ...product, problem };
  }

  /** `nodejs:20` where a component that the product is made of is a module. */
  #moduleAround(id: string): string {
    return this.#first(
      id,
      (each) => {
        const purl = parsePurl(textOf(this.#helpers.get(each)?.["purl"]));
        return purl?.type === "rpmmod" ? moduleName(purl.name, purl.version) : "";
      },
      ["component", "whole"],
      0,
    );
  }

  /** Of the product itself, else of what it is made of. */
  #first(id: string, of: (id: string) => string, ways: readonly (keyof Relation)[], depth: number): string {
    const own = of(id);
    const relation = this.#relations.get(id);
    if (own !== "" || relation === undefined || depth === MAX_DEPTH) return own;
    for (const way of ways) {
      const found = this.#first(relation[way], of, ways, depth + 1);
      if (found !== "") return found;
    }
    return "";
  }
}

/** Products and groups that a threat, a score or a remediation is about; none where it is about all. */
export function namesIn(element: JsonObject): readonly string[] {
  return [...textsOf(element["product_ids"]), ...textsOf(element["products"]), ...textsOf(element["group_ids"])];
}

function noCpe(text: string): string {
  return text === "" ? "the product has no CPE, by which Trivy knows Red Hat's" : `the product's CPE is none: ${text}`;
}

/** Empty where it has no stream. */
function moduleName(name: string, version: string): string {
  const [stream = ""] = version.split(":", 1);
  return name === "" || stream === "" ? "" : `${name}:${stream}`;
}

type PackageOfPurl = Pick<RedHatProduct, "name" | "packageKey" | "module" | "version" | "arch" | "kind" | "problem">;

function packageOf(purl: Purl, moduleAround: string): PackageOfPurl {
  const { type, name, version } = purl;
  const qualifiers = new Map(purl.qualifiers);
  const arch = qualifiers.get("arch") ?? "";
  const label = qualifiers.get("rpmmod") ?? "";
  const module = label === "" ? moduleAround : moduleName(label.split(":", 1)[0] ?? "", label.slice(label.indexOf(":") + 1));
  const isModular = label !== "" || version.includes(".module");
  const packageKey = module === "" ? name : `${module}::${name}`;
  const kind = type === "rpmmod" ? "module" : arch === "src" ? "source" : "binary";
  const problem =
    type !== "rpm" && type !== "rpmmod"
      ? unmappable("ECOSYSTEM", `no detector of Trivy looks for a pkg:${type} by Red Hat's advisories`)
      : isModular && module === "" && kind === "binary"
        ? unmappable("NAME", "the module that the package is of is not to be had from the document")
        : isKey(packageKey)
          ? undefined
          : unmappable("NAME", "the package's name cannot be a key of the database");
  const full = version === "" || version.includes(":") ? version : `${qualifiers.get("epoch") ?? "0"}:${version}`;
  return { name, packageKey, module, version: full, arch, kind, problem };
}
