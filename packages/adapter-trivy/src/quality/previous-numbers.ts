// The numbers of the database in the bundle before: as that bundle says them itself, under its manifest's digest, else counted in its database.
import { decodeUtf8, ExportError, type Output, type PreviousBundle, readTar } from "@stella-export/core";
import { DATABASE_ARCHIVE } from "../database/archive.js";
import { openBolt } from "../bolt/bolt-reader.js";
import { cachedSource } from "../bolt/file-bytes.js";
import { toDatabaseError } from "../tools/database-error.js";
import { type DatabaseNumbers, SEVERITIES } from "./numbers.js";
import { REPORT_PATH, REPORT_SCHEMA } from "./report.js";
import { summarizeNumbers } from "./summarize-numbers.js";

/** Ten thousand buckets have less. */
const MAX_REPORT_BYTES = 1 << 24;

/**
 * `version`: of the adapter. What another one counted is not to be compared with the numbers of today, its database is. Throws what
 * {@link PreviousBundle.chunks} throws, and DATABASE_DAMAGED.
 */
export async function previousNumbers(
  previous: PreviousBundle,
  version: string,
  output: Pick<Output, "scratch" | "signal">,
): Promise<DatabaseNumbers> {
  const reported = previous.manifest.tool.adapterVersion === version ? await reportedNumbers(previous) : undefined;
  return reported ?? countedNumbers(previous, output);
}

/** `undefined` where there is no report, or one of another version of this tool. */
async function reportedNumbers(previous: PreviousBundle): Promise<DatabaseNumbers | undefined> {
  const chunks = previous.chunks(REPORT_PATH);
  if (chunks === undefined) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > MAX_REPORT_BYTES) return undefined;
    parts.push(new Uint8Array(chunk));
  }
  try {
    const report = JSON.parse(decodeUtf8(Buffer.concat(parts))) as { schema?: unknown; now?: unknown };
    return report.schema === REPORT_SCHEMA && isNumbers(report.now) ? report.now : undefined;
  } catch {
    return undefined;
  }
}

/** Every number that a verdict looks at has to be one. */
function isNumbers(value: unknown): value is DatabaseNumbers {
  const { buckets, sources, total, severities, vendorRated } = (value ?? {}) as Partial<Record<keyof DatabaseNumbers, unknown>>;
  const isNumber = (each: unknown): boolean => Number.isSafeInteger(each) && (each as number) >= 0;
  const isCounts = (each: unknown): boolean =>
    typeof each === "object" &&
    each !== null &&
    ["packages", "records", "ranged", "fixed", "rated"].every((name) => isNumber((each as Record<string, unknown>)[name]));
  const areNamed = (list: unknown): boolean =>
    Array.isArray(list) && list.every((each: unknown) => isCounts(each) && typeof (each as { name?: unknown }).name === "string");
  return (
    areNamed(buckets) &&
    areNamed(sources) &&
    isCounts(total) &&
    typeof severities === "object" &&
    SEVERITIES.every((name) => isNumber((severities as Record<string, unknown> | null)?.[name])) &&
    isNumber(vendorRated)
  );
}

async function countedNumbers(previous: PreviousBundle, output: Pick<Output, "scratch" | "signal">): Promise<DatabaseNumbers> {
  const archive = previous.chunks(DATABASE_ARCHIVE);
  const missing = (): ExportError =>
    new ExportError("ERR_EXPORT_FILE_MISSING", "the bundle before has no trivy.db", { path: `${DATABASE_ARCHIVE}.gz` });
  if (archive === undefined) throw missing();
  const file = output.scratch();
  let position = 0;
  // To its end, where its digest is compared.
  for await (const entry of readTar(archive)) {
    if (entry.path !== "trivy.db") continue;
    for await (const chunk of entry.chunks()) {
      output.signal?.throwIfAborted();
      file.write(chunk, position);
      position += chunk.length;
    }
  }
  if (position === 0) throw missing();
  try {
    const source = cachedSource(file.sizeBytes, (into, at) => file.read(into, at));
    return summarizeNumbers(openBolt(source, { singlePass: true }));
  } catch (error) {
    throw toDatabaseError(error, `${DATABASE_ARCHIVE}.gz`);
  }
}
