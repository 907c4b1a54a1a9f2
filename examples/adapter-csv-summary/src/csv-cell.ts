// A text as one cell of CSV (RFC 4180) that no spreadsheet takes for a formula.

/** What Excel, LibreOffice and Google Sheets begin a formula with; a leading tab or line end is skipped before they look. */
const FORMULA = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

/** Quoted always, so that a cell looks the same whatever is in it. An apostrophe goes before what could be a formula. */
export function csvCell(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}
