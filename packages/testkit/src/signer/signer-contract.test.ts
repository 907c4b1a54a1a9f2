// The suite passes signers that keep their promises, and each promise that one breaks is caught by the case that names it.
import { generateKeyPairSync, sign } from "node:crypto";
import { type Signable, signedBytesOf, type Signer } from "@stella-export/core";
import { KEY_TYPES } from "@stella-export/core/node";
import { describe, expect, it, test } from "vitest";
import { memorySigner } from "../doubles/memory-signer.js";
import { signerContract } from "./signer-contract.js";

describe.each(KEY_TYPES)("a signer in memory with a key of type %s", (type) => {
  for (const { name, run } of signerContract({ open: () => memorySigner(type) })) it(name, run);
});

type Bend = (signer: Signer) => Partial<Signer>;
const other = memorySigner();
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const bentSign =
  (edit: (sign: Signer["sign"]) => Signer["sign"]): Bend =>
  (signer) => ({ sign: edit((...given) => signer.sign(...given)) });

const MUTANTS: readonly (readonly [string, string, Bend])[] = [
  ["another key's public half", "a message is signed as it is", () => ({ publicKey: other.publicKey })],
  ["PEM as public key", "the public key is SPKI in DER, of a type that verifiers take", () => ({ publicKey: Buffer.from("-----BEGIN") })],
  [
    "a curve that nobody takes",
    "the public key is SPKI in DER, of a type that verifiers take",
    () => ({ publicKey: generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey.export({ type: "spki", format: "der" }) }),
  ],
  [
    "r and s side by side",
    "a message is signed as it is",
    () => ({
      publicKey: pair.publicKey.export({ type: "spki", format: "der" }),
      sign: async (signable: Signable) => ({
        signature: sign("sha256", signedBytesOf(signable), { key: pair.privateKey, dsaEncoding: "ieee-p1363" }),
        material: { key: { kind: "publicKey", hint: "" }, timestamps: [] },
      }),
    }),
  ],
  [
    "either s, as the library gives it",
    "an ECDSA signature has the smaller s, which verifiers demand",
    () => ({
      publicKey: pair.publicKey.export({ type: "spki", format: "der" }),
      sign: async (signable: Signable) => ({
        signature: sign("sha256", signedBytesOf(signable), pair.privateKey),
        material: { key: { kind: "publicKey", hint: "" }, timestamps: [] },
      }),
    }),
  ],
  [
    "a payload signed without its encoding",
    "a statement is signed in its pre-authentication encoding",
    bentSign(
      (signs) => async (signable, options) =>
        signs(signable.kind === "statement" ? { kind: "message", bytes: signable.payload } : signable, options),
    ),
  ],
  [
    "another hint",
    "the material names the key: by cosign's hint, or by a certificate for it",
    bentSign((signs) => async (...given) => ({
      ...(await signs(...given)),
      material: { key: { kind: "publicKey", hint: "x" }, timestamps: [] },
    })),
  ],
  [
    "deaf to the signal",
    "an aborted signal is its own failure, and nothing is signed",
    bentSign((signs) => async (signable) => signs(signable)),
  ],
  [
    "bytes wiped after use",
    "the bytes given stay as they are, and may change afterwards",
    bentSign((signs) => async (signable, options) => {
      const signature = await signs(signable, options);
      if (signable.kind === "message") signable.bytes.fill(0);
      return signature;
    }),
  ],
  [
    "one signature for all that is asked at once",
    "signatures made at the same time are each over their own bytes",
    bentSign((signs) => {
      let running: ReturnType<Signer["sign"]> | undefined;
      return async (signable, options) => {
        running ??= signs(signable, options).finally(() => (running = undefined));
        return running;
      };
    }),
  ],
];

test.each(MUTANTS)("%s is caught", async (_, caughtBy, bend) => {
  const signer = memorySigner();
  const mutant: Signer = { publicKey: signer.publicKey, sign: (...given) => signer.sign(...given), ...bend(signer) };
  const cases = signerContract({ open: () => mutant });
  const failed: string[] = [];
  for (const { name, run } of cases) await run().catch(() => failed.push(name));
  expect(failed).toContain(caughtBy);
});
