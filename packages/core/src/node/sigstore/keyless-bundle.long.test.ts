import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixedClock } from "../../clock.js";
import type { VerifyResult } from "../../verify/result.js";
import { verifyBundle } from "../../verify/verify-bundle.js";
import { openBundle } from "../directory-bundle.js";
import { nodeSha256 as sha256 } from "../sha256.js";
import { keylessSigner } from "../signing/keyless-signer.js";
import { signBundle } from "../signing/sign-bundle.js";
import { writeBundle } from "../signing/sign-fixture.js";
import { identityToken, openSigstoreServices, type SigstoreServices } from "../signing/sigstore-services-fixture.js";
import { readIdentityPolicy } from "../trust-files.js";

const folder = mkdtempSync(join(tmpdir(), "keyless-bundle-"));
const bundle = join(folder, "bundle");
const root = join(folder, "root.json");
const ME = { identity: "maker@example.test", issuer: "https://issuer.test" };
let services: SigstoreServices;

beforeAll(async () => {
  services = await openSigstoreServices();
  await writeBundle(bundle);
  await signBundle({ bundle, signer: keylessSigner({ ...services, identityToken: async () => identityToken() }) });
  writeFileSync(root, JSON.stringify(TrustedRoot.toJSON(services.trustedRoot)));
});
afterAll(async () => {
  await services.close();
  rmSync(folder, { recursive: true });
});

async function verify(signer = ME, path = bundle): Promise<VerifyResult> {
  const policy = await readIdentityPolicy(root, signer);
  return verifyBundle(await openBundle(path), { sha256, mode: { kind: "identity", policy }, clock: fixedClock(0) });
}
const outcome = async (...args: Parameters<typeof verify>): Promise<string[]> =>
  (await verify(...args)).failures.map(({ code, path }) => `${code.slice("ERR_EXPORT_".length)} ${path}`);

test("what the keyless signer leaves is verified, with the identity that is shown", async () => {
  const result = await verify();
  expect(result).toMatchObject({ verdict: "verified", failures: [] });
  expect(result.signers).toEqual([{ keyId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), ...ME }]);
});

test("another identity, a longer or a shorter one, a pattern, and another issuer are not trusted", async () => {
  for (const signer of [
    { ...ME, identity: "other@example.test" },
    { ...ME, identity: "maker@example.tes" },
    { ...ME, identity: "aker@example.test" },
    { ...ME, identity: "maker@example.*" },
    { ...ME, identity: "" },
    { ...ME, issuer: "https://issuer.tes" },
  ]) {
    expect(await outcome(signer), JSON.stringify(signer)).toEqual(["KEY_UNTRUSTED signatures/export.json.sigstore.json"]);
  }
});

test(
  "every tenth byte of its signatures, changed, is refused by the name of its file, but for numbers in its log entries",
  { timeout: 120_000 },
  async () => {
    for (const name of readdirSync(join(bundle, "signatures"))) {
      const path = join(bundle, "signatures", name);
      const bytes = readFileSync(path);
      for (let at = 0; at < bytes.length; at += 10) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] as number) ^ 1;
        writeFileSync(path, changed);
        const failures = await outcome();
        // A log index is told twice, and the proof vouches for one of them; the library looks at that one.
        if (failures.length === 0 && isInLogEntry(bytes, at)) continue;
        expect(failures.join("\n"), `${name} byte ${at}`).toContain(`signatures/${name}`);
      }
      writeFileSync(path, bytes);
    }
    expect(await outcome()).toEqual([]);
  },
);

test("a trusted root that is none, or of somebody else, is no root", async () => {
  writeFileSync(join(folder, "none.json"), "[1]");
  writeFileSync(join(folder, "empty.json"), '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}');
  const policy = await readIdentityPolicy(join(folder, "empty.json"), ME);
  const result = await verifyBundle(await openBundle(bundle), { sha256, mode: { kind: "identity", policy }, clock: fixedClock(0) });
  expect(result.verdict).toBe("failed");
  await expect(readIdentityPolicy(join(folder, "none"), ME)).rejects.toMatchObject({ code: "ERR_EXPORT_NOT_FOUND" });
});

function isInLogEntry(bytes: Uint8Array, at: number): boolean {
  const text = Buffer.from(bytes).toString("latin1");
  return text.includes('"tlogEntries":[') && at > text.indexOf('"tlogEntries":[');
}
