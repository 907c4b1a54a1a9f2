// SHA-256 by node:crypto, behind the interface that core takes its hash function through.
import { createHash, hash } from "node:crypto";
import type { Hasher, Sha256 } from "../digest.js";

/** OpenSSL's SHA-256: one-shot for bytes at hand, incremental for streams. */
export const nodeSha256: Sha256 = {
  hash: (bytes) => hash("sha256", bytes, "buffer"),
  create: (): Hasher => {
    const hasher = createHash("sha256");
    return {
      update: (bytes) => {
        hasher.update(bytes);
      },
      digest: () => hasher.digest(),
    };
  },
};
