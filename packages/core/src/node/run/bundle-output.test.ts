// That what an adapter gives in pieces is stored as if it had been given whole, in time that does not depend on the pieces.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DirectoryStore } from "../directory-store.js";
import { nodeFiles } from "../files.js";
import { BundleOutput, FRAME_BYTES } from "./bundle-output.js";
import { Scratch } from "./scratch.js";

const folder = mkdtempSync(join(tmpdir(), "output-"));
afterAll(() => rmSync(folder, { recursive: true }));
const options = { role: "payload", mediaType: "application/json" } as const;

test.each([0, 1, 2 * FRAME_BYTES, 5 * FRAME_BYTES + 3])(
  "%i bytes come out alike, whole, in small pieces and in large ones",
  async (length) => {
    const output = new BundleOutput({
      store: new DirectoryStore(join(folder, String(length)), nodeFiles, { scratch: true }),
      compression: { codec: "zstd", level: 1 },
      workers: 2,
      asOf: 0,
      scratch: new Scratch(nodeFiles, folder),
      signal: undefined,
    });
    const bytes = Buffer.alloc(length, "some words, ");
    async function* pieces(size: number): AsyncGenerator<Uint8Array, void> {
      for (let at = 0; at < length; at += size) yield bytes.subarray(at, at + size);
    }
    const { path: _, ...whole } = await output.write("whole", bytes, options);
    for (const size of [100, FRAME_BYTES - 1, 3 * FRAME_BYTES]) {
      const { path, ...found } = await output.write(`in-${size}`, pieces(size), options);
      expect(found, path).toEqual(whole);
    }
  },
);
