import { storeContract } from "@stella-export/testkit";
import { it } from "vitest";
import { MemoryStore } from "./memory-store.js";
import { nodeSha256 } from "./node/sha256.js";

/** Promises that are not kept yet. Each of these fails when it is kept after all, so that its line goes. */
const BROKEN: Readonly<Record<string, string>> = {
  "a range that leaves the blob is a TypeError": "a negative start, and a start behind the end, give other bytes or none",
};

for (const { name, run } of storeContract({ open: () => new MemoryStore(nodeSha256) })) {
  (Object.hasOwn(BROKEN, name) ? it.fails : it)(name, run);
}
