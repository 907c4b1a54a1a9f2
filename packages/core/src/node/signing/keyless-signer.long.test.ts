import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFromJSON } from "@sigstore/bundle";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { signerContract } from "@stella-export/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "vitest";
import { encodeUtf8 } from "../../bytes.js";
import type { Signable } from "../../seams/signer.js";
import { keylessSigner } from "./keyless-signer.js";
import { signBundle } from "./sign-bundle.js";
import { writeBundle } from "./sign-fixture.js";
import { identityToken, openSigstoreServices, type SigstoreServices } from "./sigstore-services-fixture.js";

let services: SigstoreServices;
beforeAll(async () => {
  services = await openSigstoreServices();
});
afterEach(() => services.failWith());
afterAll(() => services.close());

const MESSAGE: Signable = { kind: "message", bytes: encodeUtf8("message") };
const refused = (code: string) => expect.objectContaining({ code: `ERR_EXPORT_${code}` });
const open = (token = identityToken(), more: { offline?: boolean } = {}) =>
  keylessSigner({ ...services, identityToken: async () => token, ...more });

describe("a keyless signer", () => {
  for (const { name, run } of signerContract({ open: () => open(), openHandles: () => 0 })) it(name, run);

  test("signs a bundle that sigstore's own verifier takes, for the identity of the token", async () => {
    const folder = mkdtempSync(join(tmpdir(), "keyless-"));
    try {
      await writeBundle(folder);
      const before = { ...services.calls };
      await signBundle({ bundle: folder, signer: open() });
      expect([services.calls.fulcio - before.fulcio, services.calls.rekor - before.rekor]).toEqual([1, 2]);
      const verifier = new Verifier(toTrustMaterial(services.trustedRoot), { tlogThreshold: 1, ctlogThreshold: 1 });
      const bundleIn = (name: string) => bundleFromJSON(JSON.parse(readFileSync(join(folder, "signatures", name), "utf8")));
      const manifest = readFileSync(join(folder, "export.json"));
      const policy = { subjectAlternativeName: "maker@example.test", extensions: { issuer: "https://issuer.test" } };
      const signer = verifier.verify(toSignedEntity(bundleIn("export.json.sigstore.json"), manifest), policy);
      expect(signer.identity?.subjectAlternativeName).toBe("maker@example.test");
      expect(verifier.verify(toSignedEntity(bundleIn("provenance.sigstore.json")), policy).identity?.extensions?.issuer).toBe(
        "https://issuer.test",
      );
      expect(() => verifier.verify(toSignedEntity(bundleIn("export.json.sigstore.json"), Buffer.from("other")), policy)).toThrow();
      const other = { subjectAlternativeName: "other@example.test" };
      expect(() => verifier.verify(toSignedEntity(bundleIn("provenance.sigstore.json")), other)).toThrow();
      expect(bundleIn("provenance.sigstore.json").mediaType).toBe("application/vnd.dev.sigstore.bundle.v0.3+json");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("asks nobody where it is offline", async () => {
    const before = { ...services.calls };
    await expect(open(undefined, { offline: true }).sign(MESSAGE)).rejects.toEqual(refused("OFFLINE"));
    expect(services.calls).toEqual(before);
  });

  test.each([
    ["fulcio", 401, "IDENTITY_TOKEN"],
    ["fulcio", 500, "SIGNING_SERVICE"],
    ["rekor", 400, "SIGNING_SERVICE"],
    ["rekor", 503, "SIGNING_SERVICE"],
  ] as const)("says what went wrong where %s answers %i", async (service, status, code) => {
    services.failWith(service, status);
    await expect(open().sign(MESSAGE)).rejects.toEqual(refused(code));
  });

  test("never repeats a token that it cannot use", async () => {
    const failure = await open("sEcret.token")
      .sign(MESSAGE)
      .catch((error: unknown) => error);
    expect(failure).toEqual(refused("IDENTITY_TOKEN"));
    expect(`${JSON.stringify(failure)} ${String((failure as Error).stack)} ${String((failure as Error).cause)}`).not.toContain("sEcret");
  });

  test("passes on why there is no token", async () => {
    const failure = new Error("no token");
    const signer = keylessSigner({ ...services, identityToken: () => Promise.reject(failure) });
    await expect(signer.sign(MESSAGE)).rejects.toBe(failure);
  });
});
