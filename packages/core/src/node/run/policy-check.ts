// Whether a run holds exactly the records that a policy snapshot was evaluated over, by their digests before redaction.
import { compareBytes } from "../../bytes.js";
import type { Digest } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import type { PolicySnapshot } from "../../policy/snapshot.js";
import { KINDS, type Kind } from "../../records/kinds.js";
import { kindNumber } from "../../records/spool-key.js";
import type { Sorted } from "../spool/sorted-runs.js";
import type { Sorter } from "../spool/sorter.js";

const NO_VALUE = new Uint8Array(0);

/** The digests of the kinds that a snapshot names, in memory that does not grow with them. */
export class PolicyLog {
  readonly #kinds: ReadonlySet<Kind>;
  readonly #sorter: Sorter;

  constructor(kinds: readonly Kind[], sorter: Sorter) {
    this.#kinds = new Set(kinds);
    this.#sorter = sorter;
  }

  /** `digest`: 32 raw bytes as U+0000–U+00FF. */
  add(kind: Kind, digest: string): void {
    if (this.#kinds.has(kind)) this.#sorter.add(Buffer.from(String.fromCharCode(kindNumber(kind)) + digest, "latin1"), NO_VALUE);
  }
}

/**
 * `log`: all that was added to logs. Throws POLICY_INPUT_MISSING for an input that the run does not hold, POLICY_INPUT_EXTRA for a record
 * that inputs[] lacks.
 */
export function checkPolicyInputs(snapshot: PolicySnapshot, log: Sorted): void {
  const named = snapshot.inputs.map(toEntry).toSorted(compareBytes);
  const merge = log.merge();
  let at = 0;
  for (let top = merge.top; top !== undefined; merge.advance(), top = merge.top) {
    const held = top.key.subarray(0, top.keyLength);
    const before = named[at - 1];
    // Both sides may repeat an entry: the hash is over unique lines.
    if (before !== undefined && compareBytes(before, held) === 0) continue;
    const next = named[at];
    const order = next === undefined ? 1 : compareBytes(next, held);
    if (order < 0) throw missing(next as Uint8Array);
    if (order > 0) throw extra(held);
    while (at < named.length && compareBytes(named[at] as Uint8Array, held) === 0) at++;
  }
  if (at < named.length) throw missing(named[at] as Uint8Array);
}

function toEntry({ kind, digest }: { kind: Kind; digest: Digest }): Uint8Array {
  return Buffer.concat([Uint8Array.of(kindNumber(kind)), Buffer.from(digest.slice("sha256:".length), "hex")]);
}

function describe(entry: Uint8Array): string {
  return `${KINDS[entry[0] as number]} sha256:${Buffer.from(entry.subarray(1)).toString("hex")}`;
}

function missing(entry: Uint8Array): ExportError {
  return new ExportError(
    "ERR_EXPORT_POLICY_INPUT_MISSING",
    `the policy was evaluated over ${describe(entry)}, which this run does not hold`,
  );
}

function extra(entry: Uint8Array): ExportError {
  return new ExportError("ERR_EXPORT_POLICY_INPUT_EXTRA", `this run holds ${describe(entry)}, which the policy was not evaluated over`);
}
