// What a run would do, as a value: made from counts, without reading or writing anything.
import type { Manifest } from "../../manifest/schema.js";
import { profileField, type ResolvedProfile } from "../../profile/resolve.js";
import type { Kind } from "../../records/kinds.js";
import { kindNumber } from "../../records/spool-key.js";
import { formatInstant } from "../../time.js";
import type { CountingSink } from "./counting-sink.js";
import type { Tally } from "./tally.js";

export interface PlanInput {
  readonly source: string;
  readonly kind: string;
  readonly asOf: string | null;
  readonly read: number;
  readonly records: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly excluded: number;
}

/** A range of record keys that one worker could render; there is one part, everything, for now. */
export interface PlanPart {
  readonly kinds: readonly Kind[];
  readonly records: number;
  readonly contentBytes: number;
}

export interface Plan {
  readonly profile: Manifest["profile"];
  readonly inputs: readonly PlanInput[];
  readonly asOf: string;
  readonly parts: readonly PlanPart[];
  /** Estimated from a compressed sample of the records. */
  readonly estimatedBytes: number;
  /** Upper bound of what the run writes to scratch. */
  readonly scratchBytes: number;
}

export interface PlanFacts {
  readonly profile: ResolvedProfile;
  readonly tally: Tally;
  readonly asOf: number;
  readonly kinds: readonly Kind[];
  readonly counted: CountingSink;
  /** Compressed bytes of one byte of the sample. */
  readonly ratio: number;
}

/** Pure. */
export function makePlan(facts: PlanFacts): Plan {
  const { tally, counted } = facts;
  const inputs = tally.groups.map(([, counts]): PlanInput => {
    const duplicates = counts.kind === "unknown" ? 0 : counted.duplicates(counts.source, kindNumber(counts.kind));
    const { source, kind, read, kept, rejected, excluded, asOf } = counts;
    return {
      source,
      kind,
      asOf: asOf === undefined ? null : formatInstant(asOf),
      read,
      records: kept - duplicates,
      duplicates,
      rejected,
      excluded,
    };
  });
  return {
    profile: profileField(facts.profile),
    inputs,
    asOf: formatInstant(facts.asOf),
    parts: [
      {
        kinds: facts.kinds.filter((kind) => inputs.some((input) => input.kind === kind && input.records > 0)),
        records: inputs.reduce((sum, input) => sum + input.records, 0),
        contentBytes: counted.contentBytes,
      },
    ],
    estimatedBytes: Math.ceil(counted.contentBytes * facts.ratio),
    scratchBytes: counted.spoolBytes,
  };
}
