import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeUtf8 } from "../../bytes.js";
import { fixedClock } from "../../clock.js";
import { ExportError } from "../../errors/export-error.js";
import { builtinProfile } from "../../profile/resolve.js";
import { KINDS } from "../../records/kinds.js";
import type { Adapter } from "../../seams/adapter.js";
import type { Source } from "../../seams/source.js";
import { failingAt } from "../failing-files-fixture.js";
import { filesBelow, newSigner } from "../signing/sign-fixture.js";
import { signBundle } from "../signing/sign-bundle.js";
import { die, evidence, makeFolders, request as dyingRequest } from "./resume-fixture.js";
import { run, type RunRequest } from "./run.js";

const lines: Adapter = {
  name: "test:lines",
  version: "1",
  kinds: KINDS,
  parseOptions: () => ({}),
  async render(records, _options, output) {
    for (const kind of records.kinds)
      await output.write(`data/${kind}.jsonl`, encodeUtf8("x\n"), { role: "payload", mediaType: "text/plain" });
  },
};
const text = '{"id":"A"}';
const body = encodeUtf8(text);
const source: Source = {
  name: "s",
  survey: async () => ({ documents: 1, bytes: null }),
  async *read({ signal }) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    signal?.throwIfAborted();
    const batch = { slab: body, starts: Uint32Array.of(0), ends: Uint32Array.of(body.length), lines: Uint32Array.of(0) };
    yield { ...batch, count: 1, paths: ["a.json"], rejects: [], ignored: 0 };
  },
  describe: () => ({ kind: "advisory", format: "test", formatVersion: "1", id: "A", aliases: [], date: "2026-01-01T00:00:00Z" }),
};

let folder: string;
let out: string;
const at = (name: string): string => join(folder, name);
const request = (more: Partial<RunRequest>): RunRequest => ({
  profile: builtinProfile("test:lines", [lines]),
  adapters: [lines],
  sources: [source],
  out,
  clock: fixedClock(1_790_000_000),
  ...more,
});
const withoutSignatures = (path: string) =>
  Object.fromEntries(Object.entries(filesBelow(path)).filter(([name]) => !name.startsWith("signatures/")));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sign-run-"));
  out = at("out");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a run with a signer", () => {
  test("writes four files more than one without, and says so", async () => {
    const unsigned = await run(request({ out: at("unsigned") }));
    const signed = await run(request({ signer: newSigner() }));
    expect([unsigned.signed, signed.signed]).toEqual([false, true]);
    expect(signed.files).toBe(unsigned.files + 4);
    expect(signed.files).toBe(Object.keys(filesBelow(out)).length);
    expect(signed.sizeBytes).toBe(Object.values(filesBelow(out)).reduce((sum, hex) => sum + hex.length / 2, 0));
    expect(withoutSignatures(out)).toEqual(filesBelow(at("unsigned")));
    expect(signed.manifestDigest).toBe(unsigned.manifestDigest);
  });

  test("into two folders differs in signatures/ only", async () => {
    await run(request({ signer: newSigner() }));
    await run(request({ signer: newSigner(), out: at("b") }));
    expect(withoutSignatures(at("b"))).toEqual(withoutSignatures(out));
    expect(filesBelow(at("b"))).not.toEqual(filesBelow(out));
  });

  test.each(["out", "out.tar"])("over its own output %s leaves every byte as it is", async (name) => {
    out = at(name);
    const signer = newSigner();
    await run(request({ signer }));
    await signBundle({ bundle: out, signer: newSigner() });
    const bytes = () => (name.endsWith(".tar") ? readFileSync(out, "hex") : filesBelow(out));
    const before = bytes();
    const result = await run(request({ signer, force: true }));
    expect(bytes()).toEqual(before);
    expect(result.signed).toBe(true);
    expect(readdirSync(folder)).toEqual([name]);
  });

  test("signs anew where the output is of another key, of other evidence, or damaged", async () => {
    const [a, b] = [newSigner(), newSigner()];
    await run(request({ signer: a }));
    const first = filesBelow(out);
    await run(request({ signer: b, force: true }));
    const second = filesBelow(out);
    expect(second["signatures/export.json.sig"]).not.toBe(first["signatures/export.json.sig"]);
    expect(Object.keys(second)).toEqual(Object.keys(first));
    await run(request({ signer: b, force: true, sequence: 7 }));
    expect(filesBelow(out)["signatures/export.json.sig"]).not.toBe(second["signatures/export.json.sig"]);
    writeFileSync(join(out, "signatures/provenance.dsse.json"), "{}");
    await run(request({ signer: b, force: true, sequence: 7 }));
    expect(readFileSync(join(out, "signatures/provenance.dsse.json"), "utf8")).toContain("payload");
    expect((await run(request({ force: true }))).signed).toBe(false);
  });

  test("that cannot be opened ends early, with the signer's failure, and leaves nothing", async () => {
    const failure = new ExportError("ERR_EXPORT_KEY_PASSWORD", "wrong");
    const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(failure), 5));
    let rendered = false;
    const adapter: Adapter = {
      ...lines,
      async render() {
        rendered = true;
      },
    };
    await expect(run(request({ signer: late, adapters: [adapter] }))).rejects.toBe(failure);
    expect([rendered, readdirSync(folder)]).toEqual([false, []]);
  });

  test("whose signatures do not verify leaves nothing", async () => {
    const [a, b] = [newSigner(), newSigner()];
    const failure = expect.objectContaining({ code: "ERR_EXPORT_SIGNATURE_INVALID" });
    await expect(run(request({ signer: { ...a, publicKey: b.publicKey } }))).rejects.toEqual(failure);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a run after a killed one", () => {
  const [a, b] = [newSigner(), newSigner()];

  test.each([
    ["the same key", a, a],
    ["another key", a, b],
    ["no key", a, undefined],
    ["a key, where the killed one had none", undefined, b],
  ])("with %s is signed as it was asked for, wherever the other one died", async (_name, first, second) => {
    const operations = await countOperations(first);
    // Before these, a bundle has no name yet, and who signs it is not decided.
    for (let n = operations - 12; n <= operations; n++) {
      const folders = makeFolders();
      const place = join(folders.place, "out");
      try {
        await die(n, dyingRequest(place, evidence(), { signer: first, force: true }));
        const result = await run(dyingRequest(place, evidence(), { signer: second, force: true }));
        expect(result.signed).toBe(second !== undefined);
        expect(readdirSync(place).includes("signatures")).toBe(second !== undefined);
        if (second !== undefined) expect((await signBundle({ bundle: place, signer: second })).kept).toBe(true);
        expect(readdirSync(folders.place)).toEqual(["out"]);
      } finally {
        rmSync(folders.root, { recursive: true });
      }
    }
  });

  async function countOperations(signer: RunRequest["signer"]): Promise<number> {
    const { files, calls } = failingAt(0, new Error("never"));
    await run(dyingRequest(out, evidence(), { signer, force: true, files }));
    rmSync(out, { recursive: true });
    return calls();
  }
});
