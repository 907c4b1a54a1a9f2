// Every file system call of a run of 50 records fails once in each way, for each form of output.
import { FAULT_KINDS } from "@stella-export/testkit";
import { describe, expect, test } from "vitest";
import { FORMS, sweep } from "./fault-sweep-fixture.js";

/** Fewer calls than these would mean that the harness looks past the run. */
const AT_LEAST = { ENOSPC: 150, EIO: 150, EACCES: 150, EMFILE: 150, "short-write": 5, "short-read": 2, "bit-flip": 5 };
const MINUTES = 60_000;

describe.each(FORMS)("a run into a %s in which one call fails makes the right bundle or none", (form) => {
  test.each(FAULT_KINDS)("%s", { timeout: 10 * MINUTES }, async (kind) => {
    const { met, survived, codes } = await sweep(form, kind);
    expect(met).toBeGreaterThanOrEqual(AT_LEAST[kind]);
    expect(survived + Object.values(codes).reduce((sum, count) => sum + count, 0)).toBe(met);
    // Half a read or write is gone on with; a bit that is wrong never passes.
    if (kind === "short-write" || kind === "short-read") expect(survived).toBe(met);
    if (kind === "bit-flip") expect(survived).toBe(0);
  });
});
