// What an Output promises about its sorts and scratch files, as cases: call it beside your Output.
import { deepEqual, equal, throws } from "node:assert/strict";
import { compareBytes, concatBytes, type Output, type SortedEntries, type Sorting } from "@stella-export/core";
import type { ContractCase } from "../contract-case.js";

export type ScratchPlace = Pick<Output, "sorting" | "scratch">;

export interface ScratchContractOptions {
  /** A new place at every call; closed by the caller. */
  readonly open: () => ScratchPlace;
}

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

/** All cases, in any order. */
export function scratchContract({ open }: ScratchContractOptions): ContractCase[] {
  const sorts: readonly (readonly [string, (sorting: Sorting, place: ScratchPlace) => void])[] = [
    ["a sort without entries has none", (sorting) => deepEqual(all(sorting.entries()), [])],
    ["entries come out by their keys as bytes, each with its value", (sorting) => sortsAsBytes(sorting)],
    ["entries of equal keys all come out", (sorting) => keepsEqualKeys(sorting)],
    ["keys and values are copied when they are added", (sorting) => copies(sorting)],
    ["several sequences can be read", (sorting) => readsTwice(sorting)],
    ["nothing can be added after entries were asked for", (sorting) => refusesLateEntries(sorting)],
    ["there is no current entry before the first and after the last", (sorting) => hasEnds(sorting)],
    ["two sorts do not see each other", (sorting, place) => areApart(sorting, place.sorting())],
  ];
  return [
    ...sorts.map(([name, check]) => ({
      name,
      async run() {
        const place = open();
        check(place.sorting(), place);
      },
    })),
    { name: "a scratch file gives back what was written, in whatever order", run: () => writesAnywhere(open()) },
  ];
}

function all(entries: SortedEntries): [string, string][] {
  const found: [string, string][] = [];
  while (entries.next()) found.push([Buffer.from(entries.key).toString("latin1"), Buffer.from(entries.value).toString("latin1")]);
  equal(entries.next(), false, "a sequence that ended goes on");
  return found;
}

function sortsAsBytes(sorting: Sorting): void {
  const keys = ["b", "", "a\0c", "a", "ab", "\u00ff", "\u007f", "a\0b"];
  for (const key of keys) sorting.add(bytes(key), bytes(`value of ${key}`));
  const sorted = keys.toSorted((a, b) => compareBytes(bytes(a), bytes(b)));
  deepEqual(
    all(sorting.entries()),
    sorted.map((key) => [key, `value of ${key}`]),
  );
}

function keepsEqualKeys(sorting: Sorting): void {
  for (const value of ["3", "1", "2", "1"]) sorting.add(bytes("k"), bytes(value));
  const values = all(sorting.entries()).map(([, value]) => value);
  deepEqual(
    values.toSorted((a, b) => (a < b ? -1 : 1)),
    ["1", "1", "2", "3"],
  );
}

function copies(sorting: Sorting): void {
  const key = bytes("key");
  const value = bytes("value");
  sorting.add(key, value);
  key.fill(0);
  value.fill(0);
  deepEqual(all(sorting.entries()), [["key", "value"]]);
}

function readsTwice(sorting: Sorting): void {
  for (const key of ["b", "a"]) sorting.add(bytes(key), bytes(""));
  const first = all(sorting.entries());
  deepEqual(all(sorting.entries()), first);
  equal(first.length, 2);
}

function refusesLateEntries(sorting: Sorting): void {
  sorting.add(bytes("a"), bytes(""));
  sorting.entries();
  throws(() => sorting.add(bytes("b"), bytes("")), TypeError);
}

function hasEnds(sorting: Sorting): void {
  sorting.add(bytes("a"), bytes("1"));
  const entries = sorting.entries();
  throws(() => entries.key, TypeError);
  equal(entries.next(), true);
  equal(entries.key.length, 1);
  equal(entries.next(), false);
  throws(() => entries.value, TypeError);
}

function areApart(one: Sorting, other: Sorting): void {
  one.add(bytes("a"), bytes("1"));
  other.add(bytes("a"), bytes("2"));
  deepEqual([all(one.entries()), all(other.entries())], [[["a", "1"]], [["a", "2"]]]);
}

async function writesAnywhere(place: ScratchPlace): Promise<void> {
  const file = place.scratch();
  file.write(bytes("ef"), 4);
  file.write(bytes("ab"), 0);
  equal(file.sizeBytes, 6);
  const into = new Uint8Array(3);
  equal(file.read(into, 3), 3);
  deepEqual([...into], [0, 0x65, 0x66]);
  equal(file.read(into, 5), 1);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.chunks()) chunks.push(chunk.slice());
  equal(Buffer.from(concatBytes(chunks)).toString("latin1"), "ab\0\0ef");
}
