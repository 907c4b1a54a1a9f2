import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { nodeSignatures as crypto } from "../../node/node-signatures.js";
import { nodeSha256 as sha256 } from "../../node/sha256.js";
import { makeKey } from "../signed-fixture.js";
import { openPublicKey, parsePublicKey } from "./public-key.js";

const tools = { sha256, crypto };
const spkiOf = (key: KeyObject): Buffer => key.export({ type: "spki", format: "der" });
const asPem = (der: Uint8Array, label = "PUBLIC KEY"): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString("base64")
    .match(/.{1,64}/g)
    ?.join("\n")}\n-----END ${label}-----\n`;
const good = (await makeKey()).pem;

describe("public keys", () => {
  it.each(["p256", "ed25519", "rsa"] as const)("of type %s are read and verify", async (type) => {
    const made = await makeKey(type);
    const { pem, spki } = made;
    const key = await parsePublicKey(pem, tools);
    const hash = Buffer.from(sha256.hash(spki));
    expect(key).toMatchObject({ type, keyId: `sha256:${hash.toString("hex")}`, hint: hash.toString("base64") });
    const message = Buffer.from("message");
    const signature = made.sign(message);
    expect(await key.verify(message, signature)).toBe(true);
    expect(await key.verify(Buffer.from("massage"), signature)).toBe(false);
    for (let at = 0; at < signature.length; at++) {
      expect(
        await key.verify(
          message,
          Uint8Array.from(signature, (byte, i) => (i === at ? byte ^ 1 : byte)),
        ),
        `byte ${at}`,
      ).toBe(false);
    }
    for (const other of [new Uint8Array(0), new Uint8Array(64), signature.subarray(1), Buffer.concat([signature, Buffer.of(0)])]) {
      expect(await key.verify(message, other)).toBe(false);
    }
  });

  it("are left as they were given", async () => {
    const { publicKey } = generateKeyPairSync("ed25519");
    const der = spkiOf(publicKey);
    der[43] = (der[43] as number) | 0x80; // a sign bit that a check of the point may not touch
    const before = Buffer.from(der);
    await openPublicKey(der, tools).catch(() => {});
    expect(der.equals(before)).toBe(true);
  });

  it("of ECDSA take no r‖s and no larger s", async () => {
    const { privateKey, publicKey } = await makeKey();
    const message = Buffer.from("message");
    expect(await publicKey.verify(message, sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" }))).toBe(false);
    const verdicts = await Promise.all(
      Array.from({ length: 64 }, async () => publicKey.verify(message, sign("sha256", message, privateKey))),
    );
    expect(new Set(verdicts)).toEqual(new Set([true, false])); // OpenSSL takes either s: both occur but for one time in 2^63
  });

  it.each([
    ["two blocks", `${good}${good}`],
    ["text in front", `# mine\n${good}`],
    ["a blank in front", ` ${good}`],
    ["a line end in front", `\n${good}`],
    ["text behind", `${good}x`],
    ["a certificate's label", good.replaceAll("PUBLIC KEY", "CERTIFICATE")],
    ["another end", good.replace("END PUBLIC", "END PRIVATE")],
    ["no end", good.slice(0, 80)],
    ["nothing", ""],
    ["an empty block", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"],
    ["a header line", good.replace("\n", "\nProc-Type: 4\n")],
    ["base64 with spare bits", good.replace("==\n", "=\n")],
    ["a line too long", good.replaceAll(/([^-])\n(?!-)/g, "$1")],
    ["a megabyte", good.repeat(6000)],
    ["a point that is not on the curve", asPem(offCurve())],
  ])("are refused with %s", async (_, pem) => {
    await expect(parsePublicKey(pem, tools)).rejects.toMatchObject({ code: "ERR_EXPORT_KEY_INVALID" });
  });

  it("may have Windows line ends and lines of other lengths", async () => {
    const body = Buffer.from(good.split("\n").slice(1, -2).join(""), "base64").toString("base64");
    const narrow = `-----BEGIN PUBLIC KEY-----\r\n${body.match(/.{1,40}/g)?.join("\r\n")}\r\n-----END PUBLIC KEY-----`;
    expect((await parsePublicKey(narrow, tools)).keyId).toBe((await parsePublicKey(good, tools)).keyId);
  });

  const ec = (curve: string): KeyObject => generateKeyPairSync("ec", { namedCurve: curve }).publicKey;
  const rsa = (bits: number, exponent = 65537): KeyObject =>
    generateKeyPairSync("rsa", { modulusLength: bits, publicExponent: exponent }).publicKey;
  it.each([
    ["P-384", () => spkiOf(ec("P-384"))],
    ["secp256k1", () => spkiOf(ec("secp256k1"))],
    ["X25519", () => spkiOf(generateKeyPairSync("x25519").publicKey)],
    ["Ed448", () => spkiOf(generateKeyPairSync("ed448").publicKey)],
    ["RSA of 1024 bits", () => spkiOf(rsa(1024))],
    ["RSA of 2040 bits", () => spkiOf(rsa(2040))],
    ["RSA with exponent 3", () => spkiOf(rsa(2048, 3))],
    ["RSA-PSS", () => spkiOf(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey)],
    ["a compressed point", compressed],
    ["a byte behind the key", () => Buffer.concat([spkiOf(rsa(2048)), Buffer.of(0)])],
    ["an Ed25519 key of small order", () => Buffer.from(`302a300506032b6570032100${"01".padEnd(64, "0")}`, "hex")],
    ["an Ed25519 key of small order with its sign", () => Buffer.from(`302a300506032b6570032100ed${"f".repeat(62)}`, "hex")],
    ["nothing", () => new Uint8Array(0)],
    ["JSON", () => Buffer.from('{"kty":"EC"}')],
  ])("of another kind are refused: %s", async (_, make) => {
    await expect(openPublicKey(make(), tools)).rejects.toMatchObject({ code: "ERR_EXPORT_KEY_UNSUPPORTED" });
  });

  it("of RSA may have 2048 to 8192 bits", async () => {
    expect((await openPublicKey(spkiOf(rsa(3072)), tools)).type).toBe("rsa");
    expect((await openPublicKey(spkiOf(rsa(4096)), tools)).type).toBe("rsa");
  });

  it("of PKCS#1 are refused", async () => {
    await expect(parsePublicKey(rsa(2048).export({ type: "pkcs1", format: "pem" }).toString(), tools)).rejects.toMatchObject({
      code: "ERR_EXPORT_KEY_INVALID",
    });
  });
});

function offCurve(): Buffer {
  const der = Buffer.from(createPublicKey(good).export({ type: "spki", format: "der" }));
  der[90] = (der[90] as number) ^ 1;
  return der;
}

function compressed(): Buffer {
  const der = createPublicKey(good).export({ type: "spki", format: "der" });
  const head = Buffer.from("3039301306072a8648ce3d020106082a8648ce3d030107032200", "hex");
  return Buffer.concat([head, Buffer.of(2 + ((der.at(-1) as number) & 1)), der.subarray(27, 59)]);
}
