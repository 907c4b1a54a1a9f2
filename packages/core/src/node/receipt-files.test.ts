// A file that is no receipt is refused by its name; what receipts say is tested through the command line.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeKey } from "../verify/signed-fixture.js";
import { readReceipt } from "./receipt-files.js";

const folder = mkdtempSync(join(tmpdir(), "receipt-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(["", "{}", "x".repeat(2_000_000)])("what is no receipt is refused by its name, however long", async (text) => {
  const path = join(folder, "receipt.json");
  writeFileSync(path, text);
  const { publicKey } = await makeKey();
  await expect(readReceipt(path, publicKey)).rejects.toMatchObject({ code: "ERR_EXPORT_RECEIPT_INVALID", place: { path } });
});
