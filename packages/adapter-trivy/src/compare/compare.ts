// Compares two Trivy databases or two bundles of records and keeps what it finds as lists that may be longer than memory.
import { ExportError } from "@stella-export/core";
import { recordDifferences } from "@stella-export/core/node";
import { toDatabaseDifference } from "./database-change.js";
import { type DatabaseSide, openSide, type RecordSide } from "./opened-side.js";
import { flipsOf } from "./flips.js";
import { ResultList } from "./result-list.js";
import { readSboms } from "./sbom-files.js";
import { treeDifferences } from "./tree-differences.js";

export interface CompareOptions {
  readonly signal?: AbortSignal;
  /** A folder of SBOMs, or one of them, to find flips for. */
  readonly sboms?: string;
}

/** `close` removes what does not fit into memory. */
export interface Comparison {
  readonly kind: "databases" | "records";
  /** In the order in which they are printed. */
  readonly lists: Readonly<Record<string, ResultList>>;
  close(): void;
}

const SIGNAL_DIFFERENCES = 4096;

/** `a` and `b`: bundles, `trivy.db` or `db.tar.gz`. Throws USAGE where the two are of different kinds, and as {@link openSide}. */
export async function compare(a: string, b: string, options: CompareOptions = {}): Promise<Comparison> {
  const from = await openSide(a);
  try {
    const to = await openSide(b);
    try {
      return await compareSides(from, to, b, options);
    } finally {
      to.close();
    }
  } finally {
    from.close();
  }
}

async function compareSides(
  from: DatabaseSide | RecordSide,
  to: DatabaseSide | RecordSide,
  path: string,
  options: CompareOptions,
): Promise<Comparison> {
  if (from.kind === "records" && to.kind === "records" && options.sboms !== undefined)
    throw new ExportError("ERR_EXPORT_USAGE", "only databases say which components are affected", { path, hint: "Leave out --sbom." });
  if (from.kind === "records" && to.kind === "records")
    return collect("records", ["added", "removed", "changed"], (lists) => compareRecords(from, to, lists, options));
  if (from.kind === "database" && to.kind === "database")
    return collect("databases", ["added", "removed", "changed", "flips"], (lists) => compareDatabases(from, to, lists, options));
  const [one, other] = from.kind === "database" ? ["a Trivy database", "a bundle of records"] : ["a bundle of records", "a Trivy database"];
  throw new ExportError("ERR_EXPORT_USAGE", `${one} cannot be compared with ${other}`, { path });
}

type Lists = Readonly<Record<string, ResultList>>;

async function collect(kind: Comparison["kind"], names: readonly string[], work: (lists: Lists) => Promise<void>): Promise<Comparison> {
  const lists = Object.fromEntries(names.map((name) => [name, new ResultList()]));
  const close = (): void => Object.values(lists).forEach((list) => list.close());
  try {
    await work(lists);
  } catch (error) {
    close();
    throw error;
  }
  return { kind, lists, close };
}

async function compareRecords(from: RecordSide, to: RecordSide, lists: Lists, { signal }: CompareOptions): Promise<void> {
  for await (const { kind, record } of recordDifferences(from.contents, to.contents)) {
    signal?.throwIfAborted();
    lists[kind]?.add(record);
  }
}

async function compareDatabases(from: DatabaseSide, to: DatabaseSide, lists: Lists, { signal, sboms }: CompareOptions): Promise<void> {
  const work = from.use((a) =>
    to.use((b) => {
      let count = 0;
      for (const each of treeDifferences(a("walk"), b("walk"))) {
        if (count++ % SIGNAL_DIFFERENCES === 0) signal?.throwIfAborted();
        const difference = toDatabaseDifference(each);
        if (difference?.kind === "changed") for (const change of difference.changes) lists["changed"]?.add(change);
        else if (difference !== undefined) lists[difference.kind]?.add(difference.row);
      }
      for (const { path, sbom } of sboms === undefined ? [] : readSboms(sboms)) {
        signal?.throwIfAborted();
        for (const flip of flipsOf(sbom, a("look-ups"), b("look-ups"))) lists["flips"]?.add({ sbom: path, ...flip });
      }
    }),
  );
  try {
    await work;
  } catch (error) {
    // Both are read at once: which of them it was is known only to who looks at each by itself.
    if (error instanceof ExportError && error.code === "ERR_EXPORT_DATABASE_DAMAGED")
      for (const side of [from, to]) await side.refuseDamage();
    throw error;
  }
}
