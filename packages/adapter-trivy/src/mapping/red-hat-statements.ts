// Which packages a vulnerability of a CSAF advisory of Red Hat calls fixed or open, as far as Trivy can be told; the rest is lost, and noted so.
import type { Version } from "../versions/scheme.js";
import { type JsonObject, objectOf, textsOf } from "./json.js";
import { rangeProblem, unmappable, unreached, unreadVersion, widened } from "./problem.js";
import type { RedHatLosses } from "./red-hat-losses.js";
import { repositoriesOf } from "./red-hat-repositories.js";
import type { RedHatProduct, RedHatTree } from "./red-hat-tree.js";
import { RED_HAT, systemBucket } from "./target.js";
import { readSystemVersion } from "./version-text.js";

/** A product of a status that is a binary package. */
export interface Stated {
  readonly id: string;
  readonly product: RedHatProduct;
}

const FIXED = ["fixed", "first_fixed"];
/** With the relation that versions have to the one that is named. */
const OPEN = [
  ["known_affected", "="],
  ["first_affected", ">="],
  ["last_affected", "<="],
  ["under_investigation", "="],
] as const;

/** `vulnerability`: as the document has it; `name`: the id that it goes by. */
export function statedIn(
  vulnerability: JsonObject,
  name: string,
  tree: RedHatTree,
  losses: RedHatLosses,
): { readonly fixed: readonly Stated[]; readonly open: readonly Stated[] } {
  const status = objectOf(vulnerability["product_status"]);
  const listed = (names: readonly string[]): Stated[] =>
    [...new Set(names.flatMap((each) => textsOf(status[each])))].map((id) => ({ id, product: tree.product(id) }));
  const fixed = binaries(listed(FIXED), name, losses).filter(({ product }) => hasReadableVersion(product, name, losses));
  const open = binaries(listed(OPEN.map(([each]) => each)), name, losses).filter(({ product }) => !isBelowFix(product, fixed));
  for (const { id, product } of open) {
    if (product.version === "") continue;
    const relation = OPEN.find(([each]) => textsOf(status[each]).includes(id))?.[1] ?? "=";
    losses.add(product, name, widened(`${relation}${product.version}`, "without a fix of this product every version is called affected"));
  }
  for (const { product } of [...fixed, ...open]) if (repositoriesOf(product.cpe).length === 0) losses.add(product, name, unreached());
  return { fixed, open };
}

/** What is built of a source package or a module is looked for, they themselves are not: only where nothing of it is listed something is lost. */
function binaries(listed: readonly Stated[], name: string, losses: RedHatLosses): Stated[] {
  const found: Stated[] = [];
  for (const each of listed) {
    const { problem, kind } = each.product;
    if (kind === "binary" && problem === undefined) found.push(each);
    else if (kind === "binary" && problem !== undefined) losses.add(each.product, name, problem);
  }
  for (const { product } of listed) {
    if (product.kind === "binary" || found.some((other) => isBuiltOf(other.product, product))) continue;
    const what = product.kind === "module" ? "a module" : "a source package";
    losses.add(
      product,
      name,
      product.problem ?? unmappable("NOTHING", `Trivy looks for binary packages; of this, ${what}, the document names none`),
    );
  }
  return found;
}

function isBuiltOf(binary: RedHatProduct, { kind, name, module, version, cpe }: RedHatProduct): boolean {
  if (binary.cpe !== cpe) return false;
  if (kind === "module") return binary.module === (module === "" ? name : module);
  return (
    binary.module === module && (version === "" ? binary.name === name || binary.name.startsWith(`${name}-`) : binary.version === version)
  );
}

function hasReadableVersion(product: RedHatProduct, name: string, losses: RedHatLosses): boolean {
  const { scheme } = systemBucket(RED_HAT);
  if (readSystemVersion(product.version, scheme) !== undefined) return true;
  const problem =
    product.version === ""
      ? rangeProblem("", "the product's package URL does not say in which version it is fixed")
      : unreadVersion(`<${product.version}`, scheme);
  losses.add(product, name, problem);
  return false;
}

/** An affected version that a fix of the same product is above is what the fix is of. */
function isBelowFix({ packageKey, cpe, arch, version }: RedHatProduct, fixed: readonly Stated[]): boolean {
  const { scheme } = systemBucket(RED_HAT);
  const affected = version === "" ? undefined : scheme.parseVersion(version);
  if (affected === undefined) return false;
  return fixed.some(
    ({ product }) =>
      product.packageKey === packageKey &&
      product.cpe === cpe &&
      (product.arch === "" || product.arch === arch) &&
      scheme.compare(affected, scheme.parseVersion(product.version) as Version) < 0,
  );
}
