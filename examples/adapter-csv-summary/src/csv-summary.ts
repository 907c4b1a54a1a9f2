// `csv:summary`: one line for each advisory, for people who read evidence in a spreadsheet.
import {
  type Adapter,
  type AdapterOptions,
  encodeUtf8,
  ExportError,
  type Output,
  type RecordBatch,
  type RecordSet,
} from "@stella-export/core";
import { csvCell } from "./csv-cell.js";

const HEADER = ["id", "aliases", "source", "path", "digest"];

export const csvSummary: Adapter = {
  name: "csv:summary",
  // Raise it whenever the same records would give other bytes.
  version: "1",
  kinds: ["advisory"],

  parseOptions(options: unknown): AdapterOptions {
    const { separator = ",", ...others } = options as { separator?: unknown };
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw invalid(`csv:summary has no option ${JSON.stringify(unknown)}; it has: separator`);
    if (separator !== "," && separator !== ";") throw invalid("separator is , or ;");
    return { separator };
  },

  async render(records: RecordSet, options: AdapterOptions, output: Output): Promise<void> {
    const lines = csvLines(records, String(options.separator));
    await output.write("summary/advisories.csv", lines, { role: "payload", mediaType: "text/csv" });
  },
};

/** A chunk for each batch: ten million records need no more memory than ten. */
async function* csvLines(records: RecordSet, separator: string): AsyncGenerator<Uint8Array, void> {
  yield encodeUtf8(`${HEADER.map(csvCell).join(separator)}\r\n`);
  for await (const batch of records.batches("advisory")) {
    let text = "";
    for (let i = 0; i < batch.count; i++) text += `${cells(batch, i).map(csvCell).join(separator)}\r\n`;
    yield encodeUtf8(text);
  }
}

function cells(batch: RecordBatch, i: number): string[] {
  return [batch.id(i), batch.aliases(i).join(" "), batch.source(i), batch.path(i), batch.sourceDigest(i)];
}

function invalid(message: string): ExportError {
  return new ExportError("ERR_EXPORT_PROFILE_INVALID", `/spec/options: ${message}`);
}
