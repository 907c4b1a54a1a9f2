// For authors of sources, adapters, stores and signers: what each seam promises, as cases for any test runner, and doubles of the other side.
export { adapterContract, type AdapterContractOptions } from "./adapter/adapter-contract.js";
export type { ContractCase } from "./contract-case.js";
export { canonicalDocument } from "./doubles/canonical-view.js";
export { MemoryStore } from "@stella-export/core";
export type { MemoryDocument } from "./doubles/memory-document.js";
export { type MemoryFile, MemoryOutput, type MemoryOutputOptions } from "./doubles/memory-output.js";
export { memoryRecords, type MemoryRecordsOptions } from "./doubles/memory-records.js";
export { memorySource, type MemorySourceOptions } from "./doubles/memory-source.js";
export { memorySigner } from "./doubles/memory-signer.js";
export { sampleDocuments } from "./doubles/sample-documents.js";
export { breakFileSystem, type BreakOptions, type BrokenFileSystem } from "./faults/broken-file-system.js";
export { FAULT_KINDS, type Fault, type FaultKind } from "./faults/fault.js";
export { faultyStore, type FaultyStore } from "./faults/faulty-store.js";
export { scratchContract, type ScratchContractOptions, type ScratchPlace } from "./scratch/scratch-contract.js";
export { signerContract, type SignerContractOptions } from "./signer/signer-contract.js";
export { sourceContract, type SourceContractOptions, type SourceExpectation } from "./source/source-contract.js";
export { storeContract, type StoreContractOptions } from "./store/store-contract.js";
export { expectReproducible, type Made, type Variant, VARIANTS } from "./reproducible.js";
