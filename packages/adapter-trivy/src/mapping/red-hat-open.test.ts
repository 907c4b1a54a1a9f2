// What is open beside a fix that a host can have too, and what is left of the fix.
import { expect, test } from "vitest";
import { type PackageRow, settleOpen } from "./red-hat-open.js";
import { type RedHatEntry, vulnerabilityOf } from "./red-hat-value.js";

const fix = (fixedVersion: string, cves: string, cpes: string, arches = ""): RedHatEntry => ({
  fixedVersion,
  cves: cves.split(" ").map((ID) => ({ ID, Severity: 3 })),
  arches: arches.split(" ").filter((arch) => arch !== ""),
  status: 0,
  cpes: cpes.split(" "),
});
const open = (cpes: string, arches = ""): RedHatEntry => ({ ...fix("", "", cpes, arches), cves: [{ Severity: 2 }], status: 5 });

/** Products meet whose first letters are the same. */
const settled = (...rows: readonly (readonly [id: string, ...entries: RedHatEntry[]])[]) =>
  settleOpen(
    rows.map(([id, ...entries]): PackageRow => ({ id, entries })),
    (cpe) => cpe.slice(0, 1),
  );

test("without both nothing changes", () => {
  expect(settled(["RHSA-1", fix("5-1", "CVE-1", "a1")], ["RHSA-2", fix("6-1", "CVE-1", "a1")])).toBeUndefined();
  expect(settled(["CVE-1", open("a1")], ["CVE-2", open("a1")])).toBeUndefined();
  expect(settled(["CVE-1", open("a1")], ["RHSA-1", fix("5-1", "CVE-2", "a1")])).toBeUndefined();
});

test("products that no host has both of keep what each says, and so do architectures", () => {
  expect(settled(["CVE-1", open("a1")], ["RHSA-1", fix("5-1", "CVE-1", "b1")])).toBeUndefined();
  expect(settled(["CVE-1", open("a1", "s390x")], ["RHSA-1", fix("5-1", "CVE-1", "a1", "x86_64")])).toBeUndefined();
});

test("of one product the open one wins, for its vulnerability only", () => {
  expect(settled(["CVE-1", open("a1")], ["RHSA-1", fix("5-1", "CVE-1 CVE-2", "a1 b1")])).toEqual({
    rows: [
      { entries: [open("a1")], instead: new Set([1]) },
      { entries: [fix("5-1", "CVE-2", "a1"), fix("5-1", "CVE-1 CVE-2", "b1")], instead: new Set() },
    ],
    wider: [],
  });
});

test("a fix under the key of its vulnerability", () => {
  const own = { ...fix("5-1", "", "a1"), cves: [{ Severity: 3 }] };
  expect(settled(["CVE-1", own, open("a1")])?.rows).toEqual([{ entries: [open("a1")], instead: new Set([0]) }]);
  expect(settled(["RHSA-1", fix("5-1", "ACME-1", "a1")], ["ACME-1", { ...fix("", "ACME-1", "a1"), status: 2 }])?.rows[0]?.entries).toEqual(
    [],
  );
});

test("another product of the same hosts is open too, which is told", () => {
  expect(settled(["CVE-1", open("a1")], ["RHSA-1", fix("5-1", "CVE-1", "a2 b1")])).toEqual({
    rows: [
      { entries: [open("a1"), open("a2")], instead: new Set([1]) },
      { entries: [fix("5-1", "CVE-1", "b1")], instead: new Set() },
    ],
    wider: [{ row: 1, vulnerability: "CVE-1", cpe: "a2", fixedVersion: "5-1" }],
  });
});

test("of architectures those that are open", () => {
  const result = settled(["CVE-1", open("a1", "x86_64")], ["RHSA-1", fix("5-1", "CVE-1", "a1", "aarch64 x86_64")]);
  expect(result?.rows.map(({ entries }) => entries)).toEqual([[open("a1", "x86_64")], [fix("5-1", "CVE-1", "a1", "aarch64")]]);
  const all = settled(["CVE-1", open("a1", "x86_64")], ["RHSA-1", fix("5-1", "CVE-1", "a1")]);
  expect(all?.rows.map(({ entries }) => entries)).toEqual([[open("a1", "x86_64"), open("a1")], []]);
  const none = settled(["CVE-1", open("a1", "noarch")], ["RHSA-1", fix("5-1", "CVE-1", "a1", "x86_64")]);
  expect(none?.rows.map(({ entries }) => entries)).toEqual([[open("a1", "noarch"), open("a1", "x86_64")], []]);
});

test("whatever the statements, Trivy then finds every version that one of them calls affected", () => {
  let seed = 1;
  const pick = <T>(of: readonly T[]): T => {
    seed = (seed * 48_271) % 2_147_483_647;
    return of[seed % of.length] as T;
  };
  const some = <T>(of: readonly T[]): T[] =>
    [pick(of), ...of.filter(() => pick([true, false]))].filter((each, i, all) => all.indexOf(each) === i);
  const cves = ["CVE-1", "CVE-2"];
  const arches = ["x86_64", "s390x", "noarch"];
  const entry = (id: string): RedHatEntry => {
    const fixedVersion = pick(["", "3", "5", "7"]);
    const named = id.startsWith("CVE-") ? [{ Severity: 1 }] : some(cves).map((ID) => ({ ID, Severity: 1 }));
    return { fixedVersion, cves: named, arches: pick([[], [], some(arches)]), status: 0, cpes: some(["a1", "a2", "b1"]) };
  };
  /** As trivy pkg/detector/ospkg/redhat: the highest fix, and what is open only without one. */
  const isFound = (fixes: readonly string[], version: number) =>
    fixes.length > 0 && (fixes.every((fixed) => fixed === "") || version < Math.max(...fixes.map(Number)));
  const missed: unknown[] = [];
  let changed = 0;
  for (let round = 0; round < 3000; round++) {
    const rows = some([...cves, "RHSA-1", "RHSA-2"]).map((id) => ({
      id,
      entries: [entry(id), ...(pick([true, false]) ? [entry(id)] : [])],
    }));
    const settledRows = settleOpen(rows, (cpe) => cpe.slice(0, 1))?.rows;
    if (settledRows !== undefined) changed++;
    const after = settledRows?.map(({ entries }, i) => ({ id: rows[i]?.id ?? "", entries })) ?? rows;
    const about = (all: readonly PackageRow[], cve: string, isFor: (each: RedHatEntry) => boolean) =>
      all.flatMap(({ id, entries }) =>
        entries
          .filter((each) => isFor(each) && each.cves.some((one) => vulnerabilityOf(id, one) === cve))
          .map(({ fixedVersion }) => fixedVersion),
      );
    for (const host of [["a1"], ["a2"], ["a1", "a2"], ["b1"]])
      for (const arch of arches)
        for (const cve of cves)
          for (const version of [2, 4, 6, 8]) {
            const hasProduct = ({ cpes }: RedHatEntry) => cpes.some((cpe) => host.includes(cpe));
            const said = about(rows, cve, (each) => hasProduct(each) && (each.arches.length === 0 || each.arches.includes(arch)));
            const isAsked = ({ arches: of }: RedHatEntry) => of.length === 0 || arch === "noarch" || of.includes(arch);
            const isAffected = said.some((fixed) => fixed === "" || version < Number(fixed));
            if (
              isAffected &&
              !isFound(
                about(after, cve, (each) => hasProduct(each) && isAsked(each)),
                version,
              )
            )
              missed.push({ rows, host, arch, cve, version });
          }
  }
  expect(missed).toEqual([]);
  expect(changed).toBeGreaterThan(500);
});
