// What formats say of any document: never an error, always of the promised shape, and the same when asked again in another order.
import { isDeepStrictEqual } from "node:util";
import { isKind, SEVERITIES } from "@stella-export/core";
import { describeDocument, facetsOf } from "@stella-export/formats";
import { MAX_ID_LENGTH } from "../../packages/formats/src/format.ts";
import { DocumentReader } from "../documents.mjs";
import { expect } from "../expect.mjs";

const REFUSALS = new Set(["ERR_EXPORT_SHAPE_UNKNOWN", "ERR_EXPORT_FORMAT_INVALID"]);
const FACETS = new Set(["products", "subjects", "ecosystems", "severities", "dates", "tenant"]);
const reader = new DocumentReader();

export const sync = true;

export function fuzz(data) {
  const document = reader.read(data);
  if (document === undefined) return;
  const before = Buffer.from(document.bytes);
  const said = describeDocument(document);
  if (said.refused === undefined) {
    checkDescription(said);
    const facets = facetsOf(document, said);
    checkFacets(facets);
    expect(isDeepStrictEqual(facetsOf(document, said), facets), "other facets the second time");
  } else checkRefusal(said);
  expect(isDeepStrictEqual(describeDocument(document), said), "another description the second time");
  expect(before.equals(document.bytes), "the document was changed");
}

function checkRefusal({ refused, message, kind }) {
  expect(REFUSALS.has(refused), `refused with ${refused}`);
  expect(kind === undefined || isKind(kind), "the kind of a refusal");
  expect(typeof message === "string" && message.length < 2000, "the message of a refusal");
  expect(!/[\u0000-\u001f\u007f-\u009f]/.test(message), "a control character in a message");
}

function checkDescription({ kind, format, formatVersion, id, aliases, date }) {
  expect(isKind(kind), "the kind");
  expect(/^[a-z0-9-]+$/.test(format) && /^[0-9]+$/.test(formatVersion), "the format");
  expect(typeof id === "string" && id.length <= MAX_ID_LENGTH, "the id");
  expect(areTexts(aliases), "the aliases");
  expect(date === undefined || typeof date === "string", "the date");
}

function checkFacets(facets) {
  expect(
    Object.keys(facets).every((name) => FACETS.has(name)),
    "an unknown facet",
  );
  const { products, subjects, ecosystems, severities, dates, tenant } = facets;
  for (const list of [products, subjects, ecosystems, severities]) expect(list === undefined || areTexts(list), "a list of texts");
  expect(severities?.every((each) => SEVERITIES.includes(each)) ?? true, "a severity");
  for (const text of [dates.modified, dates.published, tenant]) expect(text === undefined || typeof text === "string", "a text");
}

function areTexts(list) {
  return Array.isArray(list) && list.every((text) => typeof text === "string");
}
