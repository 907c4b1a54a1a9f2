// What a schema cannot tell of selectors: whether a time is one, and whether a product is a package URL. A selector that means nothing would
// drop everything or nothing, and say neither.
import { parsePattern } from "../records/package-pattern.js";
import { parseBound } from "../time.js";
import type { ProfileSpec } from "./schema.js";

/** A line for each place, such as `/spec/selectors/since: …`. */
export function selectorFaults({ since, until, products = [], subjects = [] }: ProfileSpec["selectors"]): readonly string[] {
  const bounds = Object.entries({ since, until }).filter((bound): bound is [string, string] => bound[1] !== undefined);
  const times = bounds.filter(([, text]) => parseBound(text) === undefined);
  const [from, to] = [since, until].map((text) => (text === undefined ? undefined : parseBound(text)));
  return [
    ...times.map(([name, text]) => `/spec/selectors/${name}: ${text} is no time that any calendar has`),
    ...(from !== undefined && to !== undefined && from >= to ? ["/spec/selectors/since: is not before until, so no time is selected"] : []),
    ...products.flatMap((text, i) => (parsePattern(text) === undefined ? [noPurl("products", i, text)] : [])),
    // What an SBOM describes may be named by anything else.
    ...subjects.flatMap((text, i) => (/^pkg:/i.test(text) && parsePattern(text) === undefined ? [noPurl("subjects", i, text)] : [])),
  ];
}

function noPurl(selector: string, i: number, text: string): string {
  return `/spec/selectors/${selector}/${i}: ${JSON.stringify(text)} is no package URL, such as pkg:npm/lodash, pkg:deb/debian/curl@7.88.1-10 or pkg:npm/%40scope/*`;
}
