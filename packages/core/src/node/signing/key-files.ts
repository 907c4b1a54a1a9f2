// Key files on disk: made, shown, imported. It knows names and modes of files, and asks its caller for passwords.
import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { closeSync, fchmodSync, fsyncSync, openSync, unlinkSync, writeSync } from "node:fs";
import { ExportError } from "../../errors/export-error.js";
import { TRUSTED_ROOT } from "../../manifest/fixed-files.js";
import { nodeFiles, toFileError } from "../files.js";
import { naming } from "../given-file.js";
import { sealKeyBox } from "./key-box.js";
import { parseAnyKey, parsePrivateKey, type PasswordSource } from "./key-text.js";
import { digestNameOf, generateKey, type KeyType } from "./key-type.js";
import { readKeyFile } from "./key-file-text.js";
import { factsOf, type KeyFacts } from "./signing-key.js";

const OWNER_ONLY = 0o600;
const EVERYBODY_READS = 0o644;

export interface WrittenKey extends KeyFacts {
  /** Paths of what was written: the encrypted private key (mode 0600), the public key, an empty Sigstore trusted root. */
  readonly files: { readonly key: string; readonly pub: string; readonly trustedRoot: string };
}

export interface ShownKey extends KeyFacts {
  readonly isPrivate: boolean;
  /** SPKI in PEM. */
  readonly publicKey: string;
}

/** Makes a key. Throws OUTPUT_EXISTS where one of the three files is there; then none was written. */
export async function generateKeyFiles(prefix: string, type: KeyType, password: PasswordSource): Promise<WrittenKey> {
  assertPrefix(prefix);
  assertFree(prefix);
  return writeKeyFiles(prefix, await generateKey(type), await password());
}

/**
 * Takes over an unencrypted PKCS#8, SEC1 or PKCS#1 file, or an encrypted one of cosign. `ask` is told what each password is for.
 * Throws KEY_*, OUTPUT_EXISTS, USAGE, NOT_FOUND, PERMISSION, IO.
 */
export async function importKeyFile(
  path: string,
  prefix: string,
  ask: (what: "old" | "new") => Promise<string>,
  signal?: AbortSignal,
): Promise<WrittenKey> {
  assertPrefix(prefix);
  assertFree(prefix);
  const { text } = await readKeyFile(path, signal);
  let opened: string | undefined;
  const key = await naming(path, () => parsePrivateKey(text, async () => (opened = await ask("old"))));
  if (!isPair(key)) throw new ExportError("ERR_EXPORT_KEY_INVALID", "the key's private half is not that of its public half", { path });
  return writeKeyFiles(prefix, key, opened ?? (await ask("new")));
}

/** Throws KEY_*, USAGE, NOT_FOUND, PERMISSION, IO. */
export async function showKeyFile(path: string, password: PasswordSource, signal?: AbortSignal): Promise<ShownKey> {
  const { text } = await readKeyFile(path, signal);
  const key = await naming(path, () => parseAnyKey(text, password));
  return { ...factsOf(key), isPrivate: key.type === "private", publicKey: publicPemOf(key) };
}

/** A file says both halves, and OpenSSL believes it. */
function isPair(key: KeyObject): boolean {
  const probe = Buffer.from("probe");
  try {
    return verify(digestNameOf(key), probe, createPublicKey(key), sign(digestNameOf(key), probe, key));
  } catch {
    return false; // the private number is none
  }
}

function publicPemOf(key: KeyObject): string {
  return (key.type === "private" ? createPublicKey(key) : key).export({ type: "spki", format: "pem" }).toString();
}

function pathsOf(prefix: string): WrittenKey["files"] {
  return { key: `${prefix}.key`, pub: `${prefix}.pub`, trustedRoot: `${prefix}.trusted-root.json` };
}

function assertPrefix(prefix: string): void {
  if (/(?:^|\/)\.{0,2}$/.test(prefix)) throw new ExportError("ERR_EXPORT_USAGE", "--out is the beginning of file names, such as keys/mine");
}

/** Before anybody is asked for a password; {@link writeKeyFiles} holds it for certain. */
function assertFree(prefix: string): void {
  for (const path of Object.values(pathsOf(prefix))) if (nodeFiles.look(path) !== undefined) throw taken(path);
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
