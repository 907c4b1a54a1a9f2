// A signer whose key lives and dies with the test.
import { generateKeyPairSync } from "node:crypto";
import type { Signer } from "@stella-export/core";
import { type KeyType, localSigner } from "@stella-export/core/node";

/** Signs with a new key of its own. */
export function memorySigner(type: KeyType = "p256"): Signer {
  switch (type) {
    case "p256":
      return localSigner(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
    case "ed25519":
      return localSigner(generateKeyPairSync("ed25519").privateKey);
    case "rsa3072":
      return localSigner(generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey);
    default:
      throw new TypeError(`no type of key: ${String(type satisfies never)}`);
  }
}
