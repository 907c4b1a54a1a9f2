// Two verifications over one memory, stopped and continued at every operation. Nothing that one of them accepted may be forgotten.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { SeenBundle } from "../verify/trust/trust-state.js";
import { type Files, nodeFiles } from "./files.js";
import type { FolderStateOptions } from "./folder-state.js";
import { admit, content, first, KEY_B, seen } from "./folder-state-fixture.js";

const base = mkdtempSync(join(tmpdir(), "folder-state-interleaved-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let folders = 0;

/** Nobody pulls the plug here. */
const unsynced: Files = { ...nodeFiles, sync: () => undefined, syncFolder: () => undefined };
/** What another verification can see, or can be seen by. */
const SHARED: readonly string[] = ["makeFolder", "list", "look", "openForWrite", "write", "openForRead", "link", "remove"];

class Stop extends Error {}
type Operation = (...args: unknown[]) => unknown;

/** A verification that can be stopped before any such operation: continued, it is told again what its operations gave, and goes on from there. */
class Verification {
  readonly #told: Operation[] = [];
  readonly #work: (files: Files) => Promise<string>;

  constructor(work: (files: Files) => Promise<string>) {
    this.#work = work;
  }

  /** What came out; `undefined` where it was stopped after that many operations. */
  async runTo(end: number): Promise<string | undefined> {
    let next = 0;
    let isStopped = false;
    let told = 0;
    const stoppable = (name: string, operation: Operation): Operation => {
      return (...args) => {
        if (next === end && (isStopped ||= SHARED.includes(name))) throw new Stop();
        if (SHARED.includes(name)) next++;
        this.#told[told] ??= perform(name, operation, args);
        return this.#told[told++]?.(...args);
      };
    };
    const files = Object.fromEntries(Object.entries(unsynced).map(([name, operation]) => [name, stoppable(name, operation as Operation)]));
    return this.#work(files as unknown as Files).catch((error: unknown) => {
      if (!(error instanceof Stop)) throw error;
      return undefined;
    });
  }
}

/** What gives the same again, without doing it again. */
function perform(name: string, operation: Operation, args: unknown[]): Operation {
  try {
    const value = operation(...args);
    const bytes = name === "read" ? Uint8Array.from((args[1] as Uint8Array).subarray(0, value as number)) : undefined;
    return (_, into) => {
      if (bytes !== undefined) (into as Uint8Array).set(bytes);
      return value;
    };
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

type Party = readonly [bundle: SeenBundle, options?: Partial<FolderStateOptions>];
interface Meeting {
  readonly before?: Party;
  readonly one: Party;
  readonly other: Party;
  /** Options of those who come later. */
  readonly later?: Partial<FolderStateOptions>;
}

const REVOKED = { revoked: [KEY_B], firstUse: true };
const FAR_AHEAD: Party = [seen(9, content(9), {}, [KEY_B]), first];
const MEETINGS: readonly (readonly [string, Meeting])[] = [
  ["first uses", { one: [seen(1), first], other: [seen(3, content(3)), first] }],
  ["the same first use", { one: [seen(3), first], other: [seen(3), first] }],
  ["first uses of one sequence", { one: [seen(3), first], other: [seen(3, content(2)), first] }],
  ["newer ones", { before: [seen(2), first], one: [seen(4, content(4))], other: [seen(3, content(3))] }],
  ["the same one again, and a newer one", { before: [seen(2), first], one: [seen(2)], other: [seen(3, content(3))] }],
  ["recoveries", { before: FAR_AHEAD, one: [seen(4, content(4)), REVOKED], other: [seen(3, content(3)), REVOKED], later: REVOKED }],
  [
    "a recovery, and a good bundle of the revoked one's sequence",
    { before: FAR_AHEAD, one: [seen(4, content(4)), REVOKED], other: [seen(9, content(3)), REVOKED], later: REVOKED },
  ],
  ["one that nobody signed, and one that somebody did", { before: [seen(2), first], one: [seen(9, content(9), {}, [])], other: [seen(3)] }],
];

it.each(MEETINGS)("forgets nothing, wherever two verifications are stopped: %s", async (_, { before, one, other, later = {} }) => {
  let meetings = 0;
  for (const [a, b] of [
    [one, other],
    [other, one],
  ] as const) {
    for (let i = 0, aEnds = false; !aEnds; i++) {
      for (let j = 0, bEnds = false; !bEnds; j++) {
        const root = join(base, `state-${folders++}`);
        if (before !== undefined) expect(await admit(root, before[0], { ...before[1], files: unsynced })).toBe("");
        const [left, right] = [a, b].map(
          ([bundle, options]) => new Verification((files) => admit(root, bundle, { ...options, files })),
        ) as [Verification, Verification];
        aEnds = (await left.runTo(i)) !== undefined;
        bEnds = (await right.runTo(j)) !== undefined;
        const outcomes = [await left.runTo(Infinity), await right.runTo(Infinity)];
        await expectNothingForgotten(root, [a, b], outcomes, later);
        meetings++;
      }
    }
  }
  expect(meetings).toBeGreaterThan(100);
});

async function expectNothingForgotten(
  root: string,
  parties: readonly Party[],
  outcomes: readonly (string | undefined)[],
  later: Partial<FolderStateOptions>,
): Promise<void> {
  const accepted = parties.filter((_, n) => outcomes[n] === "").map(([bundle]) => bundle);
  const newest = Math.max(...parties.map(([{ manifest }]) => manifest.sequence));
  // Whoever is refused is refused for one that is as new.
  for (const outcome of outcomes) expect(["", "ROLLBACK export.json"]).toContain(outcome);
  if (parties.some(([{ manifest }], n) => manifest.sequence === newest && parties[1 - n]?.[0].manifest.sequence !== newest)) {
    expect(accepted.some(({ manifest }) => manifest.sequence === newest)).toBe(true);
  }
  expect(
    new Set(accepted.filter(({ manifest }) => manifest.sequence === newest).map((each) => each.manifest.contentDigest)).size,
  ).toBeLessThan(2);
  // Two of one sequence may refuse each other. Then neither stands in the way of whoever comes next.
  if (accepted.length === 0) expect(await admit(root, (parties[0] as Party)[0], { firstUse: true, ...later })).toBe("");
  for (const { manifest, signers } of accepted) {
    const another = (sequence: number) => admit(root, seen(sequence, content(77), {}, [...signers]), later);
    expect(await another(manifest.sequence - 1)).toBe("ROLLBACK export.json");
    expect(await another(manifest.sequence)).toBe("ROLLBACK export.json");
  }
}
