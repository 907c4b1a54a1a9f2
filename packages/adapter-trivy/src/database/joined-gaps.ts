// What lies between the versions of several records about one package and id: a detector that knows one first affected version and one fix takes it
// for affected too, though no record says so. It knows rows of one key, not where they come from.
import { decodeUtf8 } from "@stella-export/core";
import type { SystemAdvisory } from "../mapping/advisory-value.js";
import { type Problem, widened } from "../mapping/problem.js";
import { systemBucket } from "../mapping/target.js";
import type { VersionScheme } from "../versions/scheme.js";

/** A problem with what the value at a place begins with. */
export interface Gap {
  readonly place: number;
  readonly problem: Problem;
}

/** `values`: those of one key. None for a detector that asks for no first affected version: there each record tells that itself. */
export function gapsBetween(bucket: string, values: readonly Uint8Array[]): readonly Gap[] {
  const { scheme, hasLowerBound } = systemBucket(bucket);
  return hasLowerBound ? gapsOf(values, scheme) : [];
}

function gapsOf(values: readonly Uint8Array[], scheme: VersionScheme): readonly Gap[] {
  const branches = values.map((value, place) => {
    const { AffectedVersion: from = "", FixedVersion: to = "" } = JSON.parse(decodeUtf8(value)) as SystemAdvisory;
    return { place, from, to };
  });
  // What is no version begins with the first one.
  const compare = (a: string, b: string): number => {
    const [left, right] = [scheme.parseVersion(a), scheme.parseVersion(b)];
    if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
    return scheme.compare(left, right);
  };
  const gaps: Gap[] = [];
  let reached: string | undefined;
  for (const { place, from, to } of branches.toSorted((a, b) => compare(a.from, b.from))) {
    if (reached === "") break;
    if (reached !== undefined && compare(reached, from) < 0) gaps.push({ place, problem: gap(from, to) });
    if (reached === undefined || to === "" || compare(to, reached) > 0) reached = to;
  }
  return gaps;
}

function gap(from: string, to: string): Problem {
  const message =
    "another record calls lower versions affected; Trivy's detector knows one first affected version and one fix, and takes all between for affected";
  return widened(`>=${from}${to === "" ? "" : `, <${to}`}`, message);
}
