// How much of a bundle is held in memory while it is signed, whatever it says of its signatures.
import { expect, test } from "vitest";
import type { BundleReader } from "../../verify/bundle-reader.js";
import { keeping } from "./signature-folder.js";

const MIB = 1024 * 1024;

test("signatures are read as far as verification reads them, and refused beyond", async () => {
  const read: string[] = [];
  const endless: BundleReader = {
    async *entries() {
      for (let n = 0; n < 1000; n++) {
        const path = `signatures/${String(n).padStart(64, "0")}/export.json.sig`;
        const chunks = async function* (): AsyncGenerator<Uint8Array, void> {
          read.push(path);
          yield Uint8Array.of(1);
        };
        yield { path, kind: "file", sizeBytes: 100 * MIB, chunks };
      }
    },
  };
  const reading = async (): Promise<void> => {
    for await (const _ of keeping(endless).reader.entries());
  };
  await expect(reading()).rejects.toMatchObject({ code: "ERR_EXPORT_SIGNATURE_INVALID" });
  expect(read).toHaveLength(3);
});
