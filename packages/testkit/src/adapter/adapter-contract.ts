// The promises of the Adapter seam as cases: call it beside your adapter, over documents that it understands.
import { type Adapter, type AdapterOptions, KINDS } from "@stella-export/core";
import type { ContractCase } from "../contract-case.js";
import type { MemoryDocument } from "../doubles/memory-document.js";
import { bundleCases } from "./bundle-cases.js";
import { failureCases } from "./failure-cases.js";
import { optionCases } from "./option-cases.js";
import { renderCases } from "./render-cases.js";

export interface AdapterContractOptions {
  readonly adapter: Adapter;
  /** At least one document of every kind that the adapter names; `sampleDocuments` where it does not look into them. More than a hundred show more. */
  readonly documents: readonly MemoryDocument[];
  /** `spec.options` as a profile would give them. Default `{}`. */
  readonly options?: AdapterOptions;
}

/** All cases, over one adapter object, as a run has it. */
export function adapterContract(options: AdapterContractOptions): ContractCase[] {
  const { adapter, documents } = options;
  const missing = KINDS.filter((kind) => adapter.kinds.includes(kind) && !documents.some((document) => document.kind === kind));
  if (missing.length > 0) throw new TypeError(`documents: none of kind ${missing.join(", ")}, which ${adapter.name} names`);
  return [...optionCases(options), ...renderCases(options), ...failureCases(options), ...bundleCases(options)];
}
