// The bucket `Red Hat CPE`: which products of Red Hat a host's repositories stand for. Trivy ends a scan of a Red Hat or CentOS system with an
// error where it finds none, so the usual repositories are always there; others are where a record names their product.
import { compareUtf8, encodeUtf8 } from "@stella-export/core";
import { releaseOf, repositoriesOf } from "../mapping/red-hat-repositories.js";
import type { Row } from "./row-store.js";

/** Products that are always there, which makes their repositories so. */
const USUAL = [
  ...["6", "7"].flatMap((release) => [
    `cpe:/o:redhat:enterprise_linux:${release}`,
    `cpe:/o:redhat:enterprise_linux:${release}::server`,
    `cpe:/a:redhat:rhel_extras:${release}`,
    `cpe:/a:redhat:rhel_extras_other:${release}`,
  ]),
  ...["8", "9", "10"].map((release) => `cpe:/o:redhat:enterprise_linux:${release}`),
];

export class RedHatCpes {
  readonly #cpes = new Set(USUAL);
  readonly #hosts = new Map<string, string>();
  #numbers: ReadonlyMap<string, number> | undefined;

  add(cpe: string): void {
    if (this.#numbers !== undefined) throw new TypeError("the CPEs are numbered");
    this.#cpes.add(cpe);
  }

  /** Of a CPE that was added. The first call ends adding. */
  numberOf(cpe: string): number {
    const number = this.#numbering().get(cpe);
    if (number === undefined) throw new TypeError(`never added: ${cpe}`);
    return number;
  }

  /** A host can have products of one release of RHEL; what is of none that is known is for itself. */
  hostsOf(cpe: string): string {
    let hosts = this.#hosts.get(cpe);
    if (hosts === undefined) this.#hosts.set(cpe, (hosts = releaseOf(cpe) ?? cpe));
    return hosts;
  }

  /** Rows of the bucket, in the order of the database. */
  *rows(): Generator<Row, void> {
    const bucket = "Red Hat CPE";
    const numbering = [...this.#numbering()].map(([cpe, number]) => [String(number), cpe] as const);
    for (const [number, cpe] of numbering.toSorted(([a], [b]) => compareUtf8(a, b))) yield row([bucket, "cpe"], number, cpe);
    for (const [name, numbers] of [...this.#repositories()].toSorted(([a], [b]) => compareUtf8(a, b)))
      yield row([bucket, "repository"], name, numbers);
  }

  /** By name, with the numbers of the products that each stands for, ascending. */
  #repositories(): ReadonlyMap<string, readonly number[]> {
    const repositories = new Map<string, number[]>();
    for (const [cpe, number] of this.#numbering()) {
      for (const name of repositoriesOf(cpe)) {
        const numbers = repositories.get(name);
        if (numbers === undefined) repositories.set(name, [number]);
        else numbers.push(number);
      }
    }
    return repositories;
  }

  #numbering(): ReadonlyMap<string, number> {
    this.#numbers ??= new Map([...this.#cpes].toSorted(compareUtf8).map((cpe, number) => [cpe, number]));
    return this.#numbers;
  }
}

function row(buckets: readonly string[], key: string, value: unknown): Row {
  return { path: [...buckets, key].map(encodeUtf8), value: encodeUtf8(JSON.stringify(value)) };
}
