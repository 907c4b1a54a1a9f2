// What of a CSAF advisory is not in the database as the document says it: a line for each package, product and reason, whatever the number of its
// vulnerabilities. It knows how that is told, not why it is so.
import type { RowSink } from "./osv-mapping.js";
import { toOsvRecord } from "./osv-record.js";
import type { Problem } from "./problem.js";
import type { RedHatProduct } from "./red-hat-tree.js";
import { productOf } from "./red-hat-value.js";

interface Loss {
  readonly problem: Problem;
  readonly ecosystem: string;
  readonly name: string;
  readonly vulnerabilities: Set<string>;
}

export class RedHatLosses {
  readonly #losses = new Map<string, Loss>();

  get count(): number {
    return this.#losses.size;
  }

  add({ name, packageKey, cpe }: RedHatProduct, vulnerability: string, problem: Problem): void {
    const ecosystem = cpe === "" ? "Red Hat" : redHatEcosystem(cpe);
    const key = JSON.stringify([ecosystem, packageKey, name, problem]);
    const known = this.#losses.get(key);
    if (known === undefined) this.#losses.set(key, { problem, ecosystem, name, vulnerabilities: new Set([vulnerability]) });
    else known.vulnerabilities.add(vulnerability);
  }

  tell(sink: RowSink): void {
    for (const { problem, ecosystem, name, vulnerabilities } of this.#losses.values()) {
      const [affected] = toOsvRecord({ affected: [{ package: { ecosystem, name } }] }).affected;
      sink.problem({ ...problem, message: `${[...vulnerabilities].join(", ")}: ${problem.message}` }, affected);
    }
  }
}

/** As OSV names it. */
export function redHatEcosystem(cpe: string): string {
  return `Red Hat:${productOf(cpe)}`;
}
