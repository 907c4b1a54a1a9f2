// An advisory of Red Hat without some versions of one product, for some of the vulnerabilities that it mends; the others keep what they have.
import { type Narrowed, withoutInterval } from "./narrowing.js";
import type { Interval } from "./evaluated-events.js";
import { productOf, type RedHatCve, type RedHatEntry, type RedHatRow } from "./red-hat-value.js";
import { RED_HAT, systemBucket } from "./target.js";

export interface TakenFromRedHat {
  /** OSV's name of the product: `Red Hat:enterprise_linux:9::appstream`; a shorter one is of every product that begins so. */
  readonly ecosystem: string;
  /** Of vulnerabilities, or of the advisory. */
  readonly ids: readonly string[];
}

/** Gives back `row` itself where it holds none of it. */
export function withoutProduct(row: RedHatRow, { ecosystem, ids }: TakenFromRedHat, taken: Interval | "all"): Narrowed<RedHatRow> {
  const product = ecosystem.slice(ecosystem.indexOf(":") + 1);
  const isOfProduct = (cpe: string): boolean => {
    const name = productOf(cpe);
    return name === product || name.startsWith(`${product}:`);
  };
  const isNamed = ({ ID = row.id }: RedHatCve): boolean => ids.includes(ID);
  // Who names one vulnerability beside the advisory speaks of that one.
  const isWhole = ids.includes(row.id) && !row.entries.some(({ cves }) => cves.some(isNamed));
  const isMeant = (cve: RedHatCve): boolean => isWhole || isNamed(cve);
  const entries: RedHatEntry[] = [];
  let isSame = true;
  for (const entry of row.entries) {
    const cpes = entry.cpes.filter(isOfProduct);
    const cves = entry.cves.filter(isMeant);
    const left = cpes.length === 0 || cves.length === 0 ? entry : narrowed({ ...entry, cpes, cves }, taken);
    if (left === "kept") return "kept";
    if (left === entry) {
      entries.push(entry);
      continue;
    }
    isSame &&= left === "same";
    entries.push(...rest(entry, cpes, cves));
    if (left === "same") entries.push({ ...entry, cpes, cves });
    else if (left !== "removed") entries.push(left);
  }
  if (isSame) return row;
  return entries.length === 0 ? "removed" : { ...row, entries };
}

function narrowed(entry: RedHatEntry, taken: Interval | "all"): Narrowed<RedHatEntry> | "same" {
  if (taken === "all") return "removed";
  const value = entry.fixedVersion === "" ? {} : { FixedVersion: entry.fixedVersion };
  const left = withoutInterval(value, taken, systemBucket(RED_HAT));
  if (typeof left === "string") return left;
  return left === value ? "same" : { ...entry, fixedVersion: left.FixedVersion ?? "", status: 0 };
}

/** The entry for other products, and for this one's other vulnerabilities. */
function rest(entry: RedHatEntry, cpes: readonly string[], cves: readonly RedHatCve[]): RedHatEntry[] {
  const otherCpes = entry.cpes.filter((cpe) => !cpes.includes(cpe));
  const otherCves = entry.cves.filter((cve) => !cves.includes(cve));
  return [
    ...(otherCpes.length === 0 ? [] : [{ ...entry, cpes: otherCpes }]),
    ...(otherCves.length === 0 ? [] : [{ ...entry, cpes, cves: otherCves }]),
  ];
}
