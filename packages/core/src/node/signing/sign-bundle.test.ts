import { createPublicKey, verify } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hexOf } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import type { Signer } from "../../seams/signer.js";
import { keyIdOf } from "../../signing/key-id.js";
import { openBundle } from "../directory-bundle.js";
import { failingAt } from "../failing-files-fixture.js";
import { verdictOf } from "../run/run-fixture.js";
import { nodeSha256 } from "../sha256.js";
import { signBundle } from "./sign-bundle.js";
import { filesBelow, newSigner, writeBundle, writeBundleTar } from "./sign-fixture.js";

const FOUR = ["export.json.sig", "export.json.sigstore.json", "provenance.dsse.json", "provenance.sigstore.json"];

let folder: string;
let bundle: string;
const at = (name: string): string => join(folder, name);
const refused = (code: string) => expect.objectContaining({ code: `ERR_EXPORT_${code}` });
const isSigned = (path: string, signer: Signer, place = "signatures"): boolean => {
  const key = createPublicKey({ key: Buffer.from(signer.publicKey), format: "der", type: "spki" });
  const signature = Buffer.from(readFileSync(join(path, place, "export.json.sig"), "utf8"), "base64");
  return verify(key.asymmetricKeyType === "ed25519" ? null : "sha256", readFileSync(join(path, "export.json")), key, signature);
};
const folderOf = (signer: Signer): string => `signatures/${hexOf(keyIdOf(signer.publicKey, nodeSha256))}`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sign-"));
  bundle = at("bundle");
  await writeBundle(bundle);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("signing a directory", () => {
  test.each(["p256", "ed25519", "rsa"] as const)("adds four files with a key of type %s, and changes nothing else", async (type) => {
    const before = filesBelow(bundle);
    const signer = newSigner(type);
    const result = await signBundle({ bundle, signer });
    expect([result.kept, result.folder, result.keyId]).toEqual([false, "signatures", keyIdOf(signer.publicKey, nodeSha256)]);
    const { manifest } = await writeBundle(at("again"));
    expect([result.exportId, result.contentDigest]).toEqual([manifest.exportId, manifest.contentDigest]);
    const after = filesBelow(bundle);
    expect(Object.keys(after).filter((path) => !(path in before))).toEqual(FOUR.map((name) => `signatures/${name}`));
    expect(after).toMatchObject(before);
    expect(isSigned(bundle, signer)).toBe(true);
    expect(await verdictOf(bundle)).toBe("integrity-only");
    expect(readdirSync(folder)).toEqual(["again", "bundle"]);
  });

  test("again leaves every file as it is", async () => {
    const signer = newSigner();
    await signBundle({ bundle, signer });
    const before = filesBelow(bundle);
    const result = await signBundle({ bundle, signer });
    expect([result.kept, filesBelow(bundle)]).toEqual([true, before]);
  });

  test("by more keys puts each further one into a folder of its own", async () => {
    const signers = [newSigner(), newSigner(), newSigner("ed25519")] as const;
    for (const signer of signers) await signBundle({ bundle, signer });
    const [first, second, third] = signers;
    expect(isSigned(bundle, first) && isSigned(bundle, second, folderOf(second)) && isSigned(bundle, third, folderOf(third))).toBe(true);
    const before = filesBelow(bundle);
    expect(Object.keys(before).filter((path) => path.startsWith("signatures/"))).toHaveLength(12);
    for (const signer of signers) expect((await signBundle({ bundle, signer })).kept).toBe(true);
    expect(filesBelow(bundle)).toEqual(before);
    expect(await verdictOf(bundle)).toBe("integrity-only");
  });

  test("makes anew a signature that names the key and is not by it", async () => {
    const [first, second] = [newSigner(), newSigner()];
    await signBundle({ bundle, signer: first });
    await signBundle({ bundle, signer: second });
    const other = at("other");
    cpSync(bundle, other, { recursive: true });
    rmSync(join(other, "signatures"), { recursive: true });
    const impostor: Signer = { ...second, publicKey: first.publicKey };
    // The hint of the first key over a signature of the second.
    const forged = await second.sign({ kind: "message", bytes: readFileSync(join(bundle, "export.json")) });
    await expect(signBundle({ bundle: other, signer: impostor })).rejects.toEqual(refused("SIGNATURE_INVALID"));
    expect(existsSync(join(other, "signatures"))).toBe(false);
    const path = join(bundle, "signatures");
    const sig = Buffer.from(forged.signature).toString("base64");
    const was = readFileSync(join(path, "export.json.sig"), "utf8");
    writeFileSync(join(path, "export.json.sig"), sig);
    const file = join(path, "export.json.sigstore.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(was, sig));
    expect(isSigned(bundle, first)).toBe(false);
    const result = await signBundle({ bundle, signer: first });
    expect([result.kept, result.folder]).toEqual([false, "signatures"]);
    expect(isSigned(bundle, first) && isSigned(bundle, second, folderOf(second))).toBe(true);
    expect(await verdictOf(bundle)).toBe("integrity-only");
  });

  test("follows a link to the bundle, and takes a path with a slash at its end", async () => {
    symlinkSync(bundle, at("link"));
    const signer = newSigner();
    await signBundle({ bundle: at("link"), signer });
    expect(isSigned(bundle, signer)).toBe(true);
    expect((await signBundle({ bundle: `${bundle}/`, signer })).kept).toBe(true);
    expect(readdirSync(folder)).toEqual(["bundle", "link"]);
  });

  test("takes a signer that is still opening, and its failure", async () => {
    await signBundle({ bundle, signer: Promise.resolve(newSigner()) });
    const failure = new ExportError("ERR_EXPORT_KEY_PASSWORD", "wrong");
    await expect(signBundle({ bundle, signer: Promise.reject(failure) })).rejects.toBe(failure);
  });
});

describe("a bundle that is not signed", () => {
  const BROKEN: readonly (readonly [string, (bundle: string) => void, string])[] = [
    ["a changed payload", (path) => writeFileSync(join(path, payloadIn(path)), "x"), "SIZE_MISMATCH"],
    ["a payload that is gone", (path) => rmSync(join(path, payloadIn(path))), "FILE_MISSING"],
    ["a file more", (path) => writeFileSync(join(path, "more"), "x"), "FILE_EXTRA"],
    ["another manifest", (path) => writeFileSync(join(path, "export.json"), "{}"), "MANIFEST_INVALID"],
    ["another provenance", (path) => writeFileSync(join(path, "provenance.json"), "{}"), "PROVENANCE_MISMATCH"],
    ["a link in it", (path) => symlinkSync("export.json", join(path, "link")), "PATH_UNSAFE"],
    [
      "half a signature",
      (path) => {
        mkdirSync(join(path, "signatures"));
        writeFileSync(join(path, "signatures/export.json.sig"), "x");
      },
      "FILE_MISSING",
    ],
  ];
  test.each(BROKEN)("for %s, has its code and is left alone", async (_name, breakIt, code) => {
    breakIt(bundle);
    const before = filesBelow(bundle);
    await expect(signBundle({ bundle, signer: newSigner() })).rejects.toEqual(refused(code));
    expect(filesBelow(bundle)).toEqual(before);
    expect(readdirSync(folder)).toEqual(["bundle"]);
  });

  test("for a signature in it that is over another manifest", async () => {
    await signBundle({ bundle, signer: newSigner() });
    const file = join(bundle, "signatures/export.json.sigstore.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"digest":"..../, '"digest":"AAAA'));
    await expect(signBundle({ bundle, signer: newSigner() })).rejects.toEqual(refused("SIGNATURE_INVALID"));
  });

  test("is not there, or is no bundle", async () => {
    await expect(signBundle({ bundle: at("none"), signer: newSigner() })).rejects.toEqual(refused("NOT_FOUND"));
    mkdirSync(at("empty"));
    await expect(signBundle({ bundle: at("empty"), signer: newSigner() })).rejects.toEqual(refused("MANIFEST_INVALID"));
  });
});

function payloadIn(bundle: string): string {
  return JSON.parse(readFileSync(join(bundle, "export.json"), "utf8")).contents.find(({ role }: { role: string }) => role === "payload")
    .path;
}

describe("signing a tar", () => {
  const entries = async (path: string): Promise<string[]> => {
    const names: string[] = [];
    for await (const entry of (await openBundle(path)).entries()) names.push(entry.path);
    return names;
  };

  test("puts the signatures before the contents, once, and keeps them", async () => {
    const tar = at("bundle.tar");
    await writeBundleTar(tar);
    const contents = (await entries(tar)).slice(2);
    const [first, second] = [newSigner(), newSigner()];
    await signBundle({ bundle: tar, signer: first });
    expect(await entries(tar)).toEqual(["export.json", "provenance.json", ...FOUR.map((name) => `signatures/${name}`), ...contents]);
    await signBundle({ bundle: tar, signer: second });
    expect(await entries(tar)).toHaveLength(2 + 8 + contents.length);
    expect(await verdictOf(tar)).toBe("integrity-only");
    const before = readFileSync(tar);
    const { mtimeNs } = statSync(tar, { bigint: true });
    expect((await signBundle({ bundle: tar, signer: first })).kept).toBe(true);
    expect((await signBundle({ bundle: tar, signer: second })).kept).toBe(true);
    expect(readFileSync(tar).equals(before)).toBe(true);
    expect(statSync(tar, { bigint: true }).mtimeNs).toBe(mtimeNs);
    expect(readdirSync(folder)).toEqual(["bundle", "bundle.tar"]);
  });

  test("that is cut is refused and left alone", async () => {
    const tar = at("bundle.tar");
    await writeBundleTar(tar);
    const cut = readFileSync(tar).subarray(0, -512);
    writeFileSync(tar, cut);
    await expect(signBundle({ bundle: tar, signer: newSigner() })).rejects.toEqual(refused("MANIFEST_INVALID"));
    expect(readFileSync(tar).equals(cut)).toBe(true);
  });
});

describe("two signers at once", () => {
  test.each(["directory", "tar"] as const)("of a %s: the second is told, and no signature is lost", async (kind) => {
    const path = kind === "tar" ? at("bundle.tar") : bundle;
    if (kind === "tar") await writeBundleTar(path);
    const [first, second] = [newSigner(), newSigner()];
    let other: unknown;
    const slow: Signer = {
      ...first,
      async sign(...args) {
        other ??= await signBundle({ bundle: path, signer: second }).catch((error: unknown) => error);
        return first.sign(...args);
      },
    };
    await signBundle({ bundle: path, signer: slow });
    expect(other).toEqual(refused("OUTPUT_BUSY"));
    expect(other).toMatchObject({ place: { path } });
    await signBundle({ bundle: path, signer: second });
    for (const signer of [first, second]) expect((await signBundle({ bundle: path, signer })).kept).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("of a directory: what came past the lock is not written over", async () => {
    const [first, second] = [newSigner(), newSigner()];
    const other = at("other");
    cpSync(bundle, other, { recursive: true });
    await signBundle({ bundle: other, signer: second });
    const slow: Signer = {
      ...first,
      sign(...args) {
        cpSync(join(other, "signatures"), join(bundle, "signatures"), { recursive: true });
        return first.sign(...args);
      },
    };
    await expect(signBundle({ bundle, signer: slow })).rejects.toEqual(refused("OUTPUT_BUSY"));
    expect(filesBelow(bundle)).toEqual(filesBelow(other));
  });
});

test("where nothing can be written beside the bundle, it is judged all the same and a signature kept", async () => {
  const signer = newSigner();
  await signBundle({ bundle, signer });
  const refusal = new ExportError("ERR_EXPORT_PERMISSION", "played by the test");
  const sealed = () => failingAt(1, refusal).files;
  expect((await signBundle({ bundle, signer, files: sealed() })).kept).toBe(true);
  await expect(signBundle({ bundle, signer: newSigner(), files: sealed() })).rejects.toBe(refusal);
  writeFileSync(join(bundle, "more"), "x");
  await expect(signBundle({ bundle, signer, files: sealed() })).rejects.toEqual(refused("FILE_EXTRA"));
});

test("a tar keeps its mode, and its owner where it may", async () => {
  const tar = at("bundle.tar");
  await writeBundleTar(tar);
  const [uid, gid] = process.geteuid?.() === 0 ? [1234, 2345] : [statSync(tar).uid, statSync(tar).gid];
  chownSync(tar, uid, gid);
  for (const mode of [0o600, 0o640, 0o664]) {
    chmodSync(tar, mode);
    await signBundle({ bundle: tar, signer: newSigner() });
    const is = statSync(tar);
    expect([is.mode & 0o777, is.uid, is.gid]).toEqual([mode, uid, gid]);
  }
});

describe("whatever operation of the disk fails", () => {
  const failing = (n: number) => failingAt(n, new ExportError("ERR_EXPORT_DISK_FULL", "played by the test"));

  test.each(["directory", "tar"] as const)("a %s is as it was, or has one whole signature more", async (kind) => {
    const path = kind === "tar" ? at("bundle.tar") : bundle;
    const restore = async (): Promise<void> => {
      rmSync(path, { recursive: true });
      if (kind === "tar") await writeBundleTar(path);
      else await writeBundle(path);
    };
    if (kind === "tar") await writeBundleTar(path);
    const signer = newSigner();
    const whole = failing(0);
    await signBundle({ bundle: path, signer, files: whole.files });
    const operations = whole.calls();
    expect(operations).toBeGreaterThan(8);
    for (let n = 1; n <= operations; n++) {
      await restore();
      await signBundle({ bundle: path, signer, files: failing(n).files }).catch((error: unknown) => {
        expect(error).toEqual(refused("DISK_FULL"));
      });
      expect(await verdictOf(path)).toBe("integrity-only");
      // As after the end of the process: its claim would hold this one too.
      rmSync(join(folder, `.${basename(path)}.signing.stella-partial`), { recursive: true, force: true });
      const result = await signBundle({ bundle: path, signer });
      expect(await verdictOf(path)).toBe("integrity-only");
      expect(result.folder).toBe("signatures");
    }
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });
});
