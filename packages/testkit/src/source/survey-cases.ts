// Cases about a source's name and about what it says before it is read.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { DEFAULT_LIMITS } from "@stella-export/core";
import { codeOf, type ContractCase, failureOf } from "../contract-case.js";
import type { SourceContractOptions } from "./source-contract.js";
import { namesOf, readAll } from "./source-reading.js";

const OPTIONS = { limits: DEFAULT_LIMITS };

export function surveyCases({ open, expected, missing }: SourceContractOptions): ContractCase[] {
  const cases: ContractCase[] = [
    {
      name: "the name is a label of 1 to 63 characters a-z, 0-9 and -",
      async run() {
        const { name } = await open();
        match(name, /^[a-z0-9-]{1,63}$/);
        equal((await open()).name, name, "two opens have two names");
      },
    },
    {
      name: "survey says the same again, before and after read",
      async run() {
        const source = await open();
        const first = await source.survey(OPTIONS);
        deepEqual(await source.survey(OPTIONS), first);
        await readAll(source);
        deepEqual(await source.survey(OPTIONS), first, "another survey after read");
      },
    },
    {
      name: "survey agrees with read, or says null",
      async run() {
        const source = await open();
        const survey = await source.survey(OPTIONS);
        const { documents, rejects } = await readAll(source);
        if (survey.documents !== null) equal(survey.documents, documents.length + rejects.length, "documents");
        if (survey.bytes === null) return;
        const bytes = documents.reduce((sum, document) => sum + (document.isVerbatim ? document.bytes.length : 0), 0);
        ok(
          Number.isSafeInteger(survey.bytes) && survey.bytes >= bytes,
          `${survey.bytes} bytes announced, ${bytes} bytes of documents came`,
        );
      },
    },
    {
      name: "read gives the documents, rejects and ignored entries that are there",
      async run() {
        const { documents, rejects, ignored } = await readAll(await open());
        deepEqual(
          { documents: documents.length, rejects: rejects.length, ignored },
          { documents: expected.documents, rejects: expected.rejects ?? 0, ignored: expected.ignored ?? 0 },
        );
      },
    },
    {
      name: "another open gives the same documents",
      async run() {
        const [a, b] = [await readAll(await open()), await readAll(await open())];
        deepEqual(namesOf(b.documents), namesOf(a.documents));
        deepEqual(namesOf(b.rejects), namesOf(a.rejects));
      },
    },
  ];
  if (missing !== undefined) cases.push(missingCase(missing));
  return cases;
}

function missingCase(missing: NonNullable<SourceContractOptions["missing"]>): ContractCase {
  return {
    name: "a place that does not exist is SOURCE_NOT_FOUND",
    async run() {
      const survey = await failureOf("survey", (await missing()).survey(OPTIONS));
      equal(codeOf(survey), "ERR_EXPORT_SOURCE_NOT_FOUND", `survey: ${String(survey)}`);
      const read = await failureOf("read", readAll(await missing()));
      equal(codeOf(read), "ERR_EXPORT_SOURCE_NOT_FOUND", `read: ${String(read)}`);
    },
  };
}
