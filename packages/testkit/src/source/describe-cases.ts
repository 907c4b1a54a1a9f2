// Cases about what a source says that a document is: also of documents whose members are not what they should be.
import { deepEqual, equal, ok } from "node:assert/strict";
import {
  type CanonicalDocument,
  type Description,
  ERRORS,
  ExportError,
  isKind,
  type Refusal,
  SEVERITIES,
  type Source,
} from "@stella-export/core";
import type { ContractCase } from "../contract-case.js";
import { canonicalDocument } from "../doubles/canonical-view.js";
import type { SourceContractOptions } from "./source-contract.js";
import { readAll } from "./source-reading.js";

/** Documents whose members are bent; more of them take longer and find little. */
const BENT_DOCUMENTS = 20;
const ODD_VALUES: readonly unknown[] = [null, true, 0, -1.5, "", "x", "\u0000", [], [null], [[]], [{}], [1, "x"], {}, { a: null }];

export function describeCases({ open, expected }: SourceContractOptions): ContractCase[] {
  return [
    {
      name: "describe gives each document its kind, format and id, or a reason",
      async run() {
        const source = await open();
        const kinds: Record<string, number> = {};
        for (const document of await readDocuments(source)) {
          const described = source.describe(document);
          assertDescribed(described);
          deepEqual(source.describe(document), described, "another description of the same document");
          if (!("refused" in described)) kinds[described.kind] = (kinds[described.kind] ?? 0) + 1;
        }
        if (expected.kinds !== undefined) deepEqual(kinds, { ...expected.kinds });
      },
    },
    {
      name: "describe refuses what is no object and the empty object",
      async run() {
        const source = await open();
        for (const value of [[], [{}], {}, 1, "text", null, true]) {
          const described = source.describe(canonicalDocument(value));
          ok("refused" in described, `${JSON.stringify(value)} is described as ${JSON.stringify(described)}`);
          assertDescribed(described);
        }
      },
    },
    {
      name: "describe never throws for what a document holds",
      async run() {
        const source = await open();
        for (const { document, what } of bent(await readDocuments(source))) assertDescribed(attempt(what, () => source.describe(document)));
      },
    },
    {
      name: "the module that is named for other threads says the same",
      async run() {
        const source = await open();
        if (source.describer === undefined) return;
        const module = (await import(source.describer)) as Pick<Source, "describe" | "facets">;
        for (const { document, what } of bent(await readDocuments(source))) {
          const described = source.describe(document);
          deepEqual(module.describe(document), described, what);
          if (!("refused" in described)) deepEqual(module.facets?.(document, described), source.facets?.(document, described), what);
        }
      },
    },
    {
      name: "facets never throws, and names products, severities and dates as texts",
      async run() {
        const source = await open();
        for (const { document, what } of bent(await readDocuments(source))) {
          const described = source.describe(document);
          if (!("refused" in described))
            assertFacets(
              what,
              attempt(what, () => source.facets?.(document, described)),
            );
        }
      },
    },
  ];
}

/** What a run would let `describe` see: documents that have a canonical form. */
async function readDocuments(source: Source): Promise<CanonicalDocument[]> {
  const { documents } = await readAll(source);
  return documents.flatMap(({ bytes }) => {
    try {
      return [canonicalDocument(bytes)];
    } catch (error) {
      if (error instanceof ExportError) return [];
      throw error;
    }
  });
}

interface Bent {
  readonly document: CanonicalDocument;
  readonly what: string;
}

/** The documents as they are, then with each member left out, and with each member of another type. */
function* bent(documents: readonly CanonicalDocument[]): Generator<Bent> {
  for (const document of documents.slice(0, BENT_DOCUMENTS)) {
    yield { document, what: "a document" };
    if (!document.isObject) continue;
    const members = JSON.parse(new TextDecoder().decode(document.bytes)) as Record<string, unknown>;
    for (const name of Object.keys(members)) {
      const { [name]: _, ...others } = members;
      yield { document: canonicalDocument(others), what: `a document without ${name}` };
      for (const value of ODD_VALUES) {
        yield { document: canonicalDocument({ ...others, [name]: value }), what: `a document whose ${name} is ${JSON.stringify(value)}` };
      }
    }
  }
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new Error(`${what} makes it throw: ${String(cause)}`, { cause });
  }
}

function assertDescribed(described: Description | Refusal): void {
  const text = JSON.stringify(described);
  if ("refused" in described) {
    ok(
      Object.keys(ERRORS).some((name) => described.refused === `ERR_EXPORT_${name}`),
      `the code is none of the table: ${text}`,
    );
    ok(typeof described.message === "string" && described.message !== "", `no message: ${text}`);
    ok(described.kind === undefined || isKind(described.kind), `no kind of record: ${text}`);
    return;
  }
  ok(isKind(described.kind), `no kind of record: ${text}`);
  ok(isText(described.format) && described.format !== "", `no format: ${text}`);
  ok(isText(described.formatVersion) && described.formatVersion !== "", `no formatVersion: ${text}`);
  ok(isText(described.id), `the id is no text: ${text}`);
  ok(Array.isArray(described.aliases) && described.aliases.every(isText), `aliases are not texts: ${text}`);
  ok(described.date === undefined || isText(described.date), `the date is no text: ${text}`);
}

function assertFacets(what: string, facets: ReturnType<NonNullable<Source["facets"]>> | undefined): void {
  const { products = [], subjects = [], ecosystems = [], severities = [], dates = {}, tenant } = facets ?? {};
  for (const list of [products, subjects, ecosystems, severities])
    ok(Array.isArray(list) && list.every(isText), `${what}: not a list of texts`);
  ok(
    severities.every((severity) => (SEVERITIES as readonly string[]).includes(severity)),
    `${what}: severities ${severities.join(", ")}`,
  );
  for (const text of [dates.modified, dates.published, tenant])
    ok(text === undefined || isText(text), `${what}: ${JSON.stringify(text)} is no text`);
  equal(typeof dates, "object");
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
