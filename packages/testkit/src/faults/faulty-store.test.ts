import { concatBytes, encodeUtf8, MemoryStore, type Store } from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { expect, it } from "vitest";
import { FAULT_KINDS, type Fault, type FaultKind } from "./fault.js";
import { faultyStore } from "./faulty-store.js";

const CHUNKS = ["first chunk", "second chunk", "third"].map(encodeUtf8);
const WHOLE = concatBytes(CHUNKS);

/** Puts a blob and reads it back; what came of it, in words. */
async function outcomeOf(fault: Fault): Promise<{ outcome: string; met: string | undefined }> {
  const inner: Store = new MemoryStore(nodeSha256);
  const store = faultyStore(inner, fault);
  const work = async (): Promise<string> => {
    const { digest, sizeBytes } = await store.put(
      "text/plain",
      (async function* () {
        yield* CHUNKS;
      })(),
    );
    if (sizeBytes !== WHOLE.length) return `stored ${sizeBytes}`;
    if (!(await store.has(digest))) return "not there";
    const parts: Uint8Array[] = [];
    for await (const chunk of (await store.get(digest)) ?? []) parts.push(chunk.slice());
    const bytes = concatBytes(parts);
    if (bytes.length !== WHOLE.length) return `read ${bytes.length}`;
    return Buffer.compare(bytes, WHOLE) === 0 ? "whole" : "changed";
  };
  const outcome = await work().catch((error: { code: string }) => error.code);
  return { outcome, met: store.met };
}

const EXPECTED: Record<FaultKind, (string | RegExp)[]> = {
  ENOSPC: Array<string>(7).fill("ERR_EXPORT_DISK_FULL"),
  EIO: Array<string>(7).fill("ERR_EXPORT_IO"),
  EACCES: Array<string>(7).fill("ERR_EXPORT_PERMISSION"),
  EMFILE: Array<string>(7).fill("ERR_EXPORT_IO"),
  "short-write": ["stored 5", "stored 17", "stored 25"],
  "short-read": ["read 14"],
  "bit-flip": ["changed"],
};

it.each(FAULT_KINDS)("%s is met once by each operation, and then all is whole", async (kind) => {
  const outcomes: string[] = [];
  for (let at = 1; ; at++) {
    const { outcome, met } = await outcomeOf({ kind, at });
    if (met === undefined) {
      expect(outcome).toBe("whole");
      break;
    }
    outcomes.push(outcome);
  }
  expect(outcomes).toEqual(EXPECTED[kind]);
});
