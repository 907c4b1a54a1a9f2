// Documents of every kind that mean nothing, for adapters that do not look into them.
import { encodeUtf8, type Kind, KINDS } from "@stella-export/core";
import type { MemoryDocument } from "./memory-document.js";

/**
 * `count` documents of each kind, from two sources, with what is odd but allowed: ids shared by documents, text outside of ASCII and of the
 * BMP, quotes and line ends in ids and texts, numbers that no double holds. Dates are those of March 2026.
 */
export function sampleDocuments(kinds: readonly Kind[] = KINDS, count = 12): MemoryDocument[] {
  return kinds.flatMap((kind) => Array.from({ length: count }, (_, i) => sampleDocument(kind, i)));
}

const TEXTS = ["plain", "Ünïcode, 漢字 and 😀", 'quotes " and \\ and a\nline end', "=1+1", "", "x".repeat(5000)];

function sampleDocument(kind: Kind, i: number): MemoryDocument {
  const id = i % 4 === 3 ? "SHARED-ID" : `${kind.toUpperCase()}-${i % 6 === 4 ? 'odd "id", \n' : ""}${i}`;
  const text = TEXTS[i % TEXTS.length] as string;
  const sample = { kind, source: i % 3 === 0 ? "second" : "first", path: i % 2 === 0 ? `${kind}/${i}.json` : `${kind}.jsonl`, id };
  const date = `2026-03-${String((i % 28) + 1).padStart(2, "0")}T00:00:00Z`;
  const aliases = i % 5 === 0 ? [`ALIAS-${i}`, text] : [];
  const body = { summary: text, modified: date, id, number: i, kind, nested: { list: [i, null, true] } };
  // As bytes, because no JavaScript value holds these numbers.
  const exact = encodeUtf8(`${JSON.stringify(body).slice(0, -1)}, "big": 12956636075206043460, "small": 9.80 }`);
  return { ...sample, aliases, date, body: i % 4 === 1 ? exact : body };
}
