// Cases about the key of a signer: what it is called, and that it stays the same.
import { deepEqual, equal, ok } from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { keyHintOf } from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import type { ContractCase } from "../contract-case.js";
import type { SignerContractOptions } from "./signer-contract.js";
import { keyOf, MESSAGE, STATEMENT } from "./signed-by.js";

export function keyCases({ open }: SignerContractOptions): ContractCase[] {
  return [
    {
      name: "the public key is SPKI in DER, of a type that verifiers take",
      async run() {
        const signer = await open();
        const key = keyOf(signer);
        ok(key.export({ type: "spki", format: "der" }).equals(signer.publicKey), "the public key is not written as DER demands");
        const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
        const bits = details?.modulusLength ?? 0;
        const isTaken =
          type === "ed25519" || (type === "ec" && details?.namedCurve === "prime256v1") || (type === "rsa" && bits >= 2048 && bits <= 4096);
        ok(isTaken, `no verifier takes a key of type ${type}`);
      },
    },
    {
      name: "the public key stays the same",
      async run() {
        const signer = await open();
        const before = Buffer.from(signer.publicKey);
        await signer.sign(MESSAGE);
        await signer.sign(STATEMENT);
        ok(before.equals(signer.publicKey), "another key after signing");
      },
    },
    {
      name: "the material names the key: by cosign's hint, or by a certificate for it",
      async run() {
        const signer = await open();
        for (const signable of [MESSAGE, STATEMENT]) {
          const { key } = (await signer.sign(signable)).material;
          if (key.kind === "publicKey") equal(key.hint, keyHintOf(signer.publicKey, nodeSha256), "the hint is another key's");
          else deepEqual(certifiedKey(key.certificate), Buffer.from(signer.publicKey), "the certificate is another key's");
        }
      },
    },
  ];
}

function certifiedKey(certificate: Uint8Array): Buffer {
  return new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
}
