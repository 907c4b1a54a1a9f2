// The promises of the Store seam as cases: call it beside your store.
import type { Store } from "@stella-export/core";
import type { ContractCase } from "../contract-case.js";
import { getCases } from "./get-cases.js";
import { putCases } from "./put-cases.js";
import { refusalCases } from "./refusal-cases.js";

export interface StoreContractOptions {
  /** An empty store at every call. */
  readonly open: () => Store | Promise<Store>;
  /** Number of handles that are open now, where they are not files, pipes or sockets of this process. */
  readonly openHandles?: () => number;
}

/** All cases. Each opens a store of its own, so they run in any order and at the same time. */
export function storeContract(options: StoreContractOptions): ContractCase[] {
  return [...putCases(options), ...getCases(options), ...refusalCases(options)];
}
