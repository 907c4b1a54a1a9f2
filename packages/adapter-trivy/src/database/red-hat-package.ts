// The rows of one package of Red Hat, which Trivy looks at together: what one of them calls open must not get lost beside the fix of another. It
// knows bytes and origins; which statement wins is the mapping's affair.
import { decodeUtf8, encodeUtf8, equalBytes } from "@stella-export/core";
import { type Problem, widened } from "../mapping/problem.js";
import { redHatEcosystem } from "../mapping/red-hat-losses.js";
import { type Settled, settleOpen } from "../mapping/red-hat-open.js";
import { encodeRedHatEntries, type RedHatEntry } from "../mapping/red-hat-value.js";
import type { RedHatCpes } from "./red-hat-cpes.js";
import type { AdvisoryRow } from "./row-store.js";

/** A problem with what a record says, known by its origin. */
export interface WiderRow {
  readonly origin: number;
  /** Of the row. */
  readonly id: string;
  readonly ecosystem: string;
  readonly package: string;
  readonly problem: Problem;
}

interface KeptRow {
  readonly path: readonly Uint8Array[];
  readonly id: string;
  readonly entries: readonly RedHatEntry[];
  readonly origins: readonly number[];
  readonly instead?: readonly string[];
}

const NOTHING = new Uint8Array(0);

export class RedHatPackage {
  readonly #cpes: RedHatCpes;
  readonly #onWider: ((row: WiderRow) => void) | undefined;
  #rows: KeptRow[] = [];

  constructor(cpes: RedHatCpes, onWider: ((row: WiderRow) => void) | undefined) {
    this.#cpes = cpes;
    this.#onWider = onWider;
  }

  isOf(packageKey: Uint8Array): boolean {
    const [, key] = this.#rows[0]?.path ?? [];
    return key === undefined || equalBytes(key, packageKey);
  }

  /** `values`: of the records of one key. */
  add(path: readonly Uint8Array[], values: readonly Uint8Array[], origins: readonly number[]): void {
    const entries = values.flatMap((value) => JSON.parse(decodeUtf8(value)) as RedHatEntry[]);
    this.#rows.push({ path, id: decodeUtf8(path[2] ?? NOTHING), entries, origins: [...origins] });
  }

  /** The rows of the package, which is forgotten. */
  *taken(): Generator<AdvisoryRow, void> {
    const rows = this.#settled();
    this.#rows = [];
    for (const { path, entries, origins, instead = [] } of rows) {
      const value = encodeUtf8(JSON.stringify(encodeRedHatEntries(entries, (cpe) => this.#cpes.numberOf(cpe))));
      yield { path, value, origins, instead };
    }
  }

  #settled(): readonly KeptRow[] {
    const before = this.#rows;
    const settled = settleOpen(before, (cpe) => this.#cpes.hostsOf(cpe));
    if (settled === undefined) return before;
    this.#tell(settled.wider);
    return before.flatMap((row, i) => {
      const { entries = row.entries, instead = new Set<number>() } = settled.rows[i] ?? {};
      if (entries.length === 0) return [];
      const others = before.filter((_, other) => instead.has(other));
      const origins = new Set([...row.origins, ...others.flatMap((other) => other.origins)]);
      return [{ ...row, entries, origins: [...origins].toSorted((a, b) => a - b), instead: others.map(({ id }) => id) }];
    });
  }

  /** One line for each fix and product, whatever the number of its vulnerabilities. */
  #tell(wider: Settled["wider"]): void {
    const groups = new Map<string, { row: KeptRow; ecosystem: string; fixedVersion: string; vulnerabilities: Set<string> }>();
    for (const { row: at, cpe, fixedVersion, vulnerability } of wider) {
      const ecosystem = redHatEcosystem(cpe);
      const key = JSON.stringify([at, ecosystem, fixedVersion]);
      const known = groups.get(key);
      const row = this.#rows[at];
      if (known !== undefined) known.vulnerabilities.add(vulnerability);
      else if (row !== undefined) groups.set(key, { row, ecosystem, fixedVersion, vulnerabilities: new Set([vulnerability]) });
    }
    for (const { row, ecosystem, fixedVersion, vulnerabilities } of groups.values()) {
      const names = [...vulnerabilities].join(", ");
      const why = "Trivy takes one product's fix for that of every product of the same hosts, so this one is called open too";
      const problem = widened(`<${fixedVersion}`, `${names} is open in another product: ${why}`);
      const place = { ecosystem, package: decodeUtf8(row.path[1] ?? NOTHING) };
      for (const origin of row.origins) this.#onWider?.({ origin, id: row.id, ...place, problem });
    }
  }
}
