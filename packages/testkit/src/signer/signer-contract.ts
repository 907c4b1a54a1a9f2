// The promises of the Signer seam as cases: call it beside your signer.
import type { Signer } from "@stella-export/core";
import type { ContractCase } from "../contract-case.js";
import { keyCases } from "./key-cases.js";
import { signCases } from "./sign-cases.js";

export interface SignerContractOptions {
  /** A signer that works, at every call. */
  readonly open: () => Signer | Promise<Signer>;
  /** Number of handles that are open now, where they are not files, pipes or sockets of this process. */
  readonly openHandles?: () => number;
}

/** All cases. Each opens a signer of its own, so they run in any order and at the same time. */
export function signerContract(options: SignerContractOptions): ContractCase[] {
  return [...keyCases(options), ...signCases(options)];
}
