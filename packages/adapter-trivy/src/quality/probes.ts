// Probes: questions with known answers, asked of every database before it may go out. It reads their file and asks; the verdict is the gate's.
import { ExportError, type Probes } from "@stella-export/core";
import { parsePurl } from "@stella-export/formats";
import type { BoltBucket } from "../bolt/bolt-bucket.js";
import { isFound } from "../lookup/purl-lookup.js";

/** A line of the file (contract: Probes). */
export interface Probe {
  readonly purl: string;
  readonly vulnerabilityId: string;
  readonly found: boolean;
}

/** A probe and what the database answered. */
export interface ProbeAnswer extends Probe {
  readonly isAsExpected: boolean;
}

/** Throws PROBES_INVALID, naming file and line. Empty lines count for nothing. */
export function parseProbes({ path, bytes }: Probes): readonly Probe[] {
  const invalid = (message: string): ExportError => new ExportError("ERR_EXPORT_PROBES_INVALID", message, { path });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalid("the file is not UTF-8");
  }
  const probes: Probe[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const probe = parseProbe(line);
    if (typeof probe === "string") throw invalid(`line ${i + 1}: ${probe}`);
    probes.push(probe);
  }
  if (probes.length === 0) throw invalid("the file has no probe");
  return probes;
}

function parseProbe(line: string): Probe | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "it is no JSON";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "a probe is an object {purl, vulnerabilityId, found}";
  const { purl, vulnerabilityId, found, ...others } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) return `a probe has no member ${JSON.stringify(other)}`;
  if (typeof purl !== "string" || (parsePurl(purl)?.version ?? "") === "") return "purl is a package URL with a version";
  if (typeof vulnerabilityId !== "string" || vulnerabilityId === "") return "vulnerabilityId is the id that Trivy reports";
  if (typeof found !== "boolean") return "found is true or false";
  return { purl, vulnerabilityId, found };
}

/** Throws {@link BoltError} `damaged`. */
export function askProbes(root: BoltBucket, probes: readonly Probe[]): readonly ProbeAnswer[] {
  return probes.map((probe) => ({ ...probe, isAsExpected: isFound(root, probe.purl, probe.vulnerabilityId) === probe.found }));
}

export function describeProbe({ purl, vulnerabilityId, found }: Probe): string {
  return `probe ${purl} ${vulnerabilityId}: ${found ? "found expected, not found" : "not found expected, found"}`;
}
