// Whether a deciding document is about a row: by the ids that both go by. A record may speak of several CVEs; a name that it has besides them may
// stand for any of these, so that only the record's own id is a name of all. It knows ids only.

/** Ids that a record goes by. */
export interface SubjectIds {
  /** The record's own, a name of all that it is about. */
  readonly id: string;
  readonly cves: readonly string[];
  /** Other names of it, or of one of its CVEs: it does not say which. */
  readonly others: readonly string[];
  /** CVEs that it calls related: a document must name them too before it is about an erratum as a whole. */
  readonly related: readonly string[];
}

/** `unclear`: it may be about this row or about another of the same record. */
export type Aboutness = "yes" | "no" | "unclear";

/** `near`: every id that a record goes by, of CVEs the plain spelling too. `related`: its CVEs where it goes by none. */
export function subjectIds(id: string, near: readonly string[], related: readonly string[]): SubjectIds {
  const cves = near.filter(isCve);
  const others = near.filter((each) => each !== id && !isCve(each));
  const more = related.filter((each) => isCve(each) && !cves.includes(each));
  return cves.length > 0 ? { id, cves, others, related: more } : { id, cves: more, others, related: [] };
}

/** `rowId`: the key of the row, which is one of the record's CVEs, its own id, or both. `ids`: those of the document, CVEs in plain spelling too. */
export function aboutness(ids: readonly string[], rowId: string, subject: SubjectIds): Aboutness {
  const has = (id: string): boolean => ids.includes(id);
  const { id, cves, others, related } = subject;
  if (cves.some(has)) {
    if (cves.includes(rowId)) return has(rowId) ? "yes" : "no";
    return cves.every(has) && related.every(has) ? "yes" : "unclear";
  }
  const isOther = cves.length > 0 && ids.some(isCve);
  if (has(rowId) || has(id)) return isOther ? "unclear" : "yes";
  if (!others.some(has)) return "no";
  return isOther || cves.length > 1 ? "unclear" : "yes";
}

function isCve(id: string): boolean {
  return id.startsWith("CVE-");
}
