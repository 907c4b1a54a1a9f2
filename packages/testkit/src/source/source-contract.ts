// The promises of the Source seam as cases: call it beside your source, over documents that you know.
import type { Kind, Source } from "@stella-export/core";
import type { ContractCase } from "../contract-case.js";
import { batchCases } from "./batch-cases.js";
import { describeCases } from "./describe-cases.js";
import { endingCases } from "./ending-cases.js";
import { limitCases } from "./limit-cases.js";
import { surveyCases } from "./survey-cases.js";

export interface SourceContractOptions {
  /** A fresh source over the same documents at every call. Give it more than 1 MiB of them, so that there is more than one batch. */
  readonly open: () => Source | Promise<Source>;
  readonly expected: SourceExpectation;
  /** A source whose place does not exist, for the promise of SOURCE_NOT_FOUND. */
  readonly missing?: () => Source | Promise<Source>;
  /** A source whose documents do not come (a stalled stream), for the promise that a signal ends the wait. */
  readonly waiting?: () => Source | Promise<Source>;
  /**
   * What becomes of a document over `limits.documentBytes`: a reject beside the others, or the end of `read`, where one bad document makes
   * all of them suspect (the members of an archive). Default `reject`.
   */
  readonly overLimit?: "reject" | "refuse";
  /** Number of handles that are open now, where they are not files, pipes or sockets of this process. */
  readonly openHandles?: () => number;
}

/** What the documents behind `open` are. */
export interface SourceExpectation {
  /** Documents handed over, at least one. */
  readonly documents: number;
  /** Documents that the source itself rejects. Default 0. */
  readonly rejects?: number;
  /** Entries passed over. Default 0. */
  readonly ignored?: number;
  /** How many documents `describe` finds to be of each kind; it refuses the others. Not compared where it is not given. */
  readonly kinds?: Partial<Readonly<Record<Kind, number>>>;
}

/** All cases. Each opens sources of its own, so they run in any order and at the same time. */
export function sourceContract(options: SourceContractOptions): ContractCase[] {
  if (options.expected.documents < 1) throw new TypeError("expected.documents: a source without documents shows nothing");
  return [...surveyCases(options), ...batchCases(options), ...describeCases(options), ...limitCases(options), ...endingCases(options)];
}
