import { signerContract } from "@stella-export/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "vitest";
import { encodeUtf8 } from "../../bytes.js";
import type { Signable } from "../../seams/signer.js";
import { newSigner } from "./sign-fixture.js";
import { openTimestampAuthority, type TimestampAuthority } from "./timestamp-authority-fixture.js";
import { timestampingSigner } from "./timestamping-signer.js";

let authority: TimestampAuthority;
beforeAll(async () => {
  authority = await openTimestampAuthority();
});
afterEach(() => authority.answerWith());
afterAll(() => authority.close());

const MESSAGE: Signable = { kind: "message", bytes: encodeUtf8("message") };
const refused = (code: string) => expect.objectContaining({ code: `ERR_EXPORT_${code}` });
const sign = (url = authority.url) => timestampingSigner(newSigner(), { url }).sign(MESSAGE);

describe("a timestamping signer", () => {
  for (const { name, run } of signerContract({
    open: () => timestampingSigner(newSigner(), { url: authority.url }),
    openHandles: () => 0,
  })) {
    it(name, run);
  }

  test("has the raw signature stamped, and keeps the whole answer", async () => {
    const { signature, material } = await sign();
    const [response] = material.timestamps;
    expect(material.timestamps).toHaveLength(1);
    expect(authority.accepts(response as Uint8Array, signature)).toBe(true);
    expect(authority.accepts(response as Uint8Array, encodeUtf8(Buffer.from(signature).toString("base64")))).toBe(false);
  });

  test("asks nobody where it is offline", async () => {
    const signer = timestampingSigner(newSigner(), { url: authority.url, offline: true });
    await expect(signer.sign(MESSAGE)).rejects.toEqual(refused("OFFLINE"));
  });

  const ANSWERS: readonly (readonly [string, Parameters<TimestampAuthority["answerWith"]>[0]])[] = [
    ["an error", (response) => void response.writeHead(500).end()],
    ["a redirection", (response) => void response.writeHead(302, { location: "/other" }).end()],
    ["nothing", (response) => void response.end()],
    ["text", (response) => void response.end("hello")],
    ["a refusal", (response) => void response.end(Buffer.from("30053003020102", "hex"))],
    ["a stamp of something else", (response, good) => void response.end(Buffer.from(good).fill(0, 60))],
    ["a cut stamp", (response, good) => void response.end(good.subarray(0, 50))],
    ["without end", (response) => void response.end(Buffer.alloc(1_000_000, 0x30))],
    ["a broken connection", (response) => void response.destroy()],
  ];
  test.each(ANSWERS)("refuses an authority that answers %s", async (_name, answer) => {
    authority.answerWith(answer);
    await expect(sign()).rejects.toEqual(refused("SIGNING_SERVICE"));
  });

  test("refuses an authority that cannot be reached, and keeps what the URL hides", async () => {
    const failure = await sign("http://user:secret@127.0.0.1:9/tsa?token=hidden").catch((error: unknown) => error);
    expect(failure).toEqual(refused("SIGNING_SERVICE"));
    expect(JSON.stringify(failure)).not.toMatch(/secret|hidden/);
  });

  test("stops where the signal says so", async () => {
    authority.answerWith(() => {}); // it never answers
    const controller = new AbortController();
    const reason = new Error("stopped");
    const signing = timestampingSigner(newSigner(), { url: authority.url }).sign(MESSAGE, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 100);
    await expect(signing).rejects.toBe(reason);
  });
});
