// What becomes of documents that are not records: the run stops and names the first ones, or they are listed in the bundle.
import { encodeUtf8 } from "../../bytes.js";
import { encodeCanonical } from "../../canonical/canonical.js";
import { ExportError } from "../../errors/export-error.js";
import type { Output } from "../../seams/adapter.js";
import type { Sorted } from "../spool/sorted-runs.js";
import type { Sorter } from "../spool/sorter.js";
import type { Reject } from "./lane.js";

/** After so many the run stops reading: nobody reads more in one go. */
const MAX_NAMED = 50;

export interface Rejects {
  readonly onReject: (reject: Reject) => void;
  /** Called once, when everything is read. Throws the first reject where one stops the run. */
  finish(): void;
}

/** `--rejects fail`: throws, naming up to {@link MAX_NAMED} documents through the cause, an AggregateError of ExportErrors. */
export function failOnRejects(): Rejects {
  const named: ExportError[] = [];
  const stop = (): never => {
    const [first] = named as [ExportError];
    if (named.length === 1) throw first;
    const many = named.length === MAX_NAMED ? `at least ${MAX_NAMED}` : String(named.length);
    throw new ExportError(first.code, `${many} documents are rejected; the first: ${first.message}`, {
      ...first.place,
      hint: first.hint,
      cause: new AggregateError(named, "rejected documents"),
    });
  };
  return {
    onReject(reject) {
      named.push(toError(reject));
      if (named.length === MAX_NAMED) stop();
    },
    finish() {
      if (named.length > 0) stop();
    },
  };
}

/** `--rejects report`: sorted by source, path and line, in memory that does not grow. */
export function reportRejects(sorter: Sorter): Rejects {
  return {
    onReject(reject) {
      const line = new Uint8Array(4);
      new DataView(line.buffer).setUint32(0, reject.line);
      const key = Buffer.concat([encodeUtf8(`${reject.source}\0${reject.path}\0`), line]);
      sorter.add(key, encodeCanonical(toReportLine(reject)));
    },
    finish: () => sorter.finish(),
  };
}

/** Writes reports/rejects.jsonl, also when it is empty: an absent list proves nothing. */
export async function writeRejects(rejects: Sorted, output: Output): Promise<void> {
  await output.write("reports/rejects.jsonl", reportLines(rejects), {
    role: "report",
    mediaType: "application/jsonl",
    compressible: false,
  });
}

async function* reportLines(rejects: Sorted): AsyncGenerator<Uint8Array, void> {
  const merge = rejects.merge();
  const newline = Uint8Array.of(0x0a);
  for (let top = merge.top; top !== undefined; merge.advance(), top = merge.top) {
    yield Buffer.concat([top.block.subarray(top.valueStart, top.valueEnd), newline]);
  }
}

function toReportLine({ source, path, line, offset, code, message }: Reject): object {
  return { source, path, ...(line === 0 ? {} : { line }), ...(offset === undefined ? {} : { offset }), code, message };
}

function toError({ source, path, line, offset, code, message }: Reject): ExportError {
  return new ExportError(code, message, {
    source,
    path,
    ...(line === 0 ? {} : { record: line }),
    ...(offset === undefined ? {} : { offset }),
  });
}
