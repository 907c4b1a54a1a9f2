// A slice of the sweep over all file system calls of a run: each kind of fault, at every 9th call. All of them: fault-sweep.long.test.ts.
import { expect, test } from "vitest";
import { FAULT_KINDS } from "@stella-export/testkit";
import { sweep } from "./fault-sweep-fixture.js";

test.each(FAULT_KINDS)("a run in which one call fails makes the right bundle or none: %s", async (kind) => {
  const { met } = await sweep("folder", kind, { first: 3, step: 9 });
  expect(met).toBeGreaterThan(0);
});
