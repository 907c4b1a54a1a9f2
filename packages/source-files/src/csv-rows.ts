// The fields of a row of CSV as in RFC 4180. It knows no columns, and where a row ends is not its affair.

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
