// Where one statement about a package of Red Hat is open and another one is fixed, and a host can have both: Trivy takes the highest fixed version of
// all entries that are about the host, so that the open one would be lost. Here the open one wins. It knows the entries of one package.
import { type RedHatCve, type RedHatEntry, vulnerabilityOf } from "./red-hat-value.js";

export interface PackageRow {
  readonly id: string;
  readonly entries: readonly RedHatEntry[];
}

export interface SettledRow {
  readonly entries: readonly RedHatEntry[];
  /** Places of rows whose fix gave way to what is open here. */
  readonly instead: ReadonlySet<number>;
}

/** What is called open in a product of which the records say that it is fixed: Trivy cannot tell it from another product of the same hosts. */
export interface WiderStatement {
  /** Place of the row that says so. */
  readonly row: number;
  readonly vulnerability: string;
  readonly cpe: string;
  readonly fixedVersion: string;
}

interface Open {
  readonly row: number;
  readonly entry: RedHatEntry;
  readonly cve: RedHatCve;
}

export interface Settled {
  readonly rows: readonly SettledRow[];
  readonly wider: readonly WiderStatement[];
}

/** Which hosts can have a product: a host can have two of which this is the same. */
export type HostsOf = (cpe: string) => string;

/** `rows`: all of one package. Gives `undefined` where every row stays as it is. */
export function settleOpen(rows: readonly PackageRow[], hostsOf: HostsOf): Settled | undefined {
  let settled: Settled | undefined;
  // What gave way is open for as much as the fix was of, and other fixes may meet that.
  for (let now = rows; ;) {
    const next = settleOnce(now, hostsOf);
    if (next === undefined) return settled;
    settled =
      settled === undefined
        ? next
        : { rows: next.rows.map((row, i) => together(settled?.rows[i], row)), wider: [...settled.wider, ...next.wider] };
    now = rows.map(({ id }, i) => ({ id, entries: next.rows[i]?.entries ?? [] }));
  }
}

function together(before: SettledRow | undefined, { entries, instead }: SettledRow): SettledRow {
  return { entries, instead: new Set([...(before?.instead ?? []), ...instead]) };
}

function settleOnce(rows: readonly PackageRow[], hostsOf: HostsOf): Settled | undefined {
  const opens = opensOf(rows, hostsOf);
  if (opens.size === 0) return undefined;
  const settled = rows.map(() => ({ entries: [] as RedHatEntry[], instead: new Set<number>() }));
  const wider: WiderStatement[] = [];
  let isSame = true;
  for (const [i, { id, entries }] of rows.entries()) {
    for (const entry of entries) {
      const meeting = entry.fixedVersion === "" ? [] : meetingOpens(id, entry, opens, hostsOf);
      if (meeting.length === 0) {
        settled[i]?.entries.push(entry);
        continue;
      }
      isSame = false;
      settled[i]?.entries.push(...restOf(entry, meeting));
      for (const { cve, cpe, found } of meeting) {
        const [{ row, ...open }] = found;
        settled[row]?.instead.add(i);
        const uncovered = uncoveredPart(entry.arches, cpe, found);
        if (uncovered === undefined) continue;
        const { status } = open.entry;
        settled[row]?.entries.push({ fixedVersion: "", cves: [open.cve], arches: uncovered, status, cpes: [cpe] });
        wider.push({ row: i, vulnerability: vulnerabilityOf(id, cve), cpe, fixedVersion: entry.fixedVersion });
      }
    }
  }
  return isSame ? undefined : { rows: settled, wider };
}

/** By vulnerability and hosts. */
function opensOf(rows: readonly PackageRow[], hostsOf: HostsOf): ReadonlyMap<string, readonly Open[]> {
  const opens = new Map<string, Open[]>();
  for (const [row, { id, entries }] of rows.entries()) {
    for (const entry of entries) {
      if (entry.fixedVersion !== "") continue;
      const hosts = new Set(entry.cpes.map(hostsOf));
      for (const cve of entry.cves) {
        for (const host of hosts) {
          const key = keyOf(vulnerabilityOf(id, cve), host);
          const known = opens.get(key);
          if (known === undefined) opens.set(key, [{ row, entry, cve }]);
          else known.push({ row, entry, cve });
        }
      }
    }
  }
  return opens;
}

function keyOf(vulnerability: string, hosts: string): string {
  return `${vulnerability}\0${hosts}`;
}

interface Meeting {
  readonly cve: RedHatCve;
  readonly cpe: string;
  readonly found: readonly [Open, ...Open[]];
}

/** For each vulnerability and product of a fix the open statements that a host can have beside it. */
function meetingOpens(id: string, entry: RedHatEntry, opens: ReadonlyMap<string, readonly Open[]>, hostsOf: HostsOf): Meeting[] {
  return entry.cves.flatMap((cve) =>
    entry.cpes.flatMap((cpe) => {
      const near = opens.get(keyOf(vulnerabilityOf(id, cve), hostsOf(cpe))) ?? [];
      const [first, ...others] = near.filter((open) => doArchesMeet(open.entry.arches, entry.arches));
      return first === undefined ? [] : [{ cve, cpe, found: [first, ...others] as const }];
    }),
  );
}

/** A package without an architecture is asked for whatever architectures an entry names. */
function isForAll(arches: readonly string[]): boolean {
  return arches.length === 0 || arches.includes("noarch");
}

function doArchesMeet(open: readonly string[], fixed: readonly string[]): boolean {
  return isForAll(open) || fixed.length === 0 || open.some((arch) => fixed.includes(arch));
}

/** Of the fix's architectures those that are open; all where they cannot be told apart. */
function openArches(fixed: readonly string[], found: readonly Open[]): readonly string[] {
  if (fixed.length === 0 || found.some(({ entry }) => isForAll(entry.arches))) return fixed;
  return fixed.filter((arch) => found.some(({ entry }) => entry.arches.includes(arch)));
}

/** Architectures of the fix's product that no open statement is about yet; `undefined` for none. */
function uncoveredPart(fixed: readonly string[], cpe: string, found: readonly Open[]): readonly string[] | undefined {
  const same = found.filter(({ entry }) => entry.cpes.includes(cpe));
  if (same.some(({ entry }) => entry.arches.length === 0)) return undefined;
  const left = openArches(fixed, found).filter((arch) => !same.some(({ entry }) => entry.arches.includes(arch)));
  return fixed.length === 0 || left.length > 0 ? left : undefined;
}

/** The fix for everything that nothing open meets. */
function restOf(entry: RedHatEntry, meeting: readonly Meeting[]): RedHatEntry[] {
  return entry.cpes.flatMap((cpe) => {
    const here = meeting.filter((each) => each.cpe === cpe);
    const cves = entry.cves.filter((cve) => !here.some((each) => each.cve === cve));
    const parts = here.map(({ cve, found }) => {
      const opened = openArches(entry.arches, found);
      return { ...entry, cpes: [cpe], cves: [cve], arches: entry.arches.filter((arch) => !opened.includes(arch)) };
    });
    return [...(cves.length === 0 ? [] : [{ ...entry, cpes: [cpe], cves }]), ...parts.filter(({ arches }) => arches.length > 0)];
  });
}
