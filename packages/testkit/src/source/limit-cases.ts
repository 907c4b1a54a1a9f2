// Cases about the bound on one document: what is over it is rejected whole, with the digest of bytes that nobody kept.
import { deepEqual, ok } from "node:assert/strict";
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
        const all = (await readAll(await open())).documents.filter(({ isVerbatim }) => isVerbatim);
        const { documents } = await readAll(await open(), { limits: { ...DEFAULT_LIMITS, documentBytes: largest(all) } });
        deepEqual(namesOf(documents.filter(({ isVerbatim }) => isVerbatim)), namesOf(all));
      },
    },
  ];
}

function rejectCase(open: SourceContractOptions["open"]): ContractCase {
  return {
    name: "a document over limits.documentBytes is a reject with its digest; the others come",
    async run() {
      const all = await readAll(await open());
      const bound = tightBound(all.documents);
      const bounded = await readAll(await open(), { limits: { ...DEFAULT_LIMITS, documentBytes: bound } });
      const isOver = ({ bytes }: ReadDocument): boolean => bytes.length > bound;
      const refused = bounded.rejects.filter(({ code }) => code === TOO_LARGE);
      const before = all.rejects.filter(({ code }) => code === TOO_LARGE);
      ok(refused.length > before.length, `no reject ${TOO_LARGE}, though documents are over the limit of ${bound} bytes`);
      deepEqual(namesOf(refused), namesOf([...before, ...all.documents.filter(isOver)]), "others are rejected than those over the limit");
      deepEqual(
        namesOf(bounded.documents),
        namesOf(all.documents.filter((document) => !isOver(document))),
        "others come than those within",
      );
    },
  };
}

function refuseCase(open: SourceContractOptions["open"]): ContractCase {
  return {
    name: "a document over limits.documentBytes ends read with an error of the source",
    async run() {
      const documentBytes = tightBound((await readAll(await open())).documents);
      const failure = await failureOf("read", readAll(await open(), { limits: { ...DEFAULT_LIMITS, documentBytes } }));
      const code = codeOf(failure);
      ok(code !== undefined && meaningOf(code as ErrorCode).family === "source", `another failure: ${inspect(failure)}`);
    },
  };
}

/** One byte less than the largest document has; a single byte where some bytes are not the source's own, since only the source knows their number. */
function tightBound(documents: readonly ReadDocument[]): number {
  return documents.every(({ isVerbatim }) => isVerbatim) ? largest(documents) - 1 : 1;
}

function largest(documents: readonly ReadDocument[]): number {
  return documents.reduce((max, { bytes }) => Math.max(max, bytes.length), 0);
}
