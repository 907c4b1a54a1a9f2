// Rows of CSV as in RFC 4180: where they end, and their fields. Written here and not taken from a library because a row's digest, its line and
// its bound need the row's own bytes, which parsers of text do not keep. It knows no columns.
import type { LineEnds } from "./line-batches.js";

const LF = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;

/** A row ends at an LF outside quotes. Quotes open at the beginning of a field only, so that a stray one does not swallow the rows after it. */
export class CsvRowEnds implements LineEnds {
  #state: "field" | "plain" | "quoted" | "quote" = "field";
  #inner = 0;

  find(bytes: Uint8Array, from: number, to: number): number {
    let state = this.#state;
    for (let at = from; at < to; at++) {
      const byte = bytes[at];
      if (state === "quoted") {
        if (byte === QUOTE) state = "quote";
        else if (byte === LF) this.#inner++;
      } else if (byte === LF) {
        this.#state = "field";
        return at;
      } else if (byte === COMMA) state = "field";
      else if (byte === QUOTE && state !== "plain") state = "quoted";
      else state = "plain";
    }
    this.#state = state;
    return -1;
  }

  takeInner(): number {
    const count = this.#inner;
    this.#inner = 0;
    return count;
  }
}

/** The fields of a row without its line end; `undefined` where its quotes are not as RFC 4180 has them. */
export function parseCsvRow(row: string): string[] | undefined {
  if (!row.includes('"')) return row.split(",");
  const fields: string[] = [];
  for (let at = 0; ; at++) {
    const end = row[at] === '"' ? quotedEnd(row, at) : plainEnd(row, at);
    if (end === undefined) return undefined;
    fields.push(row[at] === '"' ? row.slice(at + 1, end - 1).replaceAll('""', '"') : row.slice(at, end));
    if (end === row.length) return fields;
    at = end;
  }
}

function plainEnd(row: string, start: number): number | undefined {
  const comma = row.indexOf(",", start);
  const end = comma < 0 ? row.length : comma;
  const quote = row.indexOf('"', start);
  return quote >= 0 && quote < end ? undefined : end;
}

/** Behind the quote that closes the field, which a comma or the end must follow. */
function quotedEnd(row: string, start: number): number | undefined {
  for (let at = start + 1; ; at += 2) {
    at = row.indexOf('"', at);
    if (at < 0) return undefined;
    if (row[at + 1] === '"') continue;
    return at + 1 === row.length || row[at + 1] === "," ? at + 1 : undefined;
  }
}
