import { spawnSync } from "node:child_process";
import { createECDH, createHash, createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeUtf8 } from "../../bytes.js";
import { encodePae } from "../../signing/pae.js";
import { generateKeyFiles, importKeyFile, showKeyFile } from "./key-files.js";
import { sealKeyBox } from "./key-box.js";
import { KEY_TYPES } from "./key-type.js";
import { readPublicKey } from "../trust-files.js";
import { openSigningKey } from "./signing-key.js";

let folder: string;
const at = (name: string): string => join(folder, name);
const password = async (): Promise<string> => "pässword";
const never = async (): Promise<string> => {
  throw new Error("nobody is to be asked");
};
const refused = (code: string) => expect.objectContaining({ code: `ERR_EXPORT_${code}` });
const message = encodeUtf8("message");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "keys-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("keys generate", () => {
  test.each(KEY_TYPES)("makes a %s key that signs, and three files", async (type) => {
    const made = await generateKeyFiles(at("k"), type, password);
    expect(made.type).toBe(type);
    expect(readdirSync(folder)).toEqual(["k.key", "k.pub", "k.trusted-root.json"]);
    expect(statSync(at("k.key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(at("k.trusted-root.json"), "utf8")).toBe(
      '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}\n',
    );
    const publicKey = createPublicKey(readFileSync(at("k.pub"), "utf8"));
    const spki = publicKey.export({ type: "spki", format: "der" });
    expect(made.keyId).toBe(`sha256:${createHash("sha256").update(spki).digest("hex")}`);
    expect(made.hint).toBe(createHash("sha256").update(spki).digest("base64"));
    const opened = await openSigningKey(at("k.key"), password);
    expect([opened.keyId, opened.isExposed]).toEqual([made.keyId, false]);
    const digest = type === "ed25519" ? null : "sha256";
    const plain = await opened.signer.sign({ kind: "message", bytes: message });
    expect(verify(digest, message, publicKey, plain.signature)).toBe(true);
    const statement = await opened.signer.sign({ kind: "statement", payload: message });
    expect(verify(digest, encodePae("application/vnd.in-toto+json", message), publicKey, statement.signature)).toBe(true);
    expect(plain.material).toEqual({ key: { kind: "publicKey", hint: made.hint }, timestamps: [] });
  });

  test("writes PEM in lines of 64, as cosign does", async () => {
    await generateKeyFiles(at("k"), "p256", password);
    const [first, ...lines] = readFileSync(at("k.key"), "utf8").trimEnd().split("\n");
    expect([first, lines.pop()]).toEqual([
      "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----",
      "-----END ENCRYPTED SIGSTORE PRIVATE KEY-----",
    ]);
    expect(lines.slice(0, -1).every((line) => line.length === 64)).toBe(true);
    expect(lines.at(-1)?.length).toBeGreaterThan(0);
    const { kdf, cipher } = JSON.parse(Buffer.from(lines.join(""), "base64").toString("utf8"));
    expect([kdf.name, kdf.params, cipher.name]).toEqual(["scrypt", { N: 65_536, r: 8, p: 1 }, "nacl/secretbox"]);
  });

  test.each(["k.key", "k.pub", "k.trusted-root.json"])("never touches a %s that is there, and writes nothing then", async (name) => {
    writeFileSync(at(name), "mine");
    await expect(generateKeyFiles(at("k"), "p256", never)).rejects.toEqual(refused("OUTPUT_EXISTS"));
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(at(name), "utf8")).toBe("mine");
  });

  test.skipIf(process.platform === "win32")("does not wait for whoever writes into a pipe that is there", async () => {
    expect(spawnSync("mkfifo", [at("k.pub")]).status).toBe(0);
    await expect(generateKeyFiles(at("k"), "p256", never)).rejects.toEqual(refused("OUTPUT_EXISTS"));
  });

  test("takes back what it wrote where a later file appears meanwhile", async () => {
    const late = async (): Promise<string> => {
      writeFileSync(at("k.pub"), "late");
      return "x";
    };
    await expect(generateKeyFiles(at("k"), "p256", late)).rejects.toEqual(refused("OUTPUT_EXISTS"));
    expect(readdirSync(folder)).toEqual(["k.pub"]);
  });

  test("refuses a folder that is not there and a prefix that is no name", async () => {
    await expect(generateKeyFiles(at("no/k"), "p256", password)).rejects.toEqual(refused("NOT_FOUND"));
    writeFileSync(at("file"), "");
    await expect(generateKeyFiles(at("file/k"), "p256", password)).rejects.toEqual(refused("IO"));
    await expect(generateKeyFiles(`${folder}/`, "p256", never)).rejects.toEqual(refused("USAGE"));
    for (const prefix of ["", ".", "..", `${folder}/.`]) {
      await expect(generateKeyFiles(prefix, "p256", never)).rejects.toEqual(refused("USAGE"));
    }
  });
});

describe("keys import", () => {
  const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const ed25519 = generateKeyPairSync("ed25519").privateKey;
  const FORMS: readonly (readonly [string, KeyObject, "pkcs8" | "sec1" | "pkcs1", string])[] = [
    ["PKCS#8 P-256", p256, "pkcs8", "p256"],
    ["SEC1 P-256", p256, "sec1", "p256"],
    ["PKCS#8 RSA", rsa, "pkcs8", "rsa2048"],
    ["PKCS#1 RSA", rsa, "pkcs1", "rsa2048"],
    ["PKCS#8 ed25519", ed25519, "pkcs8", "ed25519"],
  ];

  test.each(FORMS)("takes %s", async (_name, key, type, found) => {
    writeFileSync(at("in.pem"), key.export({ format: "pem", type }));
    const asked: string[] = [];
    const made = await importKeyFile(at("in.pem"), at("k"), async (what) => {
      asked.push(what);
      return "new";
    });
    expect([asked, made.type]).toEqual([["new"], found]);
    const { signer } = await openSigningKey(at("k.key"), async () => "new");
    const digest = found === "ed25519" ? null : "sha256";
    const { signature } = await signer.sign({ kind: "message", bytes: message });
    expect(verify(digest, message, createPublicKey(key), signature)).toBe(true);
  });

  const pem = p256.export({ format: "pem", type: "pkcs8" }) as string;
  const sec1 = p256.export({ format: "pem", type: "sec1" }) as string;
  /** As `openssl ecparam -genkey` writes them: in front of the key, the OID of a curve. */
  const parameters = (oid: string): string =>
    `-----BEGIN EC PARAMETERS-----\n${Buffer.from(oid, "hex").toString("base64")}\n-----END EC PARAMETERS-----\n`;
  const P256 = parameters("06082a8648ce3d030107");

  test("takes SEC1 with the curve's name in front of it", async () => {
    writeFileSync(at("in.pem"), P256 + sec1);
    const made = await importKeyFile(at("in.pem"), at("k"), password);
    expect(readFileSync(at("k.pub"), "utf8")).toBe(createPublicKey(p256).export({ format: "pem", type: "spki" }));
    expect(made.type).toBe("p256");
    expect((await showKeyFile(at("in.pem"), never)).keyId).toBe(made.keyId);
    for (const text of [parameters("06052b81040022") + sec1, P256 + P256 + sec1, P256 + pem, P256, P256 + sec1 + sec1]) {
      writeFileSync(at("bad.pem"), text);
      await expect(importKeyFile(at("bad.pem"), at("bad"), password)).rejects.toMatchObject({ code: expect.stringMatching(/KEY_/) });
    }
  });

  test("takes a file of cosign, which keeps its password", async () => {
    await generateKeyFiles(at("a"), "p256", password);
    const asked: string[] = [];
    const made = await importKeyFile(at("a.key"), at("b"), async (what) => {
      asked.push(what);
      return "pässword";
    });
    expect(asked).toEqual(["old"]);
    expect(readFileSync(at("b.pub"), "utf8")).toBe(readFileSync(at("a.pub"), "utf8"));
    expect((await openSigningKey(at("b.key"), password)).keyId).toBe(made.keyId);
  });

  test.each([
    ["P-384", generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey, "KEY_UNSUPPORTED"],
    ["secp256k1", generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey, "KEY_UNSUPPORTED"],
    ["RSA of 1024 bits", generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey, "KEY_UNSUPPORTED"],
    ["RSA-PSS", generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).privateKey, "KEY_UNSUPPORTED"],
    ["X25519", generateKeyPairSync("x25519").privateKey, "KEY_UNSUPPORTED"],
  ] as const)("refuses %s", async (_name, key, code) => {
    writeFileSync(at("in.pem"), key.export({ format: "pem", type: "pkcs8" }));
    await expect(importKeyFile(at("in.pem"), at("k"), password)).rejects.toEqual(refused(code));
    expect(readdirSync(folder)).toEqual(["in.pem"]);
  });

  /** SEC1 in PEM, of a private number and the public point that is said to be its own. */
  const sec1Of = (number: Uint8Array, point: Uint8Array): string => {
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
    const tagged = (tag: string, content: string): string => `${tag}${(content.length / 2).toString(16).padStart(2, "0")}${content}`;
    const bits = tagged("a1", tagged("03", `00${hex(point)}`));
    const der = tagged("30", `020101${tagged("04", hex(number))}a00a06082a8648ce3d030107${bits}`);
    return `-----BEGIN EC PRIVATE KEY-----\n${Buffer.from(der, "hex").toString("base64")}\n-----END EC PRIVATE KEY-----\n`;
  };
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const stranger = createECDH("prime256v1");
  stranger.generateKeys();
  const textOf = (key: KeyObject): string => key.export({ format: "pem", type: "pkcs8" }) as string;

  test.each([
    ["a compressed point", sec1Of(pair.getPrivateKey(), pair.getPublicKey(null, "compressed")), "KEY_UNSUPPORTED"],
    [
      "a curve by its numbers",
      textOf(generateKeyPairSync("ec", { namedCurve: "P-256", paramEncoding: "explicit" }).privateKey),
      "KEY_UNSUPPORTED",
    ],
    [
      "RSA with the exponent 3",
      textOf(generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 3 }).privateKey),
      "KEY_UNSUPPORTED",
    ],
    ["the private number 0", sec1Of(new Uint8Array(32), pair.getPublicKey()), "KEY_INVALID"],
    ["another key's public half", sec1Of(pair.getPrivateKey(), stranger.getPublicKey()), "KEY_INVALID"],
  ])("refuses what nobody could verify by: %s", async (_name, text, code) => {
    writeFileSync(at("in.pem"), text);
    await expect(importKeyFile(at("in.pem"), at("k"), password)).rejects.toEqual(refused(code));
    expect(readdirSync(folder)).toEqual(["in.pem"]);
  });

  test("takes the same SEC1 where it is whole", async () => {
    writeFileSync(at("in.pem"), sec1Of(pair.getPrivateKey(), pair.getPublicKey()));
    const { files } = await importKeyFile(at("in.pem"), at("k"), password);
    await expect(readPublicKey(files.pub)).resolves.toMatchObject({ type: "p256" });
  });

  test.each([
    ["text", "hello", "KEY_INVALID"],
    ["nothing", "", "KEY_INVALID"],
    ["a public key", createPublicKey(p256).export({ format: "pem", type: "spki" }) as string, "KEY_UNSUPPORTED"],
    ["two blocks", pem + pem, "KEY_INVALID"],
    ["text before the block", `key:\n${pem}`, "KEY_INVALID"],
    ["another end", pem.replace("END PRIVATE", "END PUBLIC"), "KEY_INVALID"],
    ["a cut block", pem.replace(/\n.{8}/, "\n"), "KEY_INVALID"],
    [
      "an encrypted PKCS#8",
      p256.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "x" }) as string,
      "KEY_UNSUPPORTED",
    ],
    ["a file without end", "A".repeat(70_000), "KEY_INVALID"],
  ])("refuses %s", async (_name, text, code) => {
    writeFileSync(at("in.pem"), text);
    await expect(importKeyFile(at("in.pem"), at("k"), password)).rejects.toEqual(refused(code));
  });
});

describe("a key file", () => {
  // Made once: each takes a good part of a second.
  const sealed = sealKeyBox(
    generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "der", type: "pkcs8" }),
    "pässword",
  );

  test("that others may read is told apart", async () => {
    await generateKeyFiles(at("k"), "p256", password);
    chmodSync(at("k.key"), 0o640);
    expect((await openSigningKey(at("k.key"), password)).isExposed).toBe(true);
  });

  test("of another password, or not there, or a folder, is refused", async () => {
    await generateKeyFiles(at("k"), "p256", password);
    await expect(openSigningKey(at("k.key"), async () => "wrong")).rejects.toEqual(refused("KEY_PASSWORD"));
    await expect(openSigningKey(at("none.key"), never)).rejects.toEqual(refused("NOT_FOUND"));
    await expect(openSigningKey(folder, never)).rejects.toEqual(refused("KEY_INVALID"));
  });

  test("that is not encrypted does not sign, and shows nobody's password", async () => {
    await generateKeyFiles(at("k"), "p256", password);
    await expect(openSigningKey(at("k.pub"), never)).rejects.toEqual(refused("KEY_UNSUPPORTED"));
    const shown = await showKeyFile(at("k.pub"), never);
    expect(shown).toMatchObject({ type: "p256", isPrivate: false, publicKey: readFileSync(at("k.pub"), "utf8") });
    expect(await showKeyFile(at("k.key"), password)).toEqual({ ...shown, isPrivate: true });
  });

  interface Box {
    kdf: { name: string; params: Record<string, unknown>; salt?: string };
    cipher: { name: string; nonce: string };
    ciphertext: string;
    comment?: string;
  }
  const edited = async (edit: (box: Box) => void): Promise<string> => {
    const [first, ...lines] = (await sealed).trimEnd().split("\n");
    const last = lines.pop();
    const box = JSON.parse(Buffer.from(lines.join(""), "base64").toString("utf8")) as Box;
    edit(box);
    const path = at("edited.key");
    writeFileSync(path, `${first}\n${Buffer.from(JSON.stringify(box)).toString("base64")}\n${last}\n`);
    return path;
  };
  const EDITS: readonly (readonly [string, (box: Box) => void, string])[] = [
    ["a smaller N", (box) => (box.kdf.params.N = 16_384), "KEY_UNSUPPORTED"],
    ["a larger N", (box) => (box.kdf.params.N = 262_144), "KEY_UNSUPPORTED"],
    ["another N of the three", (box) => (box.kdf.params.N = 32_768), "KEY_PASSWORD"],
    ["another r", (box) => (box.kdf.params.r = 16), "KEY_UNSUPPORTED"],
    ["another p", (box) => (box.kdf.params.p = 2), "KEY_UNSUPPORTED"],
    ["another derivation", (box) => (box.kdf.name = "argon2id"), "KEY_UNSUPPORTED"],
    ["another cipher", (box) => (box.cipher.name = "aes-256-gcm"), "KEY_UNSUPPORTED"],
    ["a member more", (box) => (box.comment = "x"), "KEY_INVALID"],
    ["a member less", (box) => delete box.kdf.salt, "KEY_INVALID"],
    ["a short nonce", (box) => (box.cipher.nonce = "AAAA"), "KEY_INVALID"],
    ["a salt that is no base64", (box) => (box.kdf.salt = "*"), "KEY_INVALID"],
    ["another ciphertext", (box) => (box.ciphertext = `AAAA${box.ciphertext.slice(4)}`), "KEY_PASSWORD"],
    ["no ciphertext", (box) => (box.ciphertext = ""), "KEY_PASSWORD"],
    ["N as text", (box) => (box.kdf.params.N = "65536"), "KEY_INVALID"],
  ];
  test.each(EDITS)("with %s is refused", async (_name, edit, code) => {
    const path = await edited(edit);
    await expect(openSigningKey(path, password)).rejects.toEqual(refused(code));
  });
});

const vectors = join(import.meta.dirname, "../../../../../../shared/vectors/cosign-keys.tar.xz");

describe("the key files of cosign", () => {
  const unpack = async (): Promise<string> => {
    const { execFileSync } = await import("node:child_process");
    execFileSync("tar", ["-xJf", vectors, "-C", folder]);
    return existsSync(at("cosign-keys")) ? at("cosign-keys") : folder;
  };
  const skip = process.env.STELLA_REQUIRE_ALL !== "1" && !existsSync(vectors); // ../shared is not there

  test.skipIf(skip)("behave as their ORIGIN.md says", async () => {
    const root = await unpack();
    for (const name of ["pemcosignkey", "pemsigstorekey"]) {
      expect((await openSigningKey(join(root, `cosign-golden-${name}.key`), async () => "hello")).type).toBe("p256");
    }
    // It decrypts, but holds SEC1: real cosign rejects it.
    const sec1 = join(root, "cosign-golden-pemcosigneckey.key");
    await expect(openSigningKey(sec1, async () => "hello")).rejects.toEqual(refused("KEY_INVALID"));
    await expect(openSigningKey(sec1, async () => "other")).rejects.toEqual(refused("KEY_PASSWORD"));
    for (const name of ["p256", "ed25519", "rsa"]) {
      const opened = await openSigningKey(join(root, `go-made/${name}.key`), password);
      const shown = await showKeyFile(join(root, `go-made/${name}.pub`), never);
      expect(opened.keyId).toBe(shown.keyId);
    }
  });
});
