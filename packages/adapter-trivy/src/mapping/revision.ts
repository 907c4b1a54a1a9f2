// Of which document a VEX document is a revision, and which one: the newest says what its publisher says now, and older ones say it no more.
// It knows documents, not runs.
import { parseInstant } from "@stella-export/core";
import { type JsonObject, objectOf, textOf } from "./json.js";

export interface Revision {
  /** The same for all revisions of a document. */
  readonly document: string;
  /** Numbers by weight; `undefined` where it is none that can be compared. */
  readonly version?: readonly number[] | undefined;
  /** In seconds; 0 where the format goes by the version alone, and where it is no date. */
  readonly time: number;
}

/** `undefined` of what cannot be known again, and of a draft, which is no revision yet. */
export function revisionOf(document: JsonObject): Revision | undefined {
  if (textOf(document["bomFormat"]) === "CycloneDX") return numbered("cyclonedx", textOf(document["serialNumber"]), document["version"]);
  const meta = document["document"];
  if (meta === undefined) return numbered("openvex", textOf(document["@id"]), document["version"]);
  const { tracking, publisher } = objectOf(meta);
  const { id, version, current_release_date: date } = objectOf(tracking);
  if (textOf(id) === "" || isDraft(document)) return undefined;
  const time = parseInstant(textOf(date)) ?? 0;
  return { document: JSON.stringify(["csaf", objectOf(publisher)["namespace"] ?? "", id]), version: versionOf(version), time };
}

/** Of CSAF: not released, for the eyes of those who are asked about it (§ 3.2.1.12.7). */
export function isDraft(document: JsonObject): boolean {
  const tracking = objectOf(objectOf(document["document"])["tracking"]);
  return textOf(tracking["status"]).trim().toLowerCase() === "draft";
}

/** Those that are not the newest, by version or by date. */
export function superseded<T extends Revision>(revisions: readonly T[]): T[] {
  const newest = revisions.reduce((time, each) => Math.max(time, each.time), 0);
  const highest = revisions.reduce<readonly number[]>((most, { version = [] }) => (compare(version, most) > 0 ? version : most), []);
  return revisions.filter(({ time, version }) => time < newest || (version !== undefined && compare(version, highest) < 0));
}

function numbered(format: string, id: string, version: unknown): Revision | undefined {
  return id === "" ? undefined : { document: JSON.stringify([format, id]), version: versionOf(version), time: 0 };
}

/** A number, or a version of three numbers of which one with something behind `-` comes before the one without. */
function versionOf(value: unknown): readonly number[] | undefined {
  const text = typeof value === "number" ? String(value) : textOf(value);
  const [, major, minor = "0", patch = "0", before] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[^+]*)?(?:\+.*)?$/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch), before === undefined ? 0 : -1];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, i) => number !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] ?? -1);
}
