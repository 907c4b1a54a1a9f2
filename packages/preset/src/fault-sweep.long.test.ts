// Every file system call of a run of 50 records fails once in each way, for each form of output.
import { FAULT_KINDS } from "@stella-export/testkit";
import { describe, expect, test } from "vitest";
import { FORMS, sweep } from "./fault-sweep-fixture.js";

/** Fewer calls than these would mean that the harness looks past the run. Of a small tar only the two files of the spool are read as they are long. */
const AT_LEAST = { ENOSPC: 151, EIO: 151, EACCES: 151, EMFILE: 151, "short-write": 9, "short-read": 6, "bit-flip": 7 };
const SHORT_READS_OF_A_TAR = 2;
const MINUTES = 60_000;

describe.each(FORMS)("a run into a %s in which one call fails makes the right bundle or none", (form) => {
  test.each(FAULT_KINDS)("%s", { timeout: 10 * MINUTES }, async (kind) => {
    const { met, survived, codes } = await sweep(form, kind);
    expect(met).toBeGreaterThanOrEqual(form === "tar" && kind === "short-read" ? SHORT_READS_OF_A_TAR : AT_LEAST[kind]);
    expect(survived + Object.values(codes).reduce((sum, count) => sum + count, 0)).toBe(met);
    // Half a read or write is gone on with; a bit that is wrong never passes.
    if (kind === "short-write" || kind === "short-read") expect(survived).toBe(met);
    if (kind === "bit-flip") expect(survived).toBe(0);
  });
});
