// node:test itself waits for the promises of its it().
/* oxlint-disable typescript/no-floating-promises */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { DEFAULT_LIMITS } from "@stella-export/core";
import { canonicalDocument, sourceContract } from "@stella-export/testkit";
import { BulletinSource } from "./bulletin-source.js";

const folder = mkdtempSync(join(tmpdir(), "bulletins-"));
after(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

// #region contract
describe("BulletinSource keeps the promises of a source", () => {
  // More than 1 MiB, so that there is more than one batch.
  const bulletins = Array.from({ length: 40 }, (_, i) => `Id: ACME-${i}\nDate: 2026-03-01T00:00:00Z\nText: ${"x".repeat(2000 * i)}\n`);
  const path = file("all.bulletin", bulletins.join("---\n"));
  const suite = sourceContract({
    open: () => new BulletinSource("acme", path),
    expected: { documents: 40, kinds: { advisory: 40 } },
    missing: () => new BulletinSource("acme", join(folder, "absent")),
  });
  for (const { name, run } of suite) it(name, run);
});
// #endregion

describe("BulletinSource", () => {
  const read = async (text: string, documentBytes = DEFAULT_LIMITS.documentBytes): Promise<unknown[]> => {
    const all: unknown[] = [];
    const source = new BulletinSource("acme", file("one.bulletin", text));
    for await (const batch of source.read({ limits: { ...DEFAULT_LIMITS, documentBytes } })) {
      for (let i = 0; i < batch.count; i++) {
        const { bulletin } = JSON.parse(new TextDecoder().decode(batch.slab.subarray(batch.starts[i], batch.ends[i]))) as {
          bulletin: unknown;
        };
        all.push([batch.lines[i], bulletin, batch.sourceDigests?.[i]]);
      }
      for (const { line, code, sourceDigest } of batch.rejects) all.push([line, code, sourceDigest]);
    }
    return all;
  };
  const digest = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

  it("cuts at ---, with LF and CRLF, and takes the digest of the bulletin's own bytes", async () => {
    assert.deepEqual(await read("Id: A\r\nAlias: x\r\nAlias: y\r\n---\r\n\n---\nId: Bü\n more\n\n"), [
      [1, { text: [], id: ["A"], alias: ["x", "y"] }, digest("Id: A\r\nAlias: x\r\nAlias: y")],
      [7, { text: [], id: ["Bü", " more"] }, digest("Id: Bü\n more")],
    ]);
  });

  it("rejects a bulletin that is too large, and goes on", async () => {
    const large = `Id: A\nText: ${"x".repeat(200)}`;
    assert.deepEqual(await read(`${large}\n---\nId: B`, 100), [
      [4, { text: [], id: ["B"] }, digest("Id: B")],
      [1, "ERR_EXPORT_DOCUMENT_TOO_LARGE", digest(large)],
    ]);
  });

  it("refuses a bulletin without an Id, and says that it would have been an advisory", () => {
    const source = new BulletinSource("acme", "nowhere");
    const described = source.describe(canonicalDocument({ bulletin: { date: ["2026-03-01T00:00:00Z"] } }));
    assert.deepEqual(described, { refused: "ERR_EXPORT_FORMAT_INVALID", message: "the bulletin has no Id", kind: "advisory" });
  });
});
