// Checks that a database file is whole and has the form that Trivy reads, and counts what is in it, so that two can be compared.
import { ExportError } from "@stella-export/core";
import { openBolt } from "../bolt/bolt-reader.js";
import { describeShortfall, judgeNumbers, leastAfter, refusalText } from "../quality/judge.js";
import type { DatabaseNumbers } from "../quality/numbers.js";
import { summarizeNumbers } from "../quality/summarize-numbers.js";
import { checkDatabase, type DatabaseCheck, refuseDamage } from "../tools/database-check.js";
import { withBoltFile } from "../tools/database-file.js";
import type { BucketSummary } from "../tools/database-summary.js";
import { summarizeJava } from "../tools/java-summary.js";
import type { DatabaseSlot } from "./database-slot.js";
import { checkJavaFile } from "./java-check.js";

/** What is in a database of one of the two kinds. */
export type DatabaseContent =
  | { readonly kind: "db"; readonly numbers: DatabaseNumbers }
  | { readonly kind: "java-db"; readonly archives: readonly BucketSummary[] };

/** Checks the file from end to end. Throws DATABASE_DAMAGED, naming `shown`. */
export async function checkContent(slot: DatabaseSlot, path: string, shown: string): Promise<DatabaseContent> {
  if (slot.name === "java-db") await checkJavaFile(path, shown);
  else await withBoltFile(path, (source) => refuseUnfit(checkDatabase(source), shown), shown);
  return readContent(slot, path, shown);
}

/** Counts only; damage that is not met stays unseen. Throws DATABASE_DAMAGED, naming `shown`. */
async function readContent(slot: DatabaseSlot, path: string, shown: string): Promise<DatabaseContent> {
  if (slot.name === "java-db") return { kind: "java-db", archives: (await summarizeJava(path, shown)).buckets };
  return { kind: "db", numbers: await withBoltFile(path, (source) => summarizeNumbers(openBolt(source, { singlePass: true })), shown) };
}

export function recordsIn(content: DatabaseContent): number {
  return content.kind === "db" ? content.numbers.total.records : content.archives.reduce((sum, { records }) => sum + records, 0);
}

/** Throws QUALITY_GATE where `now` is empty, or has lost too much of what `before` had; `before` is absent where there is nothing to compare with. */
export function refuseShortfall(before: DatabaseContent | undefined, now: DatabaseContent, shown: string): void {
  const reasons =
    now.kind === "db"
      ? judgeNumbers(before?.kind === "db" ? before.numbers : undefined, now.numbers).map(describeShortfall)
      : javaShortfalls(before?.kind === "java-db" ? before.archives : [], now.archives);
  if (reasons.length === 0) return;
  throw new ExportError("ERR_EXPORT_QUALITY_GATE", refusalText(reasons), {
    path: shown,
    hint: "The message has the numbers, those before from the cache. Look for what the bundle lost. If the loss is meant, install into a fresh --trivy-cache.",
  });
}

function javaShortfalls(before: readonly BucketSummary[], now: readonly BucketSummary[]): readonly string[] {
  if (now.every(({ records }) => records === 0)) return ["the database holds no archive"];
  return before.flatMap(({ name, records }) => {
    const left = now.find((each) => each.name === name)?.records ?? 0;
    const atLeast = leastAfter(records);
    return left >= atLeast ? [] : [`archives of type ${name}: ${records} -> ${left}, at least ${atLeast} expected`];
  });
}

function refuseUnfit(check: DatabaseCheck, path: string): void {
  refuseDamage(check, path);
  if (check.format !== "trivy-db")
    throw new ExportError("ERR_EXPORT_QUALITY_GATE", refusalText(["the database has no bucket that Trivy reads"]), { path });
}
