// Cases about the bound on one document: what is over it is rejected whole, with the digest of bytes that nobody kept.
import { deepEqual, equal, ok } from "node:assert/strict";
import { inspect } from "node:util";
import { DEFAULT_LIMITS, type ErrorCode, meaningOf } from "@stella-export/core";
import { codeOf, type ContractCase, failureOf } from "../contract-case.js";
import type { SourceContractOptions } from "./source-contract.js";
import { namesOf, readAll, type ReadDocument } from "./source-reading.js";

const TOO_LARGE = "ERR_EXPORT_DOCUMENT_TOO_LARGE";

export function limitCases({ open, overLimit = "reject" }: SourceContractOptions): ContractCase[] {
  return [
    overLimit === "reject" ? rejectCase(open) : refuseCase(open),
    {
      name: "a document of exactly limits.documentBytes comes",
      async run() {
        const all = await readAll(await open());
        const bounded = await readAll(await open(), { limits: { ...DEFAULT_LIMITS, documentBytes: largest(all.documents) } });
        equal(bounded.documents.length, all.documents.length);
        deepEqual(namesOf(bounded.documents), namesOf(all.documents));
      },
    },
  ];
}

function rejectCase(open: SourceContractOptions["open"]): ContractCase {
  return {
    name: "a document over limits.documentBytes is a reject with its digest; the others come",
    async run() {
      const all = await readAll(await open());
      const bound = largest(all.documents) - 1;
      const bounded = await readAll(await open(), { limits: { ...DEFAULT_LIMITS, documentBytes: bound } });
      const isOver = ({ bytes }: ReadDocument): boolean => bytes.length > bound;
      const refused = bounded.rejects.filter(({ code }) => code === TOO_LARGE);
      const before = all.rejects.filter(({ code }) => code === TOO_LARGE);
      ok(refused.length > before.length, `no reject ${TOO_LARGE}, though a document has ${bound + 1} bytes and the limit is ${bound}`);
      deepEqual(namesOf([...bounded.documents, ...bounded.rejects]), namesOf([...all.documents, ...all.rejects]), "documents are lost");
      // How large the source's bytes of the others were, only the source knows.
      if (!all.documents.every(({ isVerbatim }) => isVerbatim)) return;
      deepEqual(namesOf(refused), namesOf([...before, ...all.documents.filter(isOver)]), "others are rejected than those over the limit");
    },
  };
}

function refuseCase(open: SourceContractOptions["open"]): ContractCase {
  return {
    name: "a document over limits.documentBytes ends read with an error of the source",
    async run() {
      const documentBytes = largest((await readAll(await open())).documents) - 1;
      const failure = await failureOf("read", readAll(await open(), { limits: { ...DEFAULT_LIMITS, documentBytes } }));
      const code = codeOf(failure);
      ok(code !== undefined && meaningOf(code as ErrorCode).family === "source", `another failure: ${inspect(failure)}`);
    },
  };
}

/** Bytes of the largest document whose bytes are the source's own: of others only the source knows how large they were. */
function largest(documents: readonly ReadDocument[]): number {
  const sizes = documents.filter(({ isVerbatim }) => isVerbatim).map(({ bytes }) => bytes.length);
  ok(sizes.length > 0, "give the suite at least one document whose bytes are the source's own");
  return sizes.reduce((max, size) => Math.max(max, size), 0);
}
