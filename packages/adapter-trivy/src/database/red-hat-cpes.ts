// The bucket `Red Hat CPE`: which products of Red Hat a host's repositories stand for. Trivy ends a scan of a Red Hat or CentOS system with an
// error where it finds none, so the default repositories are always there. It knows CPEs, not advisories.
import { compareUtf8, encodeUtf8 } from "@stella-export/core";
import type { Row } from "./row-store.js";

const RELEASES = ["8", "9", "10"];
const ARCHITECTURES = ["aarch64", "ppc64le", "s390x", "x86_64"];
/** Repository → edition of the product. */
const EDITIONS = [
  ["baseos", "baseos", "o"],
  ["appstream", "appstream", "a"],
  ["codeready-builder", "crb", "a"],
  ["highavailability", "highavailability", "a"],
] as const;

/** Repositories of a subscribed host, by name (access.redhat.com/security/data/metrics/repository-to-cpe.json has thousands; these are the usual). */
const REPOSITORIES: ReadonlyMap<string, readonly string[]> = new Map([
  ...["6", "7"].flatMap((release): [string, string[]][] => [
    [`rhel-${release}-server-rpms`, [`cpe:/o:redhat:enterprise_linux:${release}`, `cpe:/o:redhat:enterprise_linux:${release}::server`]],
    [`rhel-${release}-server-extras-rpms`, [`cpe:/a:redhat:rhel_extras_other:${release}`, `cpe:/a:redhat:rhel_extras:${release}`]],
  ]),
  ...RELEASES.flatMap((release) =>
    ARCHITECTURES.flatMap((arch) =>
      EDITIONS.map(([repository, edition, part]): [string, string[]] => [
        `rhel-${release}-for-${arch}-${repository}-rpms`,
        [`cpe:/o:redhat:enterprise_linux:${release}`, `cpe:/${part}:redhat:enterprise_linux:${release}::${edition}`],
      ]),
    ),
  ),
]);

export class RedHatCpes {
  readonly #cpes = new Set([...REPOSITORIES.values()].flat());
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

  /** Rows of the bucket, in the order of the database. */
  *rows(): Generator<Row, void> {
    const bucket = "Red Hat CPE";
    const numbering = [...this.#numbering()].map(([cpe, number]) => [String(number), cpe] as const);
    for (const [number, cpe] of numbering.toSorted(([a], [b]) => compareUtf8(a, b))) yield row([bucket, "cpe"], number, cpe);
    const repositories = [...REPOSITORIES].toSorted(([a], [b]) => compareUtf8(a, b));
    for (const [name, cpes] of repositories)
      yield row(
        [bucket, "repository"],
        name,
        cpes.map((cpe) => this.numberOf(cpe)).toSorted((a, b) => a - b),
      );
  }

  #numbering(): ReadonlyMap<string, number> {
    this.#numbers ??= new Map([...this.#cpes].toSorted(compareUtf8).map((cpe, number) => [cpe, number]));
    return this.#numbers;
  }
}

function row(buckets: readonly string[], key: string, value: unknown): Row {
  return { path: [...buckets, key].map(encodeUtf8), value: encodeUtf8(JSON.stringify(value)) };
}
