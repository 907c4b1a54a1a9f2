import { storeContract } from "@stella-export/testkit";
import { it } from "vitest";
import { MemoryStore } from "./memory-store.js";
import { nodeSha256 } from "./node/sha256.js";

for (const { name, run } of storeContract({ open: () => new MemoryStore(nodeSha256) })) {
  it(name, run);
}
