// Key files on disk: made, shown, imported, opened for signing. It knows names and modes of files, and asks its caller for passwords.
import { createPublicKey, type KeyObject } from "node:crypto";
import { closeSync, fchmodSync, fstatSync, fsyncSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import type { Digest } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import { TRUSTED_ROOT } from "../../manifest/fixed-files.js";
import type { Signer } from "../../seams/signer.js";
import { keyHintOf, keyIdOf } from "../../signing/key-id.js";
import { toFileError } from "../files.js";
import { nodeSha256 } from "../sha256.js";
import { sealKeyBox } from "./key-box.js";
import { parseAnyKey, parsePrivateKey, parseSigningKey, type PasswordSource } from "./key-text.js";
import { generateKey, type KeyType, keyTypeOf, spkiOf } from "./key-type.js";
import { localSigner } from "./local-signer.js";

/** No key file of any kind is longer. */
const MAX_KEY_FILE_BYTES = 64 * 1024;
const OWNER_ONLY = 0o600;
const EVERYBODY_READS = 0o644;
const NOT_OWNER = 0o077;

/** What a key is called. */
export interface KeyFacts {
  /** `sha256:<64 hex>` of the public key's SPKI DER. */
  readonly keyId: Digest;
  /** The same in base64: what Sigstore bundles name the key by. */
  readonly hint: string;
  /** `p256`, `ed25519`, `rsa<bits>` */
  readonly type: string;
}

export interface WrittenKey extends KeyFacts {
  /** Paths of what was written: the encrypted private key (mode 0600), the public key, an empty Sigstore trusted root. */
  readonly files: { readonly key: string; readonly pub: string; readonly trustedRoot: string };
}

export interface ShownKey extends KeyFacts {
  readonly isPrivate: boolean;
  /** SPKI in PEM. */
  readonly publicKey: string;
}

export interface SigningKey extends KeyFacts {
  readonly signer: Signer;
  /** Others than its owner may read or change the file. */
  readonly isExposed: boolean;
}

/** Makes a key. Throws OUTPUT_EXISTS where one of the three files is there; then none was written. */
export async function generateKeyFiles(prefix: string, type: KeyType, password: PasswordSource): Promise<WrittenKey> {
  assertPrefix(prefix);
  assertFree(prefix);
  return writeKeyFiles(prefix, await generateKey(type), await password());
}

/**
 * Takes over an unencrypted PKCS#8, SEC1 or PKCS#1 file, or an encrypted one of cosign. `ask` is told what each password is for.
 * Throws KEY_*, OUTPUT_EXISTS, NOT_FOUND, PERMISSION, IO.
 */
export async function importKeyFile(path: string, prefix: string, ask: (what: "old" | "new") => Promise<string>): Promise<WrittenKey> {
  assertPrefix(prefix);
  assertFree(prefix);
  const { text } = readKeyFile(path);
  let opened: string | undefined;
  const key = await naming(path, () => parsePrivateKey(text, async () => (opened = await ask("old"))));
  return writeKeyFiles(prefix, key, opened ?? (await ask("new")));
}

/** Throws KEY_*, NOT_FOUND, PERMISSION, IO. */
export async function showKeyFile(path: string, password: PasswordSource): Promise<ShownKey> {
  const { text } = readKeyFile(path);
  const key = await naming(path, () => parseAnyKey(text, password));
  return { ...factsOf(key), isPrivate: key.type === "private", publicKey: publicPemOf(key) };
}

/** Opens a key file for signing. Throws KEY_*, NOT_FOUND, PERMISSION, IO. */
export async function openSigningKey(path: string, password: PasswordSource): Promise<SigningKey> {
  const { text, isExposed } = readKeyFile(path);
  const key = await naming(path, () => parseSigningKey(text, password));
  return { ...factsOf(key), signer: localSigner(key), isExposed };
}

function factsOf(key: KeyObject): KeyFacts {
  const spki = spkiOf(key);
  return { keyId: keyIdOf(spki, nodeSha256), hint: keyHintOf(spki, nodeSha256), type: keyTypeOf(key) };
}

function publicPemOf(key: KeyObject): string {
  return (key.type === "private" ? createPublicKey(key) : key).export({ type: "spki", format: "pem" }).toString();
}

function pathsOf(prefix: string): WrittenKey["files"] {
  return { key: `${prefix}.key`, pub: `${prefix}.pub`, trustedRoot: `${prefix}.trusted-root.json` };
}

function assertPrefix(prefix: string): void {
  if (prefix === "" || prefix.endsWith("/"))
    throw new ExportError("ERR_EXPORT_USAGE", "--out is the beginning of file names, such as keys/mine");
}

/** Before anybody is asked for a password; {@link writeKeyFiles} holds it for certain. */
function assertFree(prefix: string): void {
  for (const path of Object.values(pathsOf(prefix))) {
    try {
      closeSync(openSync(path, "r"));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") continue;
    }
    throw taken(path);
  }
}

async function writeKeyFiles(prefix: string, key: KeyObject, password: string): Promise<WrittenKey> {
  const files = pathsOf(prefix);
  const box = await sealKeyBox(key.export({ type: "pkcs8", format: "der" }), password);
  const written: string[] = [];
  try {
    for (const [path, text, mode] of [
      [files.key, box, OWNER_ONLY],
      [files.pub, publicPemOf(key), EVERYBODY_READS],
      [files.trustedRoot, TRUSTED_ROOT, EVERYBODY_READS],
    ] as const) {
      writeNew(path, text, mode, () => written.push(path));
    }
  } catch (error) {
    for (const path of written) unlinkSync(path);
    throw error;
  }
  return { ...factsOf(key), files };
}

function writeNew(path: string, text: string, mode: number, onCreated: () => void): void {
  try {
    const file = openSync(path, "wx", mode);
    onCreated();
    try {
      fchmodSync(file, mode); // a mask may have taken more than wanted, and never gives more
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === "EEXIST" ? taken(path, cause) : toFileError(cause, "write", path);
  }
}

function taken(path: string, cause?: unknown): ExportError {
  return new ExportError("ERR_EXPORT_OUTPUT_EXISTS", `${path} is there already; a key is never overwritten`, {
    path,
    cause,
    hint: "Choose another --out.",
  });
}

function readKeyFile(path: string): { text: string; isExposed: boolean } {
  try {
    const file = openSync(path, "r");
    try {
      const stats = fstatSync(file);
      if (stats.isDirectory()) throw new ExportError("ERR_EXPORT_KEY_INVALID", "a key is a file, not a directory", { path });
      const bytes = Buffer.alloc(MAX_KEY_FILE_BYTES + 1);
      let length = 0;
      // A pipe gives what it has.
      for (let count = 1; count > 0 && length < bytes.length; length += count)
        count = readSync(file, bytes, length, bytes.length - length, null);
      if (length > MAX_KEY_FILE_BYTES) throw new ExportError("ERR_EXPORT_KEY_INVALID", "no key file is that long", { path });
      return { text: bytes.toString("latin1", 0, length), isExposed: stats.isFile() && (stats.mode & NOT_OWNER) !== 0 };
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw toFileError(cause, "read the key", path);
  }
}

async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExportError ? error.at({ path }) : error;
  }
}
