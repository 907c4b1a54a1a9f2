// A bundle on disk and its files as a test compares them. For tests only.
import { generateKeyPairSync } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Signer } from "../../seams/signer.js";
import { writeTar } from "../../tar/tar-writer.js";
import { type BundleFixture, buildFixture } from "../../verify/bundle-fixture.js";
import { nodeSha256 } from "../sha256.js";
import { localSigner } from "./local-signer.js";

export function newSigner(type: "p256" | "ed25519" | "rsa" = "p256"): Signer {
  if (type === "ed25519") return localSigner(generateKeyPairSync("ed25519").privateKey);
  if (type === "rsa") return localSigner(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
  return localSigner(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
}

/** A small unsigned bundle as a directory. */
export async function writeBundle(folder: string): Promise<BundleFixture> {
  const bundle = await buildFixture({ sha256: nodeSha256 });
  for (const [path, bytes] of bundle.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return bundle;
}

/** The same bundle as a tar. */
export async function writeBundleTar(path: string): Promise<BundleFixture> {
  const bundle = await buildFixture({ sha256: nodeSha256 });
  const chunks: Uint8Array[] = [];
  const paths = ["export.json", "provenance.json", ...bundle.manifest.contents.map((content) => content.path)];
  const files = paths.map((name) => {
    const bytes = bundle.files.get(name) as Uint8Array;
    return {
      path: name,
      sizeBytes: bytes.length,
      async *chunks() {
        yield bytes;
      },
    };
  });
  for await (const chunk of writeTar(files)) chunks.push(chunk.slice());
  writeFileSync(path, Buffer.concat(chunks));
  return bundle;
}

/** Path → bytes in hex, of everything below a folder. */
export function filesBelow(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => !lstatSync(join(folder, path)).isDirectory());
  return Object.fromEntries(paths.toSorted((a, b) => (a < b ? -1 : 1)).map((path) => [path, readFileSync(join(folder, path), "hex")]));
}
