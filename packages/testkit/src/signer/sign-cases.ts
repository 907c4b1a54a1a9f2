// Cases about signatures: good ones, over what was given and nothing else, also when many are made at once.
import { equal, ok } from "node:assert/strict";
import { encodeUtf8, equalBytes, type Signable, withSmallerS } from "@stella-export/core";
import { type ContractCase, failureOf } from "../contract-case.js";
import { assertClosesAll } from "../open-handles.js";
import type { SignerContractOptions } from "./signer-contract.js";
import { isSignedBy, keyOf, MESSAGE, STATEMENT } from "./signed-by.js";

export function signCases({ open, openHandles }: SignerContractOptions): ContractCase[] {
  return [
    {
      name: "a message is signed as it is",
      async run() {
        const signer = await open();
        ok(isSignedBy(signer, MESSAGE, await signer.sign(MESSAGE)), "the signature is not by this key over the bytes");
      },
    },
    {
      name: "a statement is signed in its pre-authentication encoding",
      async run() {
        const signer = await open();
        ok(isSignedBy(signer, STATEMENT, await signer.sign(STATEMENT)), "the signature is not by this key over the encoding");
      },
    },
    {
      name: "an ECDSA signature has the smaller s, which verifiers demand",
      async run() {
        const signer = await open();
        if (keyOf(signer).asymmetricKeyType !== "ec") return;
        // Where nobody looks, every second one is the other.
        for (let i = 0; i < 24; i++) {
          const { signature } = await signer.sign(MESSAGE);
          ok(equalBytes(withSmallerS(signature), signature), "a signature has the larger s");
        }
      },
    },
    {
      name: "no bytes and many bytes are signed",
      async run() {
        const signer = await open();
        for (const size of [0, 1, 3_000_000]) {
          const signable: Signable = { kind: "message", bytes: new Uint8Array(size).fill(7) };
          ok(isSignedBy(signer, signable, await signer.sign(signable)), `the signature over ${size} bytes is none`);
        }
      },
    },
    {
      name: "the bytes given stay as they are, and may change afterwards",
      async run() {
        const signer = await open();
        const bytes = encodeUtf8("given");
        const signature = await signer.sign({ kind: "message", bytes });
        ok(equalBytes(bytes, encodeUtf8("given")), "the signer has changed the bytes");
        const before = Buffer.from(signature.signature);
        bytes.fill(0);
        await signer.sign(MESSAGE);
        ok(before.equals(signature.signature), "a signature changes after it was given");
      },
    },
    {
      name: "signatures made at the same time are each over their own bytes",
      async run() {
        const signer = await open();
        const all = Array.from({ length: 8 }, (_, i): Signable => ({
          kind: i % 2 === 0 ? "message" : "statement",
          ...bytesOf(`number ${i}`),
        }));
        const signatures = await Promise.all(all.map((signable) => signer.sign(signable)));
        for (const [i, signature] of signatures.entries()) {
          ok(isSignedBy(signer, all[i] as Signable, signature), `signature ${i} is not over bytes ${i}`);
        }
      },
    },
    {
      name: "an aborted signal is its own failure, and nothing is signed",
      async run() {
        const signer = await open();
        const reason = new Error("played by the contract suite");
        equal(await failureOf("sign with an aborted signal", signer.sign(MESSAGE, { signal: AbortSignal.abort(reason) })), reason);
        ok(isSignedBy(signer, MESSAGE, await signer.sign(MESSAGE)), "the signer is of no use after a failure");
      },
    },
    {
      name: "signing leaves nothing open",
      async run() {
        const signer = await open();
        await assertClosesAll(async () => void (await signer.sign(MESSAGE)), openHandles);
      },
    },
  ];
}

function bytesOf(text: string): { bytes: Uint8Array; payload: Uint8Array } {
  return { bytes: encodeUtf8(text), payload: encodeUtf8(text) };
}
